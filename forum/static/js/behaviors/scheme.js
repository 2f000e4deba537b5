// Changes between light, dark and high contrast at once, and has the choice remembered.
import { post } from "../asking.js";

const YEAR = 31536000; // seconds

const show = (choices, scheme) => {
  if (scheme) document.documentElement.dataset.scheme = scheme;
  else delete document.documentElement.dataset.scheme;
  for (const each of choices) each.setAttribute("aria-pressed", String(each.value === scheme));
};

/** A guest's choice is in a cookie, which the server reads: no page flashes in other colours. */
const remember = async (address, scheme) => {
  document.cookie = `scheme=${scheme}; path=/; max-age=${scheme ? YEAR : 0}; samesite=lax`;
  if (address) await post(address, new URLSearchParams({ scheme }));
};

export default (fieldset) => {
  const choices = [...fieldset.querySelectorAll("button")];
  show(choices, document.documentElement.dataset.scheme ?? "");
  fieldset.addEventListener("click", (event) => {
    const choice = event.target.closest("button");
    if (!choice) return;
    show(choices, choice.value);
    remember(fieldset.dataset.address, choice.value).catch(() => {});
  });
};
