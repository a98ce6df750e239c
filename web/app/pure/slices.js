// Which slice of an array fills a preview: the server reads only that, whatever the array's size.

/** Elements of an axis that is stepped through. */
export function steppedLength(length, step) {
    return Math.ceil(length / step);
}

/** {slice, shape, steps}: every step-th element of the last `axes` axes, so that each has at most most[i]; those in front of
 * them are held at `fixed`. */
export function previewSlice(shape, axes, most, fixed = []) {
    const parts = [];
    const kept = [];
    const steps = [];
    shape.forEach((length, axis) => {
        const drawn = axis - (shape.length - axes);
        if (drawn < 0) {
            const at = Math.min(Math.max(0, fixed[axis] ?? 0), Math.max(0, length - 1));
            parts.push(`${at}:${at + 1}`);
            return;
        }
        const step = Math.max(1, Math.ceil(length / most[drawn]));
        parts.push(step === 1 ? ":" : `::${step}`);
        kept.push(steppedLength(length, step));
        steps.push(step);
    });
    return { slice: parts.join(","), shape: kept, steps };
}

/** The first rows and columns, for a table of values. */
export function cornerSlice(shape, most, fixed = []) {
    const axes = Math.min(2, shape.length);
    const kept = [];
    const parts = shape.map((length, axis) => {
        const drawn = axis - (shape.length - axes);
        if (drawn < 0) {
            const at = Math.min(Math.max(0, fixed[axis] ?? 0), Math.max(0, length - 1));
            return `${at}:${at + 1}`;
        }
        kept.push(Math.min(length, most[drawn]));
        return `0:${kept.at(-1)}`;
    });
    return { slice: parts.join(","), shape: kept };
}

/** [least, greatest] of the finite numbers; [0, 1] if there are none. */
export function extent(values) {
    let least = Infinity;
    let greatest = -Infinity;
    for (const value of values) {
        if (!Number.isFinite(value)) continue;
        if (value < least) least = value;
        if (value > greatest) greatest = value;
    }
    return least <= greatest ? [least, greatest] : [0, 1];
}
