// Shows only the lines of a list that have all the words typed, while one types.
import { tell } from "../telling.js";

export default (form) => {
  const list = document.getElementById(form.dataset.list);
  const typed = form.querySelector("[type=search]");
  const changed = form.querySelector("[name=changed]");
  let timer;
  const sift = () => {
    const words = typed.value.toLowerCase().split(/\s+/).filter(Boolean);
    let met = 0;
    for (const line of list.querySelectorAll("[data-words]")) {
      const text = line.dataset.words.toLowerCase();
      const fits = words.every((word) => text.includes(word));
      line.hidden = !fits || (changed?.checked && !("changed" in line.dataset));
      met += !line.hidden;
    }
    for (const group of list.querySelectorAll("ul")) {
      const isEmpty = !group.querySelector("li:not([hidden])");
      group.hidden = isEmpty;
      if (group.previousElementSibling?.tagName === "H3") group.previousElementSibling.hidden = isEmpty;
    }
    for (const part of list.querySelectorAll("section")) {
      part.hidden = !part.querySelector("li:not([hidden])");
      part.querySelector("details")?.toggleAttribute("open", words.length > 0 || changed?.checked);
    }
    clearTimeout(timer);
    if (!met) timer = setTimeout(() => tell(form.dataset.none), 600);
  };
  form.addEventListener("input", sift);
  form.addEventListener("submit", (event) => event.preventDefault());
};
