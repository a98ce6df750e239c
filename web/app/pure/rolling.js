// Mean and standard deviation over the last WINDOW values, one pair for each value that comes.

/** Statistics of a sliding window. NaN and infinities count as gaps: they are passed over, and the window keeps its span. */
export class RollingStats {
    constructor(window = 50) {
        if (!Number.isInteger(window) || window < 1) throw new RangeError("a window has at least one value");
        this.window = window;
        this.values = new Float64Array(window);
        this.clear();
    }

    clear() {
        this.next = 0;
        this.held = 0;
    }

    /** Takes one value in; {mean, deviation} of the window then. NaN for both when it holds no number. */
    push(value) {
        this.values[this.next] = value;
        this.next = (this.next + 1) % this.window;
        this.held = Math.min(this.held + 1, this.window);
        return this.#judge();
    }

    // The window is small, so it is summed anew: a running sum drifts, and one infinity would spoil it for ever.
    #judge() {
        let sum = 0;
        let count = 0;
        for (let i = 0; i < this.held; ++i) {
            const value = this.values[i];
            if (Number.isFinite(value)) { sum += value; ++count; }
        }
        if (count === 0) return { mean: NaN, deviation: NaN };
        const mean = sum / count;
        let squares = 0;
        for (let i = 0; i < this.held; ++i) {
            const value = this.values[i];
            if (Number.isFinite(value)) squares += (value - mean) ** 2;
        }
        return { mean, deviation: Math.sqrt(squares / count) };
    }
}
