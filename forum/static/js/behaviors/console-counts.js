// Keeps the numbers above the queue up to date while somebody looks at the page.
import { get } from "../asking.js";

const EVERY = 30_000; // milliseconds

export default (list) => {
  const told = document.querySelector("[data-part=told]");
  const news = document.querySelector("[data-part=news]");
  const at = (key) => list.querySelector(`[data-count="${key}"]`);
  let asked = Date.now();

  const show = (counts) => {
    const before = Number(at("open").textContent);
    for (const [key, number] of Object.entries(counts)) {
      const place = at(key);
      if (place) place.textContent = number;
    }
    if (counts.open === before) return;
    news.hidden = false;
    const more = counts.open - before;
    if (more > 0) told.textContent = told.dataset.more.replace("%(number)s", more);
  };
  const ask = async () => {
    if (document.hidden) return;
    asked = Date.now();
    show(await get(list.dataset.address));
  };
  const again = () => ask().catch(() => {}); // no connection: it is asked again anyway
  setInterval(again, EVERY);
  document.addEventListener("visibilitychange", () => Date.now() - asked > EVERY / 4 && again());
};
