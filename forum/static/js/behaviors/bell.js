// Keeps the number at the bell up to date while somebody looks at the page.
import { get } from "../asking.js";

const EVERY = 60_000; // milliseconds

export default (bell) => {
  const count = bell.querySelector(".bell__count");
  const { address, label, labelNone } = bell.dataset;
  let asked = Date.now();

  const show = (unread) => {
    count.hidden = !unread;
    count.textContent = unread < 99 ? unread : "99+";
    bell.setAttribute("aria-label", unread ? label.replace("%(number)s", unread) : labelNone);
  };
  const ask = async () => {
    if (document.hidden) return;
    asked = Date.now();
    show((await get(address)).unread);
  };
  const again = () => ask().catch(() => {}); // no connection: it is asked again anyway
  setInterval(again, EVERY);
  document.addEventListener("visibilitychange", () => Date.now() - asked > EVERY / 4 && again());
  addEventListener("pageshow", (event) => event.persisted && again());
};
