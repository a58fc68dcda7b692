// form[data-enter-next]: Enter goes to the next field; in the last one it sends the form.
// Without script Enter sends the form at once, and what is missing is said.

const FIELDS = "input:not([type=hidden]), select, textarea";

function start(form) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches(FIELDS)) return;
    const fields = [...form.querySelectorAll(FIELDS)];
    const next = fields[fields.indexOf(event.target) + 1];
    if (!next) return;
    event.preventDefault();
    next.focus();
    if (next.select) next.select();
  });
  const wrong = form.querySelector(".nr-has-error input, .nr-has-error textarea");
  if (wrong) wrong.focus();
}

document.querySelectorAll("form[data-enter-next]").forEach(start);
