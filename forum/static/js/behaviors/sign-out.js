// Who signs out takes along the texts that this browser keeps for them.
import { forget } from "../keeping.js";

export default (button) => {
  button.addEventListener("click", () => {
    forget("draft:");
    document.documentElement.dataset.over = ""; // asking.js
  });
};
