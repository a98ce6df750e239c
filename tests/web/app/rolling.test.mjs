import assert from "node:assert/strict";
import test from "node:test";
import { RollingStats } from "../../../web/app/pure/rolling.js";
import { SignalTail } from "../../../web/app/pure/tail.js";

/** The statistics as one would write them on paper. */
function plain(values) {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { mean, deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
}

// A small generator of random numbers, so that a failure can be repeated.
function random(seed) {
    return () => {
        seed = (seed * 1664525 + 1013904223) >>> 0;
        return seed / 2 ** 32 - 0.5;
    };
}

test("rolling statistics are those of the last values, also far from zero", () => {
    const next = random(7);
    for (const [window, base] of [[1, 0], [3, 0], [50, 0], [50, 1e9]]) {
        const stats = new RollingStats(window);
        const all = [];
        for (let i = 0; i < 200; ++i) {
            all.push(base + next());
            const got = stats.push(all.at(-1));
            const wanted = plain(all.slice(-window));
            assert.ok(Math.abs(got.mean - wanted.mean) <= 1e-6, `mean ${i} of ${window}`);
            assert.ok(Math.abs(got.deviation - wanted.deviation) <= 1e-6, `deviation ${i} of ${window}`);
        }
    }
});

test("what is no number is passed over, and is forgotten with the window", () => {
    const stats = new RollingStats(3);
    assert.ok(Number.isNaN(stats.push(NaN).mean));
    assert.equal(stats.push(4).mean, 4);
    assert.equal(stats.push(Infinity).mean, 4);
    assert.equal(stats.push(6).mean, 5);
    stats.push(6);
    assert.deepEqual(stats.push(6), { mean: 6, deviation: 0 });
});

test("a window without room is refused", () => {
    for (const window of [0, -1, 1.5, NaN]) assert.throws(() => new RollingStats(window), RangeError);
});

test("a tail keeps the last points of all columns, numbered from the first", () => {
    const tail = new SignalTail(500, 50);
    for (let i = 0; i < 13; ++i) tail.push(Array.from({ length: 100 }, (_, k) => i * 100 + k));
    assert.equal(tail.x.length, 500);
    assert.deepEqual([tail.x[0], tail.x.at(-1)], [800, 1299]);
    assert.deepEqual([tail.signal[0], tail.signal.at(-1)], [800, 1299]);
    assert.equal(tail.mean.at(-1), (1250 + 1299) / 2);
    for (const column of [tail.signal, tail.mean, tail.deviation]) assert.equal(column.length, 500);
});

test("a gap breaks the line once and begins the statistics anew", () => {
    const tail = new SignalTail(10, 5);
    tail.gap();
    assert.equal(tail.x.length, 0);
    tail.push([100, 100]);
    tail.gap();
    tail.gap();
    tail.push([2]);
    assert.deepEqual(tail.signal, [100, 100, null, 2]);
    assert.equal(tail.mean.at(-1), 2);
});
