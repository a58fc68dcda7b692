// [data-grid] (see ui/grid.html): rows pasted from Excel spread over the cells, and a paste can be
// taken back. The rows are those of a Django formset. Keys that move: grid_keys.js.

const CELL = "input:not([type=hidden]), select, textarea";
const YES = new Set(["x", "✓", "1", "có", "yes", "true", "đúng"]);
const fold = (text) => text.normalize("NFC").trim().toLocaleLowerCase("vi");

function cells(text) {
  // Excel puts a cell with a tab, a line break or a quote into quotes and doubles its quotes.
  const rows = [[""]];
  let quoted = false;
  for (let n = 0; n < text.length; n += 1) {
    const letter = text[n];
    const row = rows.at(-1);
    if (quoted && letter === '"' && text[n + 1] === '"') { row[row.length - 1] += '"'; n += 1; }
    else if (quoted && letter === '"') quoted = false;
    else if (quoted) row[row.length - 1] += letter;
    else if (letter === '"' && row.at(-1) === "") quoted = true;
    else if (letter === "\t") row.push("");
    else if (letter === "\n") rows.push([""]);
    else if (letter !== "\r") row[row.length - 1] += letter;
  }
  if (rows.length > 1 && rows.at(-1).length === 1 && rows.at(-1)[0] === "") rows.pop();
  return rows;
}

function put(field, text) {
  if (field.type === "checkbox") field.checked = YES.has(fold(text));
  else if (field.tagName === "SELECT") {
    const wanted = fold(text);
    const found = [...field.options].find((one) => fold(one.textContent) === wanted || fold(one.value) === wanted);
    if (!found) return false;
    field.value = found.value;
  } else field.value = field.tagName === "TEXTAREA" ? text : text.replace(/\s*\n\s*/g, " ").trim();
  return true;
}

function start(grid) {
  const body = grid.querySelector("tbody");
  const model = grid.querySelector("template[data-grid-row]");
  const total = grid.closest("form").elements[`${grid.dataset.prefix}-TOTAL_FORMS`];
  const undo = grid.querySelector("[data-grid-undo]");
  const add = grid.querySelector("[data-grid-add]");
  const status = grid.querySelector("[data-grid-status]");
  let before = null;
  const rowCells = (row) => [...row.querySelectorAll(`td ${CELL.replaceAll(", ", ", td ")}`)];
  const say = (word, values = {}) => Object.entries(values).reduce((text, [name, value]) => text.replace(`[${name}]`, String(value)), grid.dataset[word] ?? "");

  function addRow() {
    const number = body.rows.length;
    if (number >= Number(grid.dataset.max || 1000)) return null;
    const row = model.content.firstElementChild.cloneNode(true);
    for (const node of row.querySelectorAll("*")) {
      for (const one of node.attributes) one.value = one.value.replaceAll("__prefix__", number);
    }
    row.querySelector("[data-row-number]").textContent = number + 1;
    body.append(row);
    total.value = body.rows.length;
    return row;
  }

  function paste(field, rows) {
    const top = field.closest("tr").sectionRowIndex;
    const left = rowCells(field.closest("tr")).indexOf(field);
    before = { rows: body.rows.length, fields: [] };
    let unknown = 0;
    let done = 0;
    for (const [n, values] of rows.entries()) {
      const row = body.rows[top + n] ?? addRow();
      if (!row) break;
      done = n + 1;
      values.forEach((value, place) => {
        const target = rowCells(row)[left + place];
        if (!target) return;
        before.fields.push([target, target.value, target.checked]);
        if (put(target, value)) target.dataset.pasted = ""; else unknown += 1;
      });
    }
    const words = [say("pasted", { rows: done })];
    if (done < rows.length) words.push(say("full", { rows: done }));
    if (unknown) words.push(say("unknown", { cells: unknown }));
    status.textContent = words.join(" ");
    undo.hidden = false;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function takeBack() {
    for (const [field, value, checked] of before.fields) { field.value = value; field.checked = checked; delete field.dataset.pasted; }
    while (body.rows.length > before.rows) body.lastElementChild.remove();
    total.value = body.rows.length;
    before = null;
    undo.hidden = true;
    status.textContent = say("undone");
    body.dispatchEvent(new Event("input", { bubbles: true }));
  }

  body.addEventListener("paste", (event) => {
    const rows = cells(event.clipboardData.getData("text/plain"));
    if (!event.target.matches(CELL) || (rows.length === 1 && rows[0].length === 1)) return;
    event.preventDefault();
    paste(event.target, rows);
  });
  body.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "z" || !before || !("pasted" in event.target.dataset)) return;
    event.preventDefault();
    takeBack();
  });
  grid.addEventListener("namro:rows", (event) => { while (body.rows.length < event.detail && addRow()); });
  undo.addEventListener("click", () => before && takeBack());
  add.hidden = false;
  add.addEventListener("click", () => { const row = addRow(); if (row) rowCells(row)[0].focus(); });
}

const look = () => document.querySelectorAll("[data-grid]:not([data-begun])").forEach((grid) => {
  grid.dataset.begun = "";
  start(grid);
});
look();
document.addEventListener("htmx:load", look);
