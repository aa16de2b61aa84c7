// The figures page: all of the indicators chosen, or none, to choose a few.
"use strict";

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-check]");
  if (!button) return;
  const boxes = [...button.closest("fieldset").querySelectorAll("input[type=checkbox]")];
  for (const box of boxes) box.checked = button.dataset.check === "all";
  if (button.dataset.check === "none") boxes[0]?.focus();
});
