// Says that new posts have come since the page was opened, and puts them in without losing the place.
import { get } from "../asking.js";
import { enliven } from "../forum.js";

const EVERY = 30_000; // milliseconds

/** The posts of `page` that are not here yet, put behind the last one. */
const putIn = (posts, page, highest) => {
  const fresh = [...page.querySelectorAll(".posts > article[data-number]")].filter(
    (post) => Number(post.dataset.number) > highest,
  );
  for (const post of fresh.map((one) => document.importNode(one, true))) {
    posts.append(post);
    enliven(post);
    post.dispatchEvent(new Event("arrived", { bubbles: true }));
  }
  return fresh.length;
};

export default (notice) => {
  const thread = notice.closest("[data-thread]");
  const { newsAddress } = thread.dataset;
  const isLast = "isLast" in thread.dataset;
  const posts = thread.querySelector(".posts");
  const link = notice.querySelector("a");
  let highest = Number(thread.dataset.highest);
  let timer = 0;

  const show = (news) => {
    link.href = news.href;
    link.textContent = notice.dataset.says.replace("%(number)s", news.highest - highest);
    notice.hidden = false;
  };
  const ask = async () => {
    if (document.hidden) return;
    const news = await get(newsAddress);
    if (news.highest > highest) show(news);
  };
  const again = () => ask().catch(() => {}); // no connection: it is asked again anyway
  const fetchThem = async () => {
    const text = await (await fetch(location.pathname + location.search)).text();
    const page = new DOMParser().parseFromString(text, "text/html");
    if (!putIn(posts, page, highest)) return location.assign(link.href);
    highest = Number(page.querySelector("[data-thread]").dataset.highest);
    notice.hidden = true;
    const first = posts.lastElementChild;
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
  };

  link.addEventListener("click", (event) => {
    if (!isLast || !posts || event.ctrlKey || event.metaKey) return; // it leads to the last page
    event.preventDefault();
    fetchThem().catch(() => location.assign(link.href));
  });
  timer = setInterval(again, EVERY);
  document.addEventListener("visibilitychange", again);
  addEventListener("pagehide", () => clearInterval(timer));
  addEventListener("pageshow", (event) => {
    if (event.persisted) timer = setInterval(again, EVERY);
  });
};
