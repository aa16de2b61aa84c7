// Words chosen in the text are what the reader missed: they go into the form that adds them.
"use strict";

(() => {
  const words = document.getElementById("id_words");
  const text = document.querySelector(".pane-text");
  if (!words || !text) return;
  document.addEventListener("selectionchange", () => {
    const chosen = document.getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed || !text.contains(chosen.getRangeAt(0).commonAncestorContainer)) return;
    words.value = chosen.toString().trim();
    words.closest("details").open = true;
  });
})();
