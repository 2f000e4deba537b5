// Adds a button that shows the password while it is typed.

export default (row) => {
  const input = row.querySelector("input");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--plain";
  button.textContent = row.dataset.show;
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    const isShown = input.type === "text";
    input.type = isShown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!isShown));
  });
  input.form?.addEventListener("submit", () => (input.type = "password"));
  if (row.dataset.show) row.append(button);
};
