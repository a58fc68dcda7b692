// A form is sent once: the second press of its button does nothing until the answer is there.
// form[data-once="off"] is left alone (a download, whose page stays).

const LONGEST_WAIT = 30000;
const sent = new Map();

const buttonsOf = (form) =>
  [...document.querySelectorAll("button, input[type=submit]")].filter(
    (button) => button.form === form && button.type === "submit" && !button.disabled,
  );

function release(form) {
  for (const button of sent.get(form) ?? []) button.removeAttribute("aria-disabled");
  sent.delete(form);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.dataset.once === "off" || event.defaultPrevented) return;
  if (event.submitter?.formTarget === "_blank") return; // a look, whose page stays
  if (sent.has(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  // Not `disabled`: that would drop the name and value of the pressed button, and the focus.
  const buttons = buttonsOf(form);
  for (const button of buttons) button.setAttribute("aria-disabled", "true");
  sent.set(form, buttons);
  setTimeout(() => release(form), LONGEST_WAIT);
});

window.addEventListener("pageshow", () => [...sent.keys()].forEach(release));
document.addEventListener("htmx:afterRequest", () => [...sent.keys()].forEach(release));
