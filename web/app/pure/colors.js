// A colour scale that is even to the eye and readable without colour vision: support points of viridis.

const POINTS = [
    [68, 1, 84], [72, 40, 120], [62, 74, 137], [49, 104, 142], [38, 130, 142],
    [31, 158, 137], [53, 183, 121], [110, 206, 88], [181, 222, 43], [253, 231, 37],
];

/** [red, green, blue] for a part from 0 to 1; values outside are bounded. */
export function colorAt(part) {
    const place = Math.min(1, Math.max(0, part)) * (POINTS.length - 1);
    const below = Math.min(POINTS.length - 2, Math.floor(place));
    const share = place - below;
    return POINTS[below].map((value, i) => Math.round(value + share * (POINTS[below + 1][i] - value)));
}

/** The pixels (RGBA) of a heat map. What is no finite number stays transparent. */
export function heatPixels(values, [least, greatest]) {
    const pixels = new Uint8ClampedArray(values.length * 4);
    const span = greatest - least || 1;
    values.forEach((value, i) => {
        if (!Number.isFinite(value)) return;
        const [red, green, blue] = colorAt((value - least) / span);
        pixels.set([red, green, blue, 255], i * 4);
    });
    return pixels;
}
