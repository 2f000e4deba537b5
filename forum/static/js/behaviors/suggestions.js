// Suggests members after @ and categories after #, while they are typed.
import { get } from "../asking.js";

const SOURCES = { "@": "suggestMembers", "#": "suggestCategories" };

const entry = (key, one, at) => {
  const item = document.createElement("li");
  item.id = `suggestion-${at}`;
  item.className = "suggestions__one";
  item.setAttribute("role", "option");
  item.dataset.value = key + one.key;
  const label = document.createElement("strong");
  label.textContent = one.label;
  const hint = document.createElement("span");
  hint.textContent = one.hint ?? "";
  item.append(label, " ", hint);
  return item;
};

const suggest = async (address, key, typed) => {
  const url = new URL(address, location.href);
  url.searchParams.set("q", typed);
  const { suggestions } = await get(url);
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.append(...suggestions.map((one, at) => entry(key, one, at)));
  return { matched: suggestions.length > 0, fragment: list };
};

export default async (text) => {
  const expander = text.closest("text-expander");
  if (!expander) return;
  await import("../vendor/text-expander-element.js");
  expander.addEventListener("text-expander-change", ({ detail }) => {
    const address = text.dataset[SOURCES[detail.key]];
    if (!address || detail.text.length > 40) return;
    detail.provide(suggest(address, detail.key, detail.text).catch(() => ({ matched: false })));
  });
  expander.addEventListener("text-expander-value", ({ detail }) => {
    detail.value = detail.item.dataset.value;
  });
  expander.addEventListener("text-expander-committed", () =>
    text.dispatchEvent(new Event("input", { bubbles: true })));
};
