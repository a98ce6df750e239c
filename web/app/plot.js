import uPlot from "uplot";
import { axisLabels } from "./pure/format.js";
import { colorOf, session } from "./session.js";

/**
 * Lines over one x axis in `place`. set([x, y...]) draws; sizes follow the place, colours the theme, until `signal` is aborted.
 * `series`: [{label, color}] with names of colours of the style sheet; plots with the same `sync` share their cursor.
 */
export function linePlot(place, { height, series, signal, sync = null }) {
    let data = [[], ...series.map(() => [])];
    let plot = null;
    const build = () => {
        plot?.destroy();
        const [text, grid] = [colorOf("--muted"), colorOf("--grid")];
        const axis = { stroke: text, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 }, font: "12px system-ui, sans-serif",
            values: (_, ticks) => axisLabels(ticks) };
        plot = new uPlot({
            width: Math.max(200, place.clientWidth), height,
            cursor: { y: false, sync: sync ? { key: sync } : undefined, drag: { x: false, y: false } },
            legend: { show: false },
            scales: { x: { time: false } },
            padding: [10, 14, 0, 0],
            axes: [{ ...axis, size: 30, space: 70 }, { ...axis, size: 64 }],
            series: [{}, ...series.map(({ label, color }) => ({ label, stroke: colorOf(color), width: 1.6, points: { show: false } }))],
        }, data, place);
    };
    // The first size comes when the place is shown.
    const watch = new ResizeObserver(() => {
        if (!plot) build();
        else if (place.clientWidth > 0) plot.setSize({ width: place.clientWidth, height });
    });
    watch.observe(place);
    session.addEventListener("theme", () => { if (plot) build(); }, { signal });
    signal.addEventListener("abort", () => { watch.disconnect(); plot?.destroy(); plot = null; });
    return { set(fresh) { data = fresh; plot?.setData(fresh); } };
}
