// Shows results while one types, lets the arrow keys walk through them, and tells the forum that one
// was opened, though not by whom.
import { enliven } from "../forum.js";

const WAIT = 450; // milliseconds without a key
const SHORTEST = 3; // characters

export default (form) => {
  const { results, clicked } = form.dataset;
  const page = form.closest("main");
  const list = page.querySelector("[data-part=results]");
  const said = page.querySelector("[data-part=said]");
  const box = form.elements.q;
  let shown = box.value;
  let typed = false; // whether what is shown was never sent with the form
  let running = null;
  let timer = 0;
  let pausedUntil = 0;

  const say = (sentence) => (said.textContent = sentence);
  const put = (html) => {
    const piece = new DOMParser().parseFromString(html, "text/html").querySelector("[data-part=found]");
    if (!piece) return;
    list.replaceChildren(document.importNode(piece, true));
    enliven(list);
    say(list.querySelector("[data-part=count], .alert")?.textContent.trim() ?? "");
  };
  const look = async () => {
    const words = box.value;
    if (words === shown || words.trim().length < SHORTEST || Date.now() < pausedUntil) return;
    running?.abort();
    running = new AbortController();
    const url = new URL(results, location.href);
    url.searchParams.set("q", words);
    list.firstElementChild?.setAttribute("aria-busy", "true");
    const answer = await fetch(url, { signal: running.signal });
    list.firstElementChild?.removeAttribute("aria-busy");
    if (answer.status === 429) {
      // Too many: what is shown stays, and the key Enter still works.
      pausedUntil = Date.now() + 1000 * Number(answer.headers.get("Retry-After") ?? 60);
      return;
    }
    if (!answer.ok) return;
    put(await answer.text());
    shown = words;
    typed = true;
    const here = new URL(location.href);
    here.search = "";
    here.searchParams.set("q", words);
    history.replaceState(null, "", here);
  };

  box.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (event.isComposing) return; // half a Chinese word is no word
    timer = setTimeout(() => look().catch(() => {}), WAIT);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    running?.abort();
  });
  page.addEventListener("keydown", (event) => {
    const { key, target } = event;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    const inList = list.contains(target);
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!inList && (target !== box || step !== 1)) return;
    if (key === "Escape") box.focus();
    if (!step) return;
    const links = [...list.querySelectorAll(".result__link")];
    const next = links.indexOf(target) + step; // from the box: the first
    if (inList && !links.includes(target)) return;
    if (next >= links.length || (next < 0 && !inList)) return;
    event.preventDefault();
    (links[next] ?? box).focus();
  });
  list.addEventListener("click", ({ target }) => {
    if (!target.closest(".result__link") || !shown) return;
    const sent = new FormData();
    sent.set("q", shown.slice(0, 500));
    if (typed) sent.set("typed", "1");
    navigator.sendBeacon(clicked, sent);
  });
};
