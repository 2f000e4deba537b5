// Goes to the post that the address asks for, and tells the forum how far the reader has come.
import { headers, isOver } from "../asking.js";

const GLANCE = 250; // milliseconds on the screen that count as seen
const PAUSE = 1500; // milliseconds without anything new until it is told

const goTo = (thread) => {
  if (location.hash || !thread.dataset.at) return;
  document.getElementById(`post-${thread.dataset.at}`)?.scrollIntoView();
};

/** Calls `seen(number)` with the last post whose text ends on the screen. */
const watch = (thread, seen) => {
  let timer = 0;
  const look = () => {
    timer = 0;
    const ended = [...thread.querySelectorAll("[data-number]")].filter((post) => {
      const text = post.closest("details.folded:not([open])") ?? post.querySelector(".post__body");
      const { bottom } = text.getBoundingClientRect();
      return bottom > 0 && bottom <= innerHeight;
    });
    if (ended.length && !document.hidden) seen(Number(ended.at(-1).dataset.number));
  };
  const soon = () => {
    timer ||= setTimeout(look, GLANCE);
  };
  for (const name of ["scroll", "resize"]) addEventListener(name, soon, { passive: true });
  thread.addEventListener("arrived", soon);
  document.addEventListener("visibilitychange", soon);
  soon();
};

export default (thread) => {
  goTo(thread);
  const { read, readAddress } = thread.dataset;
  if (!readAddress) return; // a guest
  let told = Number(read ?? 0);
  let reached = told;
  let timer = 0;
  const send = async () => {
    clearTimeout(timer);
    if (reached <= told || isOver()) return;
    const body = new URLSearchParams({ number: reached });
    const before = told;
    told = reached;
    try {
      // keepalive: it arrives even when this was the last thing the page did
      await fetch(readAddress, { method: "POST", headers: headers(), body, keepalive: true });
    } catch {
      told = Math.min(before, told);
    }
  };
  watch(thread, (number) => {
    if (number <= reached) return;
    reached = number;
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE);
  });
  addEventListener("pagehide", send);
  document.addEventListener("visibilitychange", () => document.hidden && send());
};
