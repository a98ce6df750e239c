// numpy's dtype.str ("<f8") and the bytes that it stands for.

const NUMBERS = {
    b1: ["getUint8", 1], u1: ["getUint8", 1], i1: ["getInt8", 1],
    u2: ["getUint16", 2], i2: ["getInt16", 2], u4: ["getUint32", 4], i4: ["getInt32", 4],
    u8: ["getBigUint64", 8], i8: ["getBigInt64", 8], f4: ["getFloat32", 4], f8: ["getFloat64", 8],
};
const NAMES = {
    bool: "b1", int8: "i1", int16: "i2", int32: "i4", int64: "i8", uint8: "u1", uint16: "u2", uint32: "u4", uint64: "u8",
    float16: "f2", float32: "f4", float64: "f8", complex64: "c8", complex128: "c16",
};

/** The value of an IEEE 754 half. */
export function half(bits) {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 31) return fraction ? NaN : sign * Infinity;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/**
 * {kind, size, little, numeric, label} of a dtype; null for one that this page cannot read. `size` is that of an element in
 * bytes. Strings and raw bytes are shown but not drawn: numeric is false for them.
 */
export function parseDtype(text) {
    const parts = /^([<>|=]?)([a-zA-Z])(\d+)(\[.*\])?$/.exec(NAMES[text] ? "<" + NAMES[text] : String(text));
    if (!parts) return null;
    const [, order, kind, digits, unit = ""] = parts;
    const count = Number(digits);
    const size = kind === "U" ? 4 * count : count;
    const known = NUMBERS[kind + digits] || ["f2", "c8", "c16", "M8", "m8"].includes(kind + digits) || "USV".includes(kind);
    if (!known || size > 1 << 20) return null;
    return { kind, size, little: order !== ">", numeric: !"USV".includes(kind), unit, label: String(text) };
}

/** A function (DataView, offset) -> number | string for elements of the dtype. Complex numbers become their magnitude. */
export function elementReader(type) {
    const { kind, size, little } = type;
    const plain = NUMBERS[kind + size];
    if (plain) return (view, at) => Number(view[plain[0]](at, little));
    if (kind === "f") return (view, at) => half(view.getUint16(at, little));
    if (kind === "c") {
        const read = size === 8 ? "getFloat32" : "getFloat64";
        return (view, at) => Math.hypot(view[read](at, little), view[read](at + size / 2, little));
    }
    if (kind === "M" || kind === "m") return (view, at) => {
        const ticks = view.getBigInt64(at, little);
        return ticks === -(1n << 63n) ? NaN : Number(ticks);
    };
    if (kind === "U") return (view, at) => {
        let text = "";
        for (let i = 0; i < size; i += 4) {
            const point = view.getUint32(at + i, little);
            if (point !== 0) text += point <= 0x10ffff ? String.fromCodePoint(point) : "\ufffd";
        }
        return text;
    };
    return (view, at) => {
        let text = "";
        for (let i = 0; i < size; ++i) {
            const byte = view.getUint8(at + i);
            if (byte !== 0) text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "\\x" + byte.toString(16).padStart(2, "0");
        }
        return text;
    };
}

/** All elements in a buffer; a part of an element at its end is left out. */
export function decodeElements(buffer, type, offset = 0) {
    if (type.size === 0) return [];
    const view = buffer instanceof DataView ? buffer : new DataView(buffer);
    const read = elementReader(type);
    const count = Math.floor((view.byteLength - offset) / type.size);
    const values = new Array(count);
    for (let i = 0; i < count; ++i) values[i] = read(view, offset + i * type.size);
    return values;
}

/** Whether a file that begins with these bytes may be numpy's. */
export function isNpy(bytes) {
    return bytes.length >= 6 && [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59].every((byte, at) => bytes[at] === byte);
}
