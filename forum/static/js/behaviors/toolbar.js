// The toolbar above the text: bold, italic, lists … by markdown-toolbar-element, the rest here.
import { insert } from "../typing.js";

/** What the element does not know: [before, after] what is selected. */
const AROUND = {
  spoiler: () => ["||", "||"],
  details: (words) => [`\n[details="${words.details}"]\n`, "\n[/details]\n"],
};

const wrap = (text, [before, after]) => {
  const from = text.selectionStart;
  const inside = text.value.slice(from, text.selectionEnd);
  insert(text, before + inside + after);
  const at = from + before.length;
  text.setSelectionRange(at, at + inside.length);
};

const KEYS = { b: "bold", i: "italic", k: "link" };

export default async (text) => {
  const toolbar = text.form.querySelector(`markdown-toolbar[for="${text.id}"]`);
  if (!toolbar) return;
  await import("../vendor/markdown-toolbar-element.js");
  toolbar.addEventListener("click", (event) => {
    const around = AROUND[event.target.closest("button")?.dataset.mdButton];
    if (around) wrap(text, around(JSON.parse(text.dataset.words)));
  });
  text.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    const button = toolbar.querySelector(`[data-md-button="${KEYS[event.key]}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
};
