// The list of what is wrong takes the focus when the page opens, so that it is read first. Its lines
// stand in the order of their fields and begin with their names, for many say the same.

const fieldOf = (line) => document.getElementById(line.hash.slice(1));

const nameOf = (field) => {
  const words = (field.labels?.[0] ?? field.querySelector("legend"))?.cloneNode(true);
  words?.querySelectorAll(".field__optional, .field__hint").forEach((more) => more.remove());
  return words?.textContent.trim() ?? "";
};

export default (summary) => {
  const lines = [...summary.querySelectorAll("a[href^='#field-']")].filter(fieldOf);
  lines.sort((one, other) =>
    fieldOf(one).compareDocumentPosition(fieldOf(other)) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);
  for (const line of lines) {
    const name = nameOf(fieldOf(line));
    if (name) line.textContent = `${name}: ${line.textContent}`;
    line.closest("li").parentElement.append(line.closest("li"));
  }
  summary.focus();
};
