// A field to pick a colour by eye beside the one it is written in.
export default (field) => {
  const swatch = document.createElement("input");
  swatch.type = "color";
  swatch.className = "setting__swatch";
  swatch.setAttribute("aria-label", field.dataset.label);
  const isWhole = (text) => /^#[0-9a-f]{6}$/i.test(text);
  const show = () => {
    swatch.value = [field.value, field.placeholder].find(isWhole) ?? "#808080";
    swatch.classList.toggle("setting__swatch--none", !isWhole(field.value));
  };
  show();
  field.addEventListener("input", show);
  swatch.addEventListener("input", () => {
    field.value = swatch.value;
    show();
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  field.after(swatch);
};
