// The ballot: its paper's number comes behind the # of the address, which is sent to nobody, and it is sent
// without cookies. Without this script the form works as any other.
"use strict";

(() => {
  const form = document.querySelector("[data-ballot]");
  if (!form) return;
  const paper = form.elements.namedItem("paper");
  if (location.hash.length > 1) {
    paper.value = decodeURIComponent(location.hash.slice(1));
    history.replaceState(null, "", location.pathname);
  }
  const seats = Number(form.dataset.seats);
  const told = form.querySelector("[data-chosen]");

  function count() {
    const marked = form.querySelectorAll("input[value=yes]:checked").length;
    const written = [...form.querySelectorAll("[name=other]")].filter((one) => one.value.trim()).length;
    told.textContent = `${marked + written} / ${seats}`;
    told.parentElement.classList.toggle("over", marked + written > seats);
  }
  form.addEventListener("input", count);
  count();

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(location.pathname, { method: "POST", body, credentials: "omit", referrerPolicy: "no-referrer" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const wrong = page.querySelector(".notice-red");
      if (wrong) {
        document.querySelector(".ballot-main > .notice-red")?.remove();
        form.before(wrong);
        wrong.scrollIntoView({ block: "center" });
        button.disabled = false;
      } else {
        document.querySelector(".ballot-main").replaceWith(page.querySelector(".ballot-main"));
        scrollTo(0, 0);
      }
    } catch {
      button.disabled = false;
      form.submit();
    }
  });
})();
