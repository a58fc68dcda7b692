// form[data-steps]: one fieldset.nr-step a screen on phones and in large type; all at once on a
// desk. Words: data-back, data-next, data-of ("[n] of [total]"), see ui/one_by_one.html. Without script all are shown.

const narrow = window.matchMedia("(max-width: 767.98px)");
const oneByOne = () => narrow.matches || document.documentElement.classList.contains("large");

function button(words, extra) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `nr-button ${extra}`;
  made.textContent = words;
  return made;
}

function start(form) {
  const steps = [...form.querySelectorAll("fieldset.nr-step")];
  if (steps.length < 2) return;
  const last = [...form.querySelectorAll(".nr-actions")].filter((row) => !row.closest(".nr-step"));
  const bar = document.createElement("div");
  bar.className = "nr-step-bar";
  const back = button(form.dataset.back, "");
  const next = button(form.dataset.next, "nr-primary");
  const where = document.createElement("span");
  where.setAttribute("role", "status");
  bar.append(back, next, where);
  steps.at(-1).after(bar);
  let now = Math.max(0, steps.findIndex((step) => step.querySelector(".nr-error")));

  function show(place, focus = true) {
    now = Math.min(Math.max(place, 0), steps.length - 1);
    const single = oneByOne();
    steps.forEach((step, n) => { step.hidden = single && n !== now; });
    bar.hidden = !single;
    back.hidden = now === 0;
    next.hidden = now === steps.length - 1;
    for (const row of last) row.hidden = single && now !== steps.length - 1;
    where.textContent = (form.dataset.of ?? "")
      .replace("[n]", String(now + 1))
      .replace("[total]", String(steps.length));
    if (!single || !focus) return;
    const legend = steps[now].querySelector("legend");
    legend?.setAttribute("tabindex", "-1");
    legend?.focus();
    steps[now].scrollIntoView({ block: "start" });
  }

  const stepOf = (element) => steps.findIndex((step) => step.contains(element));
  const filled = () => [...steps[now].querySelectorAll("input, select, textarea")].every((field) => field.reportValidity());

  back.addEventListener("click", () => show(now - 1));
  next.addEventListener("click", () => { if (filled()) show(now + 1); });
  // A required field on a hidden step would stop the form without a word.
  form.addEventListener("invalid", (event) => {
    const place = stepOf(event.target);
    if (place >= 0 && oneByOne() && steps[now].querySelector(":invalid") === null) show(place);
  }, true);
  form.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input:not([type=submit], [type=button])");
    if (event.key !== "Enter" || !typing || !oneByOne() || now === steps.length - 1) return;
    event.preventDefault();
    next.click();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".nr-errors a[href^='#']");
    const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target || stepOf(target) < 0) return;
    event.preventDefault();
    show(stepOf(target), false);
    target.focus();
    target.scrollIntoView({ block: "center" });
  });
  narrow.addEventListener("change", () => show(now, false));
  show(now, false);
}

const begun = new WeakSet();
const look = () => document.querySelectorAll("form[data-steps]").forEach((form) => {
  if (!begun.has(form)) { begun.add(form); start(form); }
});
look();
document.addEventListener("htmx:load", look);
