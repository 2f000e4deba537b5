// The keys: single letters that never act while somebody types, and that can be switched off.
import { keep, recall } from "../keeping.js";
import { selected } from "../selection.js";

const PLACES = { h: "/", l: "/latest", m: "/moderation", n: "/new", u: "/unread" };
const OFF = "shortcuts-off";
const rows = () => [...document.querySelectorAll(".row, .post[data-number]")];
const current = () => document.activeElement.closest?.(".row, .post[data-number]") ?? null;

/** The post or row that is worked on: the one with the focus, else the first on the screen. */
const here = () =>
  current() ?? rows().find((row) => row.getBoundingClientRect().bottom > 100) ?? null;

const step = (by) => {
  const all = rows();
  const at = current() ? all.indexOf(current()) + by : Math.max(0, all.indexOf(here()));
  const to = all[Math.max(0, Math.min(at, all.length - 1))];
  if (!to) return;
  const target = to.querySelector(".row__link") ?? to;
  if (target === to) to.tabIndex = -1;
  target.focus({ preventScroll: true });
  to.scrollIntoView({ block: to.matches(".post") ? "start" : "nearest" });
};

const press = (act) => here()?.querySelector(act)?.click();
const quote = () => {
  const found = selected();
  if (found) found.post.dispatchEvent(new Event("quote", { bubbles: true }));
  else press("[data-act=quote]");
};
const react = () => {
  const menu = here()?.querySelector("details.react");
  if (!menu) return;
  menu.open = true;
  menu.querySelector("button").focus();
};
const reply = () => {
  if (current()?.querySelector("[data-act=reply]")) press("[data-act=reply]");
  else document.querySelector("#reply textarea")?.focus();
};

const KEYS = {
  j: () => step(1), k: () => step(-1), o: () => press(".row__link"), r: reply, q: quote, l: react,
  e: () => press("[data-act=edit]"), p: () => press("[data-act=permalink]"),
  u: () => document.querySelector(".crumbs li:last-child a")?.click(),
  "#": () => document.querySelector(".jump__input[name=number]")?.focus(),
  "?": () => document.getElementById("shortcuts").showModal(),
};

const isTyping = ({ target }) =>
  target.isContentEditable || target.closest?.("input, textarea, select, dialog");

const go = (key, wasG) => {
  if (wasG && PLACES[key]) return () => location.assign(PLACES[key]);
  const name = CSS.escape(key);
  const own = here()?.querySelector(`[data-key="${name}"]`);
  if (own) return () => own.click();
  // What the page itself does with a key goes before what every page does with it.
  const element = ["main ", ""].reduce((found, where) =>
    found ?? document.querySelector(`${where}[data-shortcut="${name}"]`), null);
  if (element) return () => (element.matches("input") ? element.focus() : element.click());
  return KEYS[key];
};

export default (body) => {
  const opener = body.querySelector("[data-act=shortcuts]");
  const off = body.querySelector("#shortcuts [data-part=off]");
  opener.addEventListener("click", KEYS["?"]);
  off.checked = Boolean(recall(OFF));
  off.addEventListener("change", () => keep(OFF, off.checked || null));
  let wasG = false;
  document.addEventListener("keydown", (event) => {
    if (off.checked || event.defaultPrevented || isTyping(event)) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const act = go(event.key, wasG);
    wasG = event.key === "g" && !wasG;
    if (!act) return;
    event.preventDefault();
    act();
  });
};
