// Gives every piece of code a button that copies it.
import { tell, word } from "../telling.js";

const copy = async (code) => {
  await navigator.clipboard.writeText(code.textContent.replace(/\n$/, ""));
  tell(word("Copied"));
};

export default (root) => {
  if (!navigator.clipboard || !word("Copy")) return; // browsers have it on https and localhost only
  for (const code of root.querySelectorAll(".code pre")) {
    if (code.parentElement.querySelector(".code__copy")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "code__copy";
    button.textContent = word("Copy");
    button.addEventListener("click", () => copy(code));
    code.before(button);
  }
};
