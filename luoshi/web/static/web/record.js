// A record's page: evidence is looked at in a dialog, names are put into a comment.
"use strict";

(() => {
  const dialog = document.getElementById("look");
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-look]");
    if (opener && dialog) {
      const body = dialog.querySelector("[data-look-body]");
      const shown = document.createElement(opener.dataset.kind === "pdf" ? "iframe" : "img");
      shown.src = opener.dataset.look;
      shown[opener.dataset.kind === "pdf" ? "title" : "alt"] = opener.dataset.name;
      body.replaceChildren(shown);
      dialog.querySelector("[data-look-name]").textContent = opener.dataset.name;
      dialog.querySelector("[data-look-open]").href = opener.dataset.look;
      dialog.showModal();
    }
    const name = event.target.closest("[data-ask]");
    if (name) {
      const field = document.getElementById("say-text");
      field.setRangeText(name.dataset.ask, field.selectionStart, field.selectionEnd, "end");
      field.focus();
    }
  });
  dialog?.addEventListener("close", () => dialog.querySelector("[data-look-body]").replaceChildren());
})();
