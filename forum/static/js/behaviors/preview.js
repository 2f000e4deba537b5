// Shows in place of the text what it will look like, and back.
import { post } from "../asking.js";
import { enliven } from "../forum.js";
import { tell } from "../telling.js";

export default (text) => {
  const button = text.form.querySelector("[data-part=previewing]");
  const panel = text.form.querySelector("[data-part=preview]");
  if (!button || !panel) return;
  const words = JSON.parse(text.dataset.words);
  const label = button.textContent;

  const show = (isPreview) => {
    panel.hidden = !isPreview;
    text.closest("[data-part=write]").hidden = isPreview;
    button.textContent = isPreview ? words.write : label;
    (isPreview ? panel : text).focus();
  };
  const draw = async () => {
    const place = JSON.parse(text.dataset.previewWith);
    const { html } = await post(text.dataset.previewUrl, { ...place, body: text.value });
    panel.innerHTML = html; // the forum's own HTML of the member's own text, as the post will have it
    enliven(panel);
    show(true);
  };
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    if (!panel.hidden) return show(false);
    button.disabled = true;
    try {
      await draw();
    } catch (error) {
      tell(error.message && error.status ? error.message : words.offline);
    } finally {
      button.disabled = false;
    }
  });
};
