// [data-photo] around a file field: says what was chosen and leaves out, before it is sent, a file that
// is too large or of another kind. Words and data-limit (bytes) stand on the element (ui/field.html).

const UNITS = ["B", "KB", "MB", "GB"];

function size(bytes) {
  let left = bytes;
  let unit = 0;
  while (left >= 1000 && unit < UNITS.length - 1) {
    left /= 1024;
    unit += 1;
  }
  const digits = unit > 1 && left < 100 ? 1 : 0;
  const language = document.documentElement.lang || "vi";
  return `${left.toLocaleString(language, { maximumFractionDigits: digits })} ${UNITS[unit]}`;
}

function line(place, name, role) {
  let found = place.querySelector(`.${name}`);
  if (!found) {
    found = document.createElement("p");
    found.className = name;
    found.setAttribute("role", role);
    place.querySelector("input[type=file]").before(found);
  }
  return found;
}

const fill = (words, values) =>
  Object.entries(values).reduce((text, [name, value]) => text.replace(`[${name}]`, value), words ?? "");

// What the field takes ("image/jpeg,.pdf"), as the browser's own dialog understands it.
function taken(field, file) {
  const kinds = (field.accept || "").split(",").map((one) => one.trim().toLowerCase()).filter(Boolean);
  const name = file.name.toLowerCase();
  return !kinds.length || kinds.some((one) => (one.startsWith(".") ? name.endsWith(one) : file.type === one));
}

function fault(place, field, file) {
  const limit = Number(place.dataset.limit || 0);
  if (limit && file.size > limit) {
    return fill(place.dataset.tooBig, { name: file.name, size: size(file.size), limit: size(limit) });
  }
  return taken(field, file) ? "" : fill(place.dataset.wrong, { name: file.name });
}

document.addEventListener("change", (event) => {
  const field = event.target;
  const place = field.matches("input[type=file]") && field.closest("[data-photo]");
  if (!place) return;
  const files = [...field.files];
  const faults = files.map((file) => fault(place, field, file));
  const good = files.filter((_file, n) => !faults[n]);
  const error = line(place, "nr-error", "alert");
  error.hidden = good.length === files.length;
  error.textContent = faults.filter(Boolean).join(" ");
  field.toggleAttribute("aria-invalid", false);
  if (!error.hidden) {
    field.setAttribute("aria-invalid", "true");
    // Only what cannot be sent is left out; the others need not be chosen anew.
    const kept = new DataTransfer();
    good.forEach((file) => kept.items.add(file));
    field.files = kept.files;
    place.dataset.leftOut = "yes";
  } else {
    delete place.dataset.leftOut;
  }
  line(place, "nr-chosen", "status").textContent = good
    .map((file) => fill(place.dataset.chosen, { name: file.name, size: size(file.size) }))
    .join(" ");
});

// A file that was left out is missed only when it is too late: the first press says so, the second sends.
document.addEventListener("submit", (event) => {
  const place = event.target.querySelector?.("[data-photo][data-left-out]");
  if (!place) return;
  event.preventDefault();
  delete place.dataset.leftOut;
  const error = line(place, "nr-error", "alert");
  error.textContent = `${error.textContent} ${place.dataset.without ?? ""}`.trim();
  error.scrollIntoView({ block: "center" });
  place.querySelector("input[type=file]").focus();
}, true);
