import assert from "node:assert/strict";
import test from "node:test";
import { channelsOf, decodeFrame, decodeText, elementsOf, flatNumbers, samplesOf } from "../../../web/app/pure/frames.js";
import { EventParser } from "../../../web/app/pure/sse.js";

test("a frame is sequence, time and payload", () => {
    const buffer = new ArrayBuffer(20);
    const view = new DataView(buffer);
    view.setBigUint64(0, 41n, true);
    view.setBigInt64(8, 1795264200250000001n, true);
    view.setFloat32(16, 1.5, true);
    const frame = decodeFrame(buffer);
    assert.equal(frame.seq, 41);
    assert.equal(frame.timeNs, 1795264200250000001n);
    assert.equal(frame.payload.getFloat32(0, true), 1.5);
});

test("a frame without payload is one, a shorter one is none", () => {
    assert.equal(decodeFrame(new ArrayBuffer(16)).payload.byteLength, 0);
    for (let length = 0; length < 16; ++length) assert.equal(decodeFrame(new ArrayBuffer(length)), null);
});

test("text that is no document of ours is nothing", () => {
    assert.equal(decodeText('{"type":"gap","from":3,"to":9}').to, 9);
    for (const wrong of ["", "{", "[]", "null", "7", '{"type":7}', '{"a":1}']) assert.equal(decodeText(wrong), null, wrong);
});

test("samples are the elements, or one row of each message", () => {
    assert.deepEqual(samplesOf([1, 2], []), [1, 2]);
    assert.deepEqual(samplesOf([1, 2, 3], [3]), [1, 2, 3]);
    assert.deepEqual(samplesOf([1, 2, 3, 4], [2, 2], 1), [3, 4]);
    assert.deepEqual(samplesOf([1, 2, 3, 4, 5, 6, 7, 8], [2, 2], 0), [1, 2, 5, 6]);
    assert.equal(elementsOf([2, 3, 4]), 24);
    assert.equal(elementsOf(undefined), 1);
    assert.deepEqual([channelsOf([]), channelsOf([9]), channelsOf([2, 100])], [1, 1, 2]);
});

test("nested lists become numbers, strings for NaN and infinities too", () => {
    assert.deepEqual(flatNumbers([[1, "NaN"], ["Infinity", "-Infinity"]]), [1, NaN, Infinity, -Infinity]);
    assert.deepEqual(flatNumbers([true, null]), [1, NaN]);
    assert.deepEqual(flatNumbers(3), [3]);
    assert.deepEqual(flatNumbers([[[3, 4], [0, "Infinity"]]], true), [5, Infinity]);
    assert.deepEqual(flatNumbers([3, 4], true), [5]);
});

const STREAM = 'id: 1\nevent: schema\ndata: {"a":\ndata: 1}\n\n: alive\n\nid: 2\nevent: data\ndata:x\n\ndata: last\n\nevent: nothing\n\n';
const EVENTS = [{ id: "1", event: "schema", data: '{"a":\n1}' }, { id: "2", event: "data", data: "x" }, { id: "2", event: "message", data: "last" }];

test("events are the same however their text is cut and whichever line ends it has", () => {
    for (const text of [STREAM, STREAM.replaceAll("\n", "\r\n"), STREAM.replaceAll("\n", "\r") + ":"])
        for (let size = 1; size <= text.length; ++size) {
            const got = [];
            const parser = new EventParser((event) => got.push(event));
            for (let at = 0; at < text.length; at += size) parser.push(text.slice(at, at + size));
            assert.deepEqual(got, EVENTS, `pieces of ${size}`);
        }
});

test("an event that never ends takes no memory without end", () => {
    const parser = new EventParser(() => {});
    assert.throws(() => { for (let i = 0; i < 40; ++i) parser.push("x".repeat(1 << 20)); });
});
