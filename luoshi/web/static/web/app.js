// The little that pages do by themselves: dialogs, copying, unsaved forms, choices sent at once, charts.
"use strict";

(() => {
  const echartsAddress = document.currentScript.dataset.echarts;

  // Dialogs: a button with data-dialog="<id>" opens it; data-close, or a press beside it, closes it.
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
    if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
    if (event.target instanceof HTMLDialogElement && beside(event, event.target)) event.target.close();
  });

  function beside(event, dialog) {
    const box = dialog.getBoundingClientRect();
    return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    button.classList.add("copied");
    setTimeout(() => button.classList.remove("copied"), 1500);
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });

  // A select with data-send sends its form as soon as something is chosen.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-send]")) event.target.form.requestSubmit();
  });

  // What has to be mended first has the focus.
  document.addEventListener("DOMContentLoaded", () => document.querySelector("main form [aria-invalid=true]")?.focus());

  // A form with data-keep asks before what was typed is lost.
  const typed = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-keep]");
    if (form) typed.add(form);
  });
  document.addEventListener("submit", (event) => typed.delete(event.target));
  window.addEventListener("beforeunload", (event) => {
    if ([...typed].some((form) => form.isConnected)) event.preventDefault();
  });

  // A split: the sum of what is typed and the gap to the whole; the server counts again, exactly.
  const numberOf = (text) => Number(text.replaceAll(",", "")) || 0;
  function sumUp(form) {
    for (const output of form.querySelectorAll("[data-sum]")) {
      const parts = [...form.querySelectorAll(`[data-part="${output.dataset.sum}"]`)];
      const sum = parts.reduce((total, input) => total + numberOf(input.value), 0);
      const typed = parts.some((input) => input.value);
      const gap = form.querySelector(`[data-gap="${output.dataset.sum}"]`);
      output.value = typed ? sum.toLocaleString("zh-CN") : "—";
      gap.value = typed && gap.dataset.whole ? (sum - numberOf(gap.dataset.whole)).toLocaleString("zh-CN") : "—";
    }
  }
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-split]");
    if (form) sumUp(form);
  });
  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("form[data-split]").forEach(sumUp));

  // Charts: ECharts is fetched only when a page has one. Tooltips are drawn, not written as HTML,
  // because the page's policy allows no style attributes.
  let echartsReady;
  const fetchEcharts = () =>
    (echartsReady ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = echartsAddress;
      script.onload = () => resolve(window.echarts);
      script.onerror = reject;
      document.head.append(script);
    }));

  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function theme() {
    const text = token("--ink-soft");
    const line = { lineStyle: { color: token("--line") } };
    const axis = { axisLine: line, axisTick: { show: false }, axisLabel: { color: text }, splitLine: line };
    return {
      color: ["--primary", "--seal", "--light-green", "--light-orange", "--light-purple", "--light-grey"].map(token),
      textStyle: { fontFamily: token("--type") },
      legend: { textStyle: { color: text }, top: 0, icon: "roundRect", itemWidth: 12, itemHeight: 8 },
      tooltip: { renderMode: "richText", textStyle: { fontSize: 13 } },
      categoryAxis: { ...axis, splitLine: { show: false } },
      valueAxis: { ...axis, axisLine: { show: false } },
      bar: { barMaxWidth: 28 },
      line: { symbolSize: 7, lineStyle: { width: 2.5 } },
    };
  }

  const sizes = new ResizeObserver((entries) => {
    for (const entry of entries) window.echarts.getInstanceByDom(entry.target)?.resize();
  });

  async function draw(canvas) {
    if (canvas.dataset.drawn) return;
    canvas.dataset.drawn = "yes";
    const echarts = await fetchEcharts();
    const option = JSON.parse(document.getElementById(canvas.dataset.chart).textContent);
    const grid = { left: 8, right: 20, top: option.legend?.show ? 56 : 32, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" };
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    echarts.init(canvas, theme(), { renderer: "svg" }).setOption({ grid, animation: !still, ...option });
    sizes.observe(canvas);
  }

  function drawAll(root) {
    for (const canvas of root.querySelectorAll("[data-chart]")) draw(canvas);
  }

  document.addEventListener("DOMContentLoaded", () => drawAll(document));
  document.addEventListener("htmx:load", (event) => drawAll(event.detail.elt));
})();
