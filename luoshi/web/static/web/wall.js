// The big screen: slides turn by themselves, the figures are fetched anew, the clock goes. Nothing is ever
// cleared: when the server cannot be reached the last figures stay, and the screen says so.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const slides = [...document.querySelectorAll(".slide")];
  const fresh = document.querySelector("[data-fresh]");
  const pause = document.querySelector("[data-pause]");
  const seconds = Number(document.body.dataset.seconds);
  const renewed = Date.now();
  let now = Math.min(Number(sessionStorage.getItem("wall-slide")) || 0, slides.length - 1);
  let still = sessionStorage.getItem("wall-still") === "yes";
  let turned = Date.now();

  function show(place) {
    now = (place + slides.length) % slides.length;
    slides.forEach((slide, at) => {
      slide.classList.toggle("current", at === now);
      slide.inert = at !== now && window.innerWidth > 900;
    });
    document.querySelector("[data-now]").textContent = now + 1;
    sessionStorage.setItem("wall-slide", now);
    turned = Date.now();
  }

  function rest(held) {
    still = held;
    pause.setAttribute("aria-pressed", String(still));
    sessionStorage.setItem("wall-still", still ? "yes" : "");
    turned = Date.now();
  }

  // A new page is only loaded when it is there to be loaded.
  async function renew() {
    try {
      const answer = await fetch(window.location.href, { credentials: "same-origin" });
      if (answer.ok && !answer.redirected) return window.location.reload();
      fresh.textContent = answer.redirected ? fresh.dataset.out : fresh.dataset.lost;
    } catch {
      fresh.textContent = fresh.dataset.lost;
    }
    fresh.classList.add("lost");
  }

  function tick() {
    const at = new Date();
    document.querySelector("[data-clock]").textContent = at.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
    if (Date.now() - turned < seconds * 1000) return;
    turned = Date.now();
    if (!still) show(now + 1);
    const since = Date.now() - renewed;
    if (since > Number(document.body.dataset.renew) * 1000) renew();
  }

  document.addEventListener("click", (event) => {
    const go = event.target.closest("[data-go]");
    if (go) show(now + Number(go.dataset.go));
    if (event.target.closest("[data-pause]")) rest(!still);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "ArrowRight") show(now + 1);
    if (event.key === "ArrowLeft") show(now - 1);
    if (event.key === " " && !event.target.closest("button, a")) {
      event.preventDefault();
      rest(!still);
    }
  });

  show(now);
  rest(still);
  tick();
  setInterval(tick, 1000);
});
