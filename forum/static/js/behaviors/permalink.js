// A click on a post's number copies its whole address.
import { tell, word } from "../telling.js";

export default (thread) => {
  thread.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-act=permalink]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    if (!navigator.clipboard) return; // then the link leads there, as links do
    event.preventDefault();
    history.replaceState(history.state, "", link.href);
    try {
      await navigator.clipboard.writeText(link.href);
      tell(word("Copied"));
    } catch {
      location.assign(link.href);
    }
  });
};
