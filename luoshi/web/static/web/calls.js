// A draft's files: what is chosen is sent at once, with its progress shown; without this the button sends it.
"use strict";

(() => {
  for (const form of document.querySelectorAll("form[data-upload]")) {
    form.querySelector("button").hidden = true;
    form.addEventListener("change", () => send(form));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
  }

  function send(form) {
    const file = form.querySelector("input[type=file]");
    if (!file.files.length || form.dataset.sending) return;
    form.dataset.sending = "yes";
    const bar = form.querySelector("progress");
    bar.hidden = false;
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
    });
    request.addEventListener("load", () => {
      // The answer is the page again: what was typed elsewhere was kept as it was typed.
      window.location.hash = form.closest(".purpose").id;
      window.location.reload();
    });
    request.addEventListener("error", () => {
      delete form.dataset.sending;
      bar.hidden = true;
      form.querySelector("button").hidden = false;
    });
    request.send(new FormData(form));
  }
})();
