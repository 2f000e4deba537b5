// The box in which posts are written. Its parts are fetched when somebody begins to write.
import { placeOf } from "../drafting.js";
import { recall } from "../keeping.js";

const PARTS = ["drafts", "toolbar", "suggestions", "uploads", "preview", "sending"];

export default (text) => {
  let parts = null;
  let isReady = false;
  const begin = () => {
    const fetching = () =>
      Promise.all(PARTS.map(async (name) => (await import(`./${name}.js`)).default(text)));
    parts ??= fetching()
      .catch((error) => console.warn("composer:", error))
      .then(() => (isReady = true));
    return parts;
  };
  /** A button that was faster than its script is pressed again once that is there. */
  const press = async (event) => {
    const button = event.target.closest("[data-md-button], [data-part=previewing]");
    if (!button || isReady) return;
    event.preventDefault();
    event.stopPropagation();
    await begin();
    button.click();
  };
  const isWaiting = recall(placeOf(text)) !== null;
  if (isWaiting || text.value || document.activeElement === text) begin();
  text.form.addEventListener("click", press, true);
  text.form.addEventListener("focusin", ({ target }) => target.closest("button") || begin());
};
