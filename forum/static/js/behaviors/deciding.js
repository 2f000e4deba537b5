// The form that decides a case: only the fields that belong to what is chosen, a count, the words of
// the section, the passage that is selected, and a preview in place.
import { post } from "../asking.js";
import { tell } from "../telling.js";

const GAP = 8; // pixels between the selected words and the button

const fold = (form) => {
  const fields = form.elements;
  const show = () => {
    const action = fields.action.value;
    for (const part of form.querySelectorAll("[data-for]")) {
      part.hidden = !part.dataset.for.split(" ").includes(action);
      for (const choice of part.querySelectorAll("select")) choice.disabled = part.hidden;
    }
    for (const part of form.querySelectorAll("[data-not-for]")) {
      part.hidden = part.dataset.notFor.split(" ").includes(action);
    }
    for (const part of form.querySelectorAll("[data-for-section]")) {
      part.hidden = fields.section.value !== part.dataset.forSection;
    }
  };
  form.addEventListener("change", show);
  show();
};

const count = (form, words) => {
  const facts = form.elements.facts;
  const said = form.querySelector("[data-part=count]");
  const least = Number(form.dataset.least);
  const say = () => {
    const missing = least - [...facts.value.trim()].length;
    said.hidden = !facts.value;
    said.textContent = missing > 0 ? words.more.replace("%(n)s", missing) : words.enough;
    said.classList.toggle("decide__count--enough", missing <= 0);
  };
  facts.addEventListener("input", say);
  say();
};

const begin = (form) => {
  const templates = JSON.parse(form.dataset.templates);
  const { section, explanation } = form.elements;
  let given = Object.values(templates).includes(explanation.value) ? explanation.value : "";
  section.addEventListener("change", () => {
    if (explanation.value && explanation.value !== given) return; // their own words stay
    given = templates[section.value] ?? "";
    explanation.value = given;
  });
};

const preview = (form, words) => {
  const button = form.querySelector("[data-part=previewing]");
  const panel = form.querySelector("[data-part=preview]");
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      const { html, remarks } = await post(form.dataset.preview, new FormData(form));
      panel.querySelector("[data-part=letter]").innerHTML = html || ""; // the forum's own HTML
      if (!html) panel.querySelector("[data-part=letter]").textContent = words.nobody;
      const list = panel.querySelector("[data-part=remarks]");
      list.replaceChildren(...remarks.map((remark) => {
        const item = document.createElement("li");
        item.textContent = remark;
        return item;
      }));
      panel.hidden = false;
      panel.focus();
    } catch (error) {
      tell(error.message && error.status ? error.message : words.offline);
      const wrong = Object.keys(error.answer?.errors ?? {})[0];
      form.elements[wrong]?.focus();
    } finally {
      button.disabled = false;
    }
  });
};

const quote = (form) => {
  const passage = document.querySelector("[data-part=passage]");
  const button = document.querySelector("[data-part=quoting]");
  if (!passage || !button) return;
  const words = () => {
    const selection = getSelection();
    if (!selection.rangeCount || !selection.toString().trim()) return "";
    const within = passage.contains(selection.getRangeAt(0).commonAncestorContainer);
    return within ? selection.toString().trim() : "";
  };
  document.addEventListener("selectionchange", () => {
    button.hidden = !words();
    if (button.hidden) return;
    const box = getSelection().getRangeAt(0).getBoundingClientRect();
    const furthest = document.documentElement.clientWidth - button.offsetWidth - GAP;
    button.style.left = `${scrollX + Math.max(GAP, Math.min(box.left, furthest))}px`;
    button.style.top = `${scrollY + box.bottom + GAP}px`;
  });
  button.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the selection
  button.addEventListener("click", () => {
    const said = words();
    if (!said) return;
    const field = form.elements.quote;
    field.value = said.slice(0, field.maxLength);
    button.hidden = true;
    field.focus();
  });
  document.body.append(button);
};

export default (form) => {
  const words = JSON.parse(form.dataset.words);
  fold(form);
  count(form, words);
  begin(form);
  preview(form, words);
  quote(form);
};
