// Puts text into a textarea the way typing would, so that undo takes it back.

/** Replace what is selected by `text`; the caret stands behind it. */
export const insert = (textarea, text) => {
  textarea.focus();
  if (document.execCommand?.("insertText", false, text)) return;
  textarea.setRangeText(text, textarea.selectionStart, textarea.selectionEnd, "end");
  changed(textarea);
};

/** Put `text` into a paragraph of its own at the caret. */
export const insertBlock = (textarea, text) => {
  const before = textarea.value.slice(0, textarea.selectionStart).trimEnd();
  const after = textarea.value.slice(textarea.selectionEnd).trimStart();
  textarea.setSelectionRange(before.length, textarea.value.length - after.length);
  insert(textarea, `${before ? "\n\n" : ""}${text}\n\n`);
  if (after) {
    const caret = textarea.selectionStart;
    insert(textarea, after);
    textarea.setSelectionRange(caret, caret);
  }
};

/** Replace the first `old` by `text` wherever the caret is, and leave the caret where it was. */
export const replace = (textarea, old, text) => {
  const at = textarea.value.indexOf(old);
  if (at < 0) return;
  textarea.setRangeText(text, at, at + old.length, "preserve");
  changed(textarea);
};

/** Let everybody who listens know that the text is another one. */
export const changed = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));
