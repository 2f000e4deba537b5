// Reacts without leaving the place; counts change where they stand.
import { post } from "../asking.js";
import { tell } from "../telling.js";

const button = (template, { count, mine, key }, place) => {
  const made = template.cloneNode(true);
  made.setAttribute("aria-pressed", String(Boolean(mine)));
  made.setAttribute("formaction", `${place}${mine ? "unreact" : "react"}`);
  const number = document.createElement("span");
  number.className = "reaction__count";
  number.textContent = count;
  made.value = key;
  made.append(" ", number);
  return made;
};

/** Draw the row anew from what the forum answers; the choice of all of them stays as it is. */
const draw = (row, reactions, place) => {
  const menu = row.querySelector("details");
  for (const old of row.querySelectorAll(":scope > .reaction")) old.remove();
  for (const each of reactions) {
    const template = menu.querySelector(`[value="${CSS.escape(each.key)}"]`);
    if (each.count && template) menu.before(button(template, each, place));
  }
};

const focus = (row, key, wasInMenu) => {
  const summary = row.querySelector("summary");
  const same = row.querySelector(`:scope > .reaction[value="${CSS.escape(key)}"]`);
  (wasInMenu ? summary : same ?? summary).focus({ preventScroll: true });
};

const react = async (pressed) => {
  const row = pressed.closest(".reactions");
  const menu = pressed.closest("details");
  const address = pressed.getAttribute("formaction");
  const answer = await post(address, new URLSearchParams({ kind: pressed.value }));
  if (menu) menu.open = false;
  draw(row, answer.reactions, address.replace(/[^/]*$/, ""));
  focus(row, pressed.value, Boolean(menu));
};

export default (thread) => {
  const asked = new WeakSet();
  thread.addEventListener("click", async (event) => {
    const pressed = event.target.closest("button[data-act=react]");
    if (!pressed) return;
    event.preventDefault();
    if (asked.has(pressed)) return;
    asked.add(pressed);
    try {
      await react(pressed);
    } catch (error) {
      if (error.message && error.status) tell(error.message);
      else pressed.form.requestSubmit(pressed); // what a script cannot do, the form does
    } finally {
      asked.delete(pressed);
    }
  });
};
