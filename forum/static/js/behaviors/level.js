// Saves how closely something is followed as soon as it is chosen.
import { post } from "../asking.js";
import { tell } from "../telling.js";

export default (form) => {
  const select = form.querySelector("select");
  let before = select.value;
  form.querySelector("button").hidden = true;
  select.addEventListener("change", async () => {
    try {
      await post(form.action, new FormData(form));
      before = select.value;
      tell(form.dataset.says);
    } catch (error) {
      select.value = before;
      tell(error.message);
    }
  });
};
