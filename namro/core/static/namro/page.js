// Menus close on Escape and on a click elsewhere; a button prints the page.

const menus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of menus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  if (event.target.closest("[data-print]")) window.print();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// [data-pick-all]: tick every box of this name in the same form; pressed again, none.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-pick-all]");
  if (!button) return;
  const boxes = [...button.form.querySelectorAll(`input[name="${button.dataset.pickAll}"]`)];
  const on = boxes.some((box) => !box.checked);
  for (const box of boxes) box.checked = on;
});
