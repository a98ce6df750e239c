// What the WebSocket of a topic sends (docs/streams.md): text for schema and gaps, binary for messages.

const HEAD = 16;

/** {seq, timeNs, payload} of a binary frame: u64 sequence and i64 time in ns, little-endian, then the payload; null if it is
 * too short. The time is a BigInt, because nanoseconds since 1970 do not fit into a double. */
export function decodeFrame(buffer) {
    if (buffer.byteLength < HEAD) return null;
    const head = new DataView(buffer, 0, HEAD);
    return {
        seq: Number(head.getBigUint64(0, true)),
        timeNs: head.getBigInt64(8, true),
        payload: new DataView(buffer, HEAD),
    };
}

/** The document of a text frame, or null: a page does not fall over what it does not know. */
export function decodeText(text) {
    try {
        const document = JSON.parse(text);
        return document && typeof document === "object" && typeof document.type === "string" ? document : null;
    } catch {
        return null;
    }
}

/** How many values a message of this shape holds. */
export function elementsOf(shape) {
    return (shape ?? []).reduce((product, length) => product * length, 1);
}

/**
 * What can be drawn of a message: one channel if it has at most one axis, else one for each row of its first axis
 * ([2, 100]: two channels of a hundred samples).
 */
export function channelsOf(shape) {
    return (shape ?? []).length < 2 ? 1 : shape[0];
}

/** The samples of a channel out of the flat values of one message, or of several that stand one after the other. */
export function samplesOf(values, shape, channel = 0) {
    if ((shape ?? []).length < 2) return values;
    const whole = elementsOf(shape);
    const row = whole / shape[0];
    const samples = [];
    for (let at = 0; at + whole <= values.length; at += whole)
        samples.push(...values.slice(at + channel * row, at + (channel + 1) * row));
    return samples;
}

/** Numbers out of nested JSON lists, where NaN and infinities are strings. With `complex` the innermost lists are pairs of real
 * and imaginary part, and become magnitudes. */
export function flatNumbers(data, complex = false) {
    if (complex && Array.isArray(data) && data.length === 2 && !data.some(Array.isArray)) return [Math.hypot(Number(data[0]), Number(data[1]))];
    if (complex && Array.isArray(data)) return data.flatMap((inner) => flatNumbers(inner, true));
    if (!Array.isArray(data)) return [typeof data === "boolean" ? Number(data) : data === null ? NaN : Number(data)];
    return data.flat(Infinity).map((value) => (value === null ? NaN : Number(value)));
}
