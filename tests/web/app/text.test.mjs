import assert from "node:assert/strict";
import test from "node:test";
import { colorAt, heatPixels } from "../../../web/app/pure/colors.js";
import { axisLabels, formatAgo, formatIn, formatNumber, formatRate, formatShape, formatSize, formatSpan } from "../../../web/app/pure/format.js";
import { arrayName, crumbsOf, fileAddress, folderAddress, readHash, writeHash } from "../../../web/app/pure/paths.js";
import { percentOf, RateMeter } from "../../../web/app/pure/progress.js";
import { scheduleText } from "../../../web/app/pure/schedule_text.js";
import { cornerSlice, extent, previewSlice } from "../../../web/app/pure/slices.js";

test("sizes are in binary units and never 1024 of one", () => {
    const cases = [[0, "0 B"], [1023, "1023 B"], [1024, "1.0 KiB"], [1048575, "1.0 MiB"], [1536 * 1024, "1.5 MiB"], [2 ** 44, "16.0 TiB"], [NaN, "–"], [-1, "–"]];
    for (const [bytes, text] of cases) assert.equal(formatSize(bytes), text);
    assert.equal(formatRate(0), "");
    assert.equal(formatRate(2048), "2.0 KiB/s");
});

test("spans and ages are short", () => {
    for (const [seconds, text] of [[0, "0 s"], [59.6, "1 min 0 s"], [3725, "1 h 2 min"], [90000, "1 d 1 h"], [NaN, ""], [Infinity, ""]]) assert.equal(formatSpan(seconds), text);
    const now = Date.parse("2026-11-21T12:00:00Z");
    assert.equal(formatAgo("2026-11-21T11:59:59Z", now), "just now");
    assert.equal(formatAgo("2026-11-21T10:30:00Z", now), "1 h ago");
    assert.equal(formatAgo(now / 1000 - 30, now), "30 s ago");
    assert.equal(formatAgo(null, now), "");
    for (const [when, text] of [["2026-11-21T12:05:30Z", "in 5 min"], ["2026-11-21T12:00:20Z", "in 20 s"], ["2026-11-21T11:00:00Z", "now"], [null, ""]])
        assert.equal(formatIn(when, now), text);
});

test("numbers keep what can be read", () => {
    for (const [value, text] of [[1.23456789, "1.2346"], [-2, "−2"], [NaN, "NaN"], [-Infinity, "−∞"], [null, "–"], [1e-9, "1e−9"], ["x", "x"]])
        assert.equal(formatNumber(value), text);
    assert.equal(formatShape([]), "scalar");
    assert.equal(formatShape([3, 4]), "3 × 4");
});

test("addresses survive every character of a name", () => {
    assert.equal(fileAddress("a b/c#?%/ü"), "/files/a%20b/c%23%3F%25/%C3%BC");
    assert.equal(folderAddress(""), "/files/");
    assert.equal(folderAddress("a"), "/files/a/");
    for (const rest of [[], ["a b", "50%"], ["#x", "?y", "ü"]]) assert.deepEqual(readHash(writeHash("files", rest)), { view: "files", rest });
    assert.deepEqual(readHash("#/files/%E0%A4%A"), { view: "files", rest: ["%E0%A4%A"] });
    assert.deepEqual(crumbsOf("a/b").map((one) => one.path), ["", "a", "a/b"]);
});

test("the name of an array comes from its file", () => {
    for (const [file, name] of [["run 7.npy", "run-7"], ["../x.NPY", "x"], ["...", "array"], ["a_b-1.2.npy", "a_b-1.2"]]) assert.equal(arrayName(file), name);
});

test("previews ask for as much as they show, whatever the size", () => {
    assert.deepEqual(previewSlice([5], 1, [2000]), { slice: ":", shape: [5], steps: [1] });
    assert.deepEqual(previewSlice([4001], 1, [2000]), { slice: "::3", shape: [1334], steps: [3] });
    assert.deepEqual(previewSlice([9, 600, 100], 2, [256, 512], [20]), { slice: "8:9,::3,:", shape: [200, 100], steps: [3, 1] });
    assert.deepEqual(cornerSlice([9, 600, 3], [12, 10], [4]), { slice: "4:5,0:12,0:3", shape: [12, 3] });
    assert.deepEqual(cornerSlice([], [12, 10]), { slice: "", shape: [] });
    for (const length of [1, 255, 256, 257, 10 ** 12]) {
        const asked = previewSlice([length, length], 2, [256, 512]);
        assert.ok(asked.shape[0] <= 256 && asked.shape[1] <= 512 && asked.shape[0] >= 1, String(length));
    }
});

test("a scale spans the finite values", () => {
    assert.deepEqual(extent([3, NaN, -1, Infinity]), [-1, 3]);
    assert.deepEqual(extent([NaN]), [0, 1]);
    assert.deepEqual(colorAt(0), [68, 1, 84]);
    assert.deepEqual(colorAt(2), [253, 231, 37]);
    const pixels = heatPixels([0, NaN, 1], [0, 1]);
    assert.deepEqual([...pixels.slice(0, 4), pixels[7], pixels[11]], [68, 1, 84, 255, 0, 255]);
    assert.equal(heatPixels([5, 5], [5, 5]).length, 8);
});

test("progress knows its rate and begins anew when bytes go back", () => {
    const meter = new RateMeter(4000);
    meter.note(0, 0);
    meter.note(1000, 1000);
    assert.equal(meter.rate(), 1000);
    assert.equal(meter.left(3000), 2);
    meter.note(1100, 100);
    assert.equal(meter.rate(), 0);
    assert.ok(Number.isNaN(meter.left(3000)));
    assert.deepEqual([percentOf(0, 0), percentOf(5, 10), percentOf(20, 10), percentOf(1, NaN)], [100, 50, 100, 0]);
});

test("a schedule is a section, and no line of it is smuggled in", () => {
    assert.equal(scheduleText({ name: "films", source: "*.mkv", when: "interval", interval: "5m", into: "/srv" }),
        "[schedule films]\nsource = *.mkv\ninterval = 5m\ninto = /srv\n");
    assert.equal(scheduleText({ name: "a b", source: "x\nunpack = yes", when: "cron", cron: "@daily", zone: "Europe/Berlin", unpack: "on" }),
        "[schedule a-b]\nsource = x unpack = yes\ncron = @daily\nzone = Europe/Berlin\nunpack = yes\ninto = ./downloads\n");
});

test("the labels of an axis are short and have one unit", () => {
    for (const [values, labels] of [[[0, 0.5, 1], ["0", "0.5", "1"]], [[-50, 0, 50], ["−50", "0", "50"]], [[0, 250000, 500000], ["0", "250k", "500k"]],
        [[0, 2500000], ["0", "2.5M"]], [[-3e9, 1e9], ["−3G", "1G"]], [[0, 2e-7], ["0", "2e−7"]], [[1e20], ["1e20"]], [[0], ["0"]], [[null, 1], ["", "1"]]])
        assert.deepEqual(axisLabels(values), labels);
});
