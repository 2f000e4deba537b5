// Suggests tags while they are typed, the last one after the comma.
import { get } from "../asking.js";

const PAUSE = 200; // milliseconds without typing until it is asked

export default (input) => {
  const list = document.createElement("datalist");
  list.id = `${input.id}-suggestions`;
  input.after(list);
  input.setAttribute("list", list.id);
  let timer = 0;
  const suggest = async () => {
    const [, before, typed] = input.value.match(/^(.*,\s*)?([^,]*)$/s);
    const url = new URL(input.dataset.suggestTags, location.href);
    url.searchParams.set("q", typed.trim());
    const category = input.form.elements.category?.value;
    if (category) url.searchParams.set("category", category);
    const { suggestions } = await get(url);
    list.replaceChildren(
      ...suggestions.map(({ key, label, hint }) => {
        const option = document.createElement("option");
        option.value = `${before ?? ""}${key}`;
        option.label = hint ? `${label} (${hint})` : label;
        return option;
      }),
    );
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => suggest().catch(() => {}), PAUSE);
  });
};
