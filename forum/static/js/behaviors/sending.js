// Sends by Ctrl or Cmd and Enter, once, and not before all files are there.
import { tell } from "../telling.js";

export default (text) => {
  const { form } = text;
  const words = JSON.parse(text.dataset.words);
  const buttons = [...form.querySelectorAll("button[type=submit]")];

  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit(buttons[0]);
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (form.dataset.uploading > 0) {
      event.preventDefault();
      tell(words.wait);
    } else if (form.dataset.sending) event.preventDefault();
    else {
      form.dataset.sending = "yes";
      // Later: a button that is off would not be sent, and it says which one was pressed.
      setTimeout(() => buttons.forEach((each) => (each.disabled = true)));
    }
  });
  addEventListener("pageshow", () => {
    delete form.dataset.sending; // back from the next page: it can be sent again
    for (const each of buttons) each.disabled = false;
  });
};
