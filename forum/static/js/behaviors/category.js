// What can be started depends on the category: kinds, tags, and what a preview shows.

export default (select) => {
  const { form } = select;
  const { kind, tags, body } = form.elements;
  const hasKinds = kind instanceof HTMLSelectElement;
  const place = () => select.selectedOptions[0]?.dataset ?? {};
  // A kind that somebody chose stays as long as the category has it; else the category's own.
  let isChosen = hasKinds && kind.querySelector("[selected]") && kind.value !== place().kind;

  /** Whatever in the form belongs to certain kinds is shown with these alone. */
  const show = () => {
    for (const part of form.querySelectorAll("[data-for-kind]"))
      part.hidden = !part.dataset.forKind.split(" ").includes(kind.value);
  };
  const narrow = ({ kinds = "", kind: usual }) => {
    const offered = kinds.split(" ").filter(Boolean);
    if (!offered.length) return;
    for (const option of kind.options) option.hidden = !offered.includes(option.value);
    if (isChosen && offered.includes(kind.value)) return;
    kind.value = offered.includes(usual) ? usual : offered[0];
  };
  const apply = () => {
    const { id, tagsWanted = 0 } = place();
    if (hasKinds) narrow(place());
    if (hasKinds) show();
    if (tags) {
      tags.required = Number(tagsWanted) > 0;
      const optional = tags.closest(".field").querySelector(".field__optional");
      if (optional) optional.hidden = tags.required;
    }
    if (!id || !body.dataset.previewWith) return;
    const known = { ...JSON.parse(body.dataset.previewWith), category: Number(id) };
    body.dataset.previewWith = JSON.stringify(known);
  };
  select.addEventListener("change", apply);
  if (hasKinds) kind.addEventListener("change", () => ((isChosen = true), show()));
  apply();
};
