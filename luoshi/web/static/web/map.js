// The map of a ledger: ECharts draws the outlines, coloured by value; a press leads down or to the list.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const canvas = document.getElementById("map");
  const { geometry, regions } = JSON.parse(document.getElementById("map-data").textContent);
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const byUnit = new Map(regions.map((one) => [one.unit, one]));
  const heights = geometry.features.flatMap((one) => one.geometry.coordinates.flat(Infinity).filter((_, place) => place % 2));
  const middle = (Math.min(...heights.slice(0, 50_000)) + Math.max(...heights.slice(0, 50_000))) / 2;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  const narrow = canvas.clientWidth < 480; // no room for a scale beside; the words are in the table

  echarts.registerMap("units", geometry);
  const map = echarts.init(canvas, { textStyle: { fontFamily: token("--type") } }, { renderer: "svg" });
  map.setOption({
    animation: !still,
    tooltip: { renderMode: "richText", formatter: ({ name }) => `${byUnit.get(name)?.name}\n${byUnit.get(name)?.words}` },
    visualMap: {
      show: !narrow,
      min: 0,
      max: Math.max(1, ...regions.map((one) => one.value)),
      left: 8, bottom: 8, itemHeight: 90, itemWidth: 12,
      text: [canvas.dataset.more, canvas.dataset.less],
      textStyle: { color: token("--ink-soft") },
      inRange: { color: ["#eef3f9", "#bcd3ec", "#7fa9d6", "#3f7cbc", "#134578"] },
    },
    series: [{
      type: "map", map: "units", nameProperty: "unit", aspectScale: Math.cos((middle * Math.PI) / 180),
      left: narrow ? 8 : 72, right: narrow ? 8 : 16, top: 12, bottom: 12, selectedMode: false, cursor: "pointer",
      label: {
        show: true, color: token("--ink"), fontSize: 12, lineHeight: 16,
        textBorderColor: "#fff", textBorderWidth: 2.5,
        formatter: ({ name }) => byUnit.get(name)?.name ?? "",
      },
      labelLayout: { hideOverlap: true },
      itemStyle: { borderColor: "#fff", borderWidth: 1.5, areaColor: "#eef3f9" },
      emphasis: { label: { color: token("--ink") }, itemStyle: { areaColor: "#f0c27a" } },
      data: regions.map((one) => ({ name: one.unit, value: one.value })),
    }],
  });
  map.on("click", ({ name }) => byUnit.has(name) && location.assign(byUnit.get(name).url));
  new ResizeObserver(() => map.resize()).observe(canvas);
});
