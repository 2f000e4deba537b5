// A button beside the words that are selected in a post, to quote them.
import { selected } from "../selection.js";

const GAP = 8; // pixels between the words and the button

export default (button) => {
  const place = () => {
    const found = selected();
    button.hidden = !found || !found.post.querySelector("[data-act=quote]");
    if (button.hidden) return;
    const box = getSelection().getRangeAt(0).getBoundingClientRect();
    const furthest = document.documentElement.clientWidth - button.offsetWidth - GAP;
    button.style.left = `${scrollX + Math.max(GAP, Math.min(box.left, furthest))}px`;
    button.style.top = `${scrollY + box.bottom + GAP}px`;
  };
  let timer = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(place, 150); // while it is dragged it changes all the time
  });
  button.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the selection
  button.addEventListener("click", () => {
    const found = selected();
    found?.post.dispatchEvent(new Event("quote", { bubbles: true }));
    button.hidden = true;
  });
  document.body.append(button);
};
