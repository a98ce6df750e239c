/** Rate and time left out of (time in ms, bytes) pairs of the last few seconds. */
export class RateMeter {
    constructor(spanMs = 4000) {
        this.spanMs = spanMs;
        this.points = [];
    }

    clear() {
        this.points = [];
    }

    note(nowMs, bytes) {
        const last = this.points.at(-1);
        if (last && bytes < last.bytes) this.clear();
        this.points.push({ at: nowMs, bytes });
        while (this.points.length > 2 && nowMs - this.points[0].at > this.spanMs) this.points.shift();
    }

    /** Bytes per second; 0 while there is nothing to tell it from. */
    rate() {
        const first = this.points[0];
        const last = this.points.at(-1);
        if (!first || last.at - first.at < 100) return 0;
        return ((last.bytes - first.bytes) * 1000) / (last.at - first.at);
    }

    /** Seconds until `total`; NaN when nobody can know. */
    left(total) {
        const rate = this.rate();
        return rate > 0 ? (total - this.points.at(-1).bytes) / rate : NaN;
    }
}

/** A part of a whole in percent, 0 to 100; an empty whole is done. */
export function percentOf(done, total) {
    if (!(total > 0)) return total === 0 ? 100 : 0;
    return Math.min(100, Math.max(0, (100 * done) / total));
}
