// [data-clears] (see ui/meter.html): a hint selects in the text area the words that caused it, and
// all words meant are shown marked under the hints.

const fieldOf = (meter) => document.getElementById(meter.dataset.field);

function find(text, hint) {
  // The server counts letters, a script counts halves of emoji; and \r\n is one sign here.
  const words = hint.dataset.words;
  const start = Number(hint.dataset.start || 0);
  const guess = [...text].slice(0, start).join("").length;
  if (text.startsWith(words, guess)) return guess;
  const places = [];
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) places.push(at);
  places.sort((a, b) => Math.abs(a - guess) - Math.abs(b - guess));
  return places[0] ?? -1;
}

function mark(meter) {
  const field = fieldOf(meter);
  const box = meter.querySelector("[data-clears-text]");
  if (!field || !box) return;
  const text = field.value;
  const spots = [...meter.querySelectorAll("[data-hint]")]
    .map((hint) => [find(text, hint), hint.dataset.words.length])
    .filter(([at]) => at >= 0)
    .sort((a, b) => a[0] - b[0]);
  box.replaceChildren();
  let from = 0;
  for (const [at, length] of spots) {
    if (at < from) continue;
    const marked = document.createElement("mark");
    marked.textContent = text.slice(at, at + length);
    box.append(text.slice(from, at), marked);
    from = at + length;
  }
  box.append(text.slice(from));
  box.hidden = spots.length === 0;
}

const markAll = () => document.querySelectorAll("[data-clears]").forEach(mark);

document.addEventListener("click", (event) => {
  const hint = event.target.closest("[data-hint]");
  const field = hint && fieldOf(hint.closest("[data-clears]"));
  if (!field) return;
  const at = find(field.value, hint);
  field.focus();
  if (at >= 0) field.setSelectionRange(at, at + hint.dataset.words.length);
});

document.addEventListener("input", (event) => {
  document.querySelectorAll("[data-clears]").forEach((meter) => {
    if (meter.dataset.field === event.target.id) mark(meter);
  });
});
document.addEventListener("htmx:load", markAll);
markAll();
