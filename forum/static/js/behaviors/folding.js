// Remembers in this browser, for who is signed in, that they folded this away, and folds it again.
import { keep, recall } from "../keeping.js";

export default (details) => {
  const member = document.getElementById("act")?.dataset.member ?? "";
  const name = `folded:${details.dataset.folding}:${member}`;
  if (recall(name)) details.open = false;
  details.addEventListener("toggle", () => keep(name, details.open ? null : true));
};
