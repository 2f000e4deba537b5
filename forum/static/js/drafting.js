// A form's text as a draft: what of it is kept, and how it is told what became of it.
import { changed } from "./typing.js";

const FIELDS = ["title", "category", "kind", "tags", "body", "version"];

/** Where this browser keeps the copy: one for each member and each place in the forum. */
export const placeOf = ({ dataset }) =>
  `draft:${document.getElementById("act")?.dataset.member}:${dataset.draftKey}`;

/** What a draft keeps of the form. */
export const typed = (form) => {
  const fields = FIELDS.filter((name) => form.elements[name]);
  const payload = Object.fromEntries(fields.map((name) => [name, form.elements[name].value]));
  return form.elements.to ? { ...payload, reply_to: form.elements.to.value } : payload;
};

/** The other way round. */
export const fill = (form, payload) => {
  for (const [name, value] of Object.entries(payload)) {
    const field = form.elements[name === "reply_to" ? "to" : name];
    if (field) field.value = value;
  }
  const shaping = [payload.kind && form.elements.kind, form.elements.category];
  for (const field of shaping) field?.dispatchEvent?.(new Event("change", { bubbles: true }));
  changed(form.elements.body);
};

/** Whether two drafts have the same text; what else they say is soon chosen again. */
export const isSame = (one, other) =>
  ["title", "body"].every((name) => (one?.[name] ?? "").trim() === (other?.[name] ?? "").trim());

/** Says `sentence` in `state`, with a button for each of `choices`: [label, what it does]. */
export const say = (state, sentence, choices = []) => {
  const buttons = choices.map(([label, act]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = label;
    button.addEventListener("click", () => {
      state.replaceChildren();
      act();
    });
    return button;
  });
  state.replaceChildren(sentence, ...buttons.flatMap((button) => [" ", button]));
};
