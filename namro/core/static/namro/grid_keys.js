// Keys in a [data-grid]: Enter goes down (with Shift up), the arrow keys go where they point; inside
// a text only from its end.

const CELL = "input:not([type=hidden]), select, textarea";
const rowCells = (row) => [...row.querySelectorAll(`td ${CELL.replaceAll(", ", ", td ")}`)];

function move(field, down, right) {
  const row = field.closest("tr");
  const body = row.parentElement;
  const target = rowCells(body.rows[row.sectionRowIndex + down] ?? document.createElement("tr"))[
    rowCells(row).indexOf(field) + right
  ];
  target?.focus();
  target?.select?.();
  return Boolean(target);
}

function wanted(event) {
  const field = event.target;
  const arrows = field.tagName === "INPUT" && !["date", "number"].includes(field.type);
  const text = arrows && field.type === "text";
  if (event.key === "Enter" && field.tagName !== "TEXTAREA") return [event.shiftKey ? -1 : 1, 0];
  if (event.key === "ArrowDown" && arrows) return [1, 0];
  if (event.key === "ArrowUp" && arrows) return [-1, 0];
  if (event.key === "ArrowRight" && text && field.selectionStart === field.value.length) return [0, 1];
  if (event.key === "ArrowLeft" && text && field.selectionEnd === 0) return [0, -1];
  return null;
}

document.addEventListener("keydown", (event) => {
  const inGrid = event.target.matches(CELL) && event.target.closest("[data-grid] tbody");
  // A syllable still being composed (Telex, VNI) ends with Enter: that Enter is not ours.
  if (!inGrid || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  const way = wanted(event);
  if (!way) return;
  const moved = move(event.target, ...way);
  if (moved || event.key === "Enter") event.preventDefault();
});
