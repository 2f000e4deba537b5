// Lets admins drag a category to where it belongs: between two, or into one. The buttons do the same.

const INTO = 0.3; // of a row's height, in its middle: what is dropped there goes into it

const spot = (row, y) => {
  const { top, height } = row.getBoundingClientRect();
  const at = (y - top) / height;
  if (at < INTO) return "before";
  return at > 1 - INTO ? "after" : "into";
};

export default (list) => {
  const rows = [...list.querySelectorAll("[data-id]")];
  const form = document.getElementById("place");
  let dragged = null;

  const clear = () => rows.forEach((row) => delete row.dataset.drop);

  const isBelow = (row) => {
    for (let one = row; one; one = rows.find((each) => each.dataset.id === one.dataset.parent)) {
      if (one === dragged) return true;
    }
    return false;
  };

  const nextBeside = (row) =>
    rows.slice(rows.indexOf(row) + 1).find((each) => each.dataset.parent === row.dataset.parent && each !== dragged);

  const send = (row, where) => {
    const before = where === "before" ? row : where === "after" ? nextBeside(row) : null;
    form.elements.parent.value = where === "into" ? row.dataset.id : row.dataset.parent;
    form.elements.before.value = before ? before.dataset.id : "";
    form.action = `/admin/categories/${dragged.dataset.id}/place`;
    form.requestSubmit();
  };

  for (const row of rows) {
    row.draggable = true;
    row.addEventListener("dragstart", (event) => {
      dragged = row;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", row.dataset.id);
    });
    row.addEventListener("dragend", () => { clear(); dragged = null; });
    row.addEventListener("dragover", (event) => {
      if (!dragged || isBelow(row)) return;
      event.preventDefault();
      clear();
      row.dataset.drop = spot(row, event.clientY);
    });
    row.addEventListener("drop", (event) => {
      if (!dragged || isBelow(row)) return;
      event.preventDefault();
      send(row, spot(row, event.clientY));
    });
  }
};
