import { RollingStats } from "./rolling.js";

/** The last LIMIT samples of a signal with their rolling statistics, as the arrays that a plot draws. */
export class SignalTail {
    constructor(limit = 500, window = 50) {
        this.limit = limit;
        this.stats = new RollingStats(window);
        this.clear();
    }

    clear() {
        this.stats.clear();
        this.x = [];
        this.signal = [];
        this.mean = [];
        this.deviation = [];
        this.count = 0;
    }

    /** Appends samples. They are numbered from the first one on, so that the plot moves. */
    push(samples) {
        for (const sample of samples) {
            const value = Number(sample);
            const { mean, deviation } = this.stats.push(value);
            this.x.push(this.count++);
            this.signal.push(Number.isFinite(value) ? value : null);
            this.mean.push(Number.isFinite(mean) ? mean : null);
            this.deviation.push(Number.isFinite(deviation) ? deviation : null);
        }
        const surplus = this.x.length - this.limit;
        if (surplus <= 0) return;
        for (const column of [this.x, this.signal, this.mean, this.deviation]) column.splice(0, surplus);
    }

    /** A hole in what came: the line breaks there, and statistics begin anew. */
    gap() {
        if (this.x.length === 0 || this.signal.at(-1) === null) return;
        this.stats.clear();
        this.x.push(this.count++);
        for (const column of [this.signal, this.mean, this.deviation]) column.push(null);
    }
}
