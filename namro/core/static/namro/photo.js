// [data-photo] around a file field: says what was chosen and refuses too large a file before it is
// sent. Words and data-limit (bytes) stand on the element (see ui/field.html).

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

document.addEventListener("change", (event) => {
  const place = event.target.matches("input[type=file]") && event.target.closest("[data-photo]");
  if (!place) return;
  const limit = Number(place.dataset.limit || 0);
  const files = [...event.target.files];
  const big = files.find((file) => limit && file.size > limit);
  const chosen = line(place, "nr-chosen", "status");
  const error = line(place, "nr-error", "alert");
  error.hidden = !big;
  event.target.toggleAttribute("aria-invalid", false);
  if (big) {
    error.textContent = fill(place.dataset.tooBig, { name: big.name, size: size(big.size), limit: size(limit) });
    event.target.setAttribute("aria-invalid", "true");
    event.target.value = "";
    chosen.textContent = "";
    return;
  }
  chosen.textContent = files
    .map((file) => fill(place.dataset.chosen, { name: file.name, size: size(file.size) }))
    .join(" ");
});
