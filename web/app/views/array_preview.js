import { h, note, replace } from "../dom.js";
import { ask } from "../api.js";
import { linePlot } from "../plot.js";
import { heatPixels } from "../pure/colors.js";
import { decodeElements, parseDtype } from "../pure/dtype.js";
import { formatNumber } from "../pure/format.js";
import { cornerSlice, extent, previewSlice } from "../pure/slices.js";

const LINE = 2000;
const HEAT = [256, 512];
const COLUMNS = 8;
const CORNER = [12, COLUMNS];

/** A picture of an array and its first values. Only what is shown is asked for, by slices. */
export function arrayPreview(array, address, signal) {
    const type = parseDtype(array.dtype);
    const shape = array.shape ?? [];
    const place = h("div", { class: "shown" });
    if (!type) return note(`Values of the type ${array.dtype} are not shown here; the download has them.`);
    if (shape.includes(0)) return note("This array is empty.");
    const axes = shape.length >= 2 && shape.at(-1) > 1 && shape.at(-2) > 1 ? 2 : Math.min(1, shape.length);
    const fixed = shape.map(() => 0);
    const draw = async () => {
        try {
            const read = (slice) => readSlice(address, slice, type, signal);
            const picture = type.numeric && axes > 0 ? await pictureOf(array, axes, fixed, read, signal) : null;
            const corner = cornerSlice(shape, shape.length === 1 ? [5 * COLUMNS] : CORNER, fixed);
            const values = await read(corner.slice);
            replace(place, picture, valuesTable(values, corner.shape, shape));
        } catch (why) {
            if (!signal.aborted) replace(place, note(`The values cannot be shown: ${why.message}`));
        }
    };
    draw();
    return h("div", { class: "shown" }, axisPickers(shape, axes, fixed, draw), place);
}

async function readSlice(address, slice, type, signal) {
    const query = slice ? `?slice=${encodeURIComponent(slice).replaceAll("%3A", ":").replaceAll("%2C", ",")}` : "";
    const answer = await ask(address + query, { signal, headers: { Accept: "application/octet-stream" } });
    // The raw form is little-endian whatever the file is.
    return decodeElements(await answer.arrayBuffer(), { ...type, little: true });
}

function axisPickers(shape, axes, fixed, draw) {
    const front = shape.slice(0, shape.length - axes);
    if (front.length === 0) return null;
    return h("div", { class: "card controls" }, front.map((length, axis) => {
        const id = `axis-${axis}`;
        const input = h("input", { id, type: "number", min: "0", max: String(length - 1), value: "0", onchange: () => {
            fixed[axis] = Math.min(length - 1, Math.max(0, Math.trunc(Number(input.value)) || 0));
            input.value = String(fixed[axis]);
            draw();
        } });
        return h("div", { class: "field" }, h("label", { for: id }, `Index of axis ${axis} (0 to ${length - 1})`), input);
    }));
}

async function pictureOf(array, axes, fixed, read, signal) {
    const asked = previewSlice(array.shape, axes, axes === 2 ? HEAT : [LINE], fixed);
    const values = await read(asked.slice);
    const thinned = asked.steps.some((step) => step > 1) ? `in steps of ${asked.steps.join(" × ")}` : "every value";
    if (axes === 2) return heatMap(values, asked, thinned);
    const x = values.map((_, i) => i * asked.steps[0]);
    const y = values.map((value) => (Number.isFinite(value) ? value : null));
    const place = h("div", { class: "plot" });
    const [least, greatest] = extent(values);
    const figure = h("figure", { class: "card figure", role: "group" }, h("figcaption", {}, "Line", h("span", { class: "muted" }, thinned)), place);
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", `Line of ${values.length} values from ${formatNumber(least)} to ${formatNumber(greatest)}`);
    const plot = linePlot(place, { height: 260, series: [{ label: "value", color: "--accent" }], signal });
    plot.set([x, y]);
    return figure;
}

function heatMap(values, { shape, steps }, thinned) {
    const [rows, columns] = shape;
    const range = extent(values);
    const canvas = h("canvas", { class: "heat", width: columns, height: rows, role: "img",
        "aria-label": `Heat map of ${rows} rows and ${columns} columns, values from ${formatNumber(range[0])} to ${formatNumber(range[1])}` });
    canvas.getContext("2d").putImageData(new ImageData(heatPixels(values, range), columns, rows), 0, 0);
    const scale = h("canvas", { width: 128, height: 1, "aria-hidden": "true" });
    scale.getContext("2d").putImageData(new ImageData(heatPixels(Array.from({ length: 128 }, (_, i) => i), [0, 127]), 128, 1), 0, 0);
    const under = h("span", { class: "muted", "aria-live": "off" }, thinned);
    canvas.addEventListener("pointermove", (event) => {
        const box = canvas.getBoundingClientRect();
        const zoom = Math.min(box.width / columns, box.height / rows);
        const [row, column] = [Math.floor((event.clientY - box.top) / zoom), Math.floor((event.clientX - box.left) / zoom)];
        if (row < 0 || column < 0 || row >= rows || column >= columns) return;
        replace(under, `[${row * steps[0]}, ${column * steps[1]}] = ${formatNumber(values[row * columns + column])}`);
    });
    canvas.addEventListener("pointerleave", () => replace(under, thinned));
    return h("figure", { class: "card figure" }, h("figcaption", {}, "Heat map", under), canvas,
        h("div", { class: "heat-scale" }, formatNumber(range[0]), scale, formatNumber(range[1])));
}

function valuesTable(values, kept, shape) {
    const columns = kept.length === 0 ? 1 : kept.length === 1 ? Math.min(kept[0], COLUMNS) : kept[1];
    const rows = Math.ceil(values.length / columns);
    const whole = shape.reduce((product, length) => product * length, 1);
    const step = kept.length === 1 ? columns : 1;
    return h("div", { class: "card" }, h("div", { class: "card-title" }, h("h3", {}, "Values"),
        h("span", { class: "muted" }, values.length < whole ? "the first ones" : "all of them")),
        h("div", { class: "values", tabindex: "0", role: "region", "aria-label": "Values" }, h("table", {},
            h("thead", {}, h("tr", {}, h("th"), Array.from({ length: columns }, (_, i) => h("th", { scope: "col" }, String(i))))),
            h("tbody", {}, Array.from({ length: rows }, (_, row) => h("tr", {}, h("th", { scope: "row" }, String(row * step)),
                values.slice(row * columns, (row + 1) * columns).map((value) => h("td", {}, formatNumber(value)))))))));
}
