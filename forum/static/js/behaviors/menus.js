// Closes an open details[data-menu] on Escape and on a click elsewhere; arrow keys move in it.

const ENTRIES = "a[href], button:not([disabled]), summary";

const close = (menu, isByKey = false) => {
  menu.open = false;
  if (isByKey) menu.querySelector("summary").focus();
};

const move = (menu, event) => {
  const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
  const entries = [...menu.querySelectorAll(ENTRIES)].filter((each) => each.checkVisibility());
  const at = entries.indexOf(document.activeElement);
  const to = { Home: 1, End: entries.length - 1 }[event.key] ?? at + steps[event.key];
  if (Number.isNaN(to)) return;
  event.preventDefault();
  entries[(to + entries.length) % entries.length].focus();
};

export default (body) => {
  body.addEventListener("click", (event) => {
    for (const menu of body.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) close(menu);
    }
  });
  body.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.("details[data-menu][open]");
    if (!menu) return;
    if (event.key === "Escape") close(menu, true);
    else move(menu, event);
  });
};
