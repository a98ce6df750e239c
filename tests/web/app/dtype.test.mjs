import assert from "node:assert/strict";
import test from "node:test";
import { decodeElements, half, isNpy, parseDtype } from "../../../web/app/pure/dtype.js";

const bytes = (text) => Uint8Array.from(text.match(/../g) ?? [], (digits) => parseInt(digits, 16)).buffer;

test("elements of every type are read in both byte orders", () => {
    const cases = [
        ["<f8", "000000000000f03f", [1]], [">f8", "3ff0000000000000", [1]], ["<f4", "0000803f000000c0", [1, -2]], [">f4", "3f800000", [1]],
        ["<f2", "003c00c0007c", [1, -2, Infinity]], [">i2", "fffe0001", [-2, 1]], ["<u2", "feff", [65534]], ["|i1", "ff7f", [-1, 127]],
        ["|u1", "ff", [255]], ["|b1", "0100", [1, 0]], ["<i4", "ffffffff", [-1]], ["<u4", "ffffffff", [4294967295]],
        ["<i8", "ffffffffffffffff", [-1]], ["<u8", "0000000000000080", [2 ** 63]], ["<c8", "0000404000008040", [5]],
        ["<c16", "00000000000008400000000000001040", [5]], ["|S3", "616200", ["ab"]], ["<U2", "4100000000000000", ["A"]],
        ["<M8[ns]", "0100000000000000", [1]], ["<m8[s]", "feffffffffffffff", [-2]],
    ];
    for (const [name, text, wanted] of cases) assert.deepEqual(decodeElements(bytes(text), parseDtype(name)), wanted, name);
});

test("NaT and NaN are no numbers", () => {
    assert.deepEqual(decodeElements(bytes("0000000000000080"), parseDtype("<M8[D]")), [NaN]);
    assert.deepEqual(decodeElements(bytes("007e"), parseDtype("<f2")), [NaN]);
});

test("halves agree with their definition", () => {
    for (const [bits, value] of [[0, 0], [1, 2 ** -24], [0x03ff, 1023 * 2 ** -24], [0x0400, 2 ** -14], [0x7bff, 65504], [0x3555, 0.333251953125], [0xfc00, -Infinity]])
        assert.equal(half(bits), value, bits.toString(16));
});

test("numpy's long names are known, what is none is refused", () => {
    assert.equal(parseDtype("float64").size, 8);
    assert.equal(parseDtype("bool").size, 1);
    assert.equal(parseDtype("<U4").size, 16);
    for (const wrong of ["|O", "<f3", "object", "", null, undefined, "[('a','<i4')]", "<f16", "<U99999999"]) assert.equal(parseDtype(wrong), null, String(wrong));
});

test("a part of an element at the end is left out, and no type of no size loops", () => {
    assert.deepEqual(decodeElements(bytes("0000803f0000"), parseDtype("<f4")), [1]);
    assert.deepEqual(decodeElements(bytes("00"), parseDtype("|S0")), []);
});

test("what begins as numpy's files do may be one", () => {
    assert.ok(isNpy(new Uint8Array(bytes("934e554d50590100"))));
    for (const other of ["", "934e554d50", "504b030400000000", "934e554d50580100"]) assert.ok(!isNpy(new Uint8Array(bytes(other))), other);
});

test("hostile strings stay text", () => {
    assert.deepEqual(decodeElements(bytes("ffffffff"), parseDtype("<U1")), ["\ufffd"]);
    assert.deepEqual(decodeElements(bytes("1b5b"), parseDtype("|S2")), ["\\x1b["]);
});
