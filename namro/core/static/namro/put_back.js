// What draft.js kept on this device: filled into its form again (event namro:put-back, its detail the
// pairs of names and values), and forgotten once what was sent has arrived.

const HERE = "namro-draft:";
const LEFT = new Set(["hidden", "file", "password"]);

// It has arrived once another page opens for somebody who is signed in.
function forget() {
  if (!document.querySelector(".nr-side")) return;
  for (const place of Object.keys(localStorage).filter((key) => key.startsWith(HERE))) {
    const kept = JSON.parse(localStorage.getItem(place) ?? "null");
    if (kept?.sent && kept.page !== location.pathname) localStorage.removeItem(place);
  }
}

function putBack(form, pairs) {
  const byName = new Map();
  for (const [name, value] of pairs) byName.set(name, [...(byName.get(name) ?? []), value]);
  for (const grid of form.querySelectorAll("[data-grid]")) {
    const rows = Number(byName.get(`${grid.dataset.prefix}-TOTAL_FORMS`)?.[0] ?? 0);
    grid.dispatchEvent(new CustomEvent("namro:rows", { detail: rows }));
  }
  for (const field of form.elements) {
    if (!field.name || LEFT.has(field.type)) continue;
    const values = byName.get(field.name) ?? [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = values.includes(option.value);
    else if (values.length) field.value = values.shift();
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

forget();
document.addEventListener("namro:put-back", (event) => putBack(event.target, event.detail));
