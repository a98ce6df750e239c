import { authorization, followEvents, pause } from "./api.js";
import { decodeElements, parseDtype } from "./pure/dtype.js";
import { decodeFrame, decodeText, flatNumbers } from "./pure/frames.js";

/**
 * Follows a topic until `signal` is aborted: by WebSocket, or by server-sent events where a token has to go along, which a
 * page cannot send with a WebSocket. take: {schema(document), message({seq, values}), gap(document), state(text)}.
 */
export function followTopic(name, policy, signal, take) {
    const address = `/api/v1/topics/${encodeURIComponent(name)}`;
    const query = `?policy=${encodeURIComponent(policy)}`;
    if (authorization().Authorization) followByEvents(`${address}/events${query}`, signal, take);
    else followBySocket(`${address}/ws${query}`, signal, take);
}

function followByEvents(path, signal, take) {
    let complex = false;
    followEvents(path, { signal, state: take.state, take: ({ event, data }) => {
        const document = parsed(data);
        if (!document) return;
        if (event === "schema") { complex = parseDtype(document.dtype)?.kind === "c"; take.schema(document); }
        else if (event === "gap") take.gap(document);
        else if (event === "data") take.message({ seq: document.seq, values: flatNumbers(document.data, complex) });
    } });
}

async function followBySocket(path, signal, take) {
    for (let failures = 0; !signal.aborted; ++failures) {
        const held = await oneSocket(path, signal, take);
        if (signal.aborted) return;
        if (held) failures = 0;
        take.state("waiting");
        await pause(Math.min(10000, 500 * 2 ** failures) * (0.5 + Math.random() / 2), signal);
    }
}

// True if something came over it.
function oneSocket(path, signal, take) {
    return new Promise((done) => {
        const url = new URL(path, location.href);
        url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
        const socket = new WebSocket(url);
        socket.binaryType = "arraybuffer";
        let type = null;
        const leave = () => socket.close();
        signal.addEventListener("abort", leave, { once: true });
        socket.onopen = () => take.state("open");
        socket.onmessage = ({ data }) => {
            if (typeof data === "string") {
                const document = decodeText(data);
                if (document?.type === "schema") { type = parseDtype(document.dtype); take.schema(document); }
                else if (document?.type === "gap") take.gap(document);
                return;
            }
            const frame = type && decodeFrame(data);
            if (frame) take.message({ seq: frame.seq, values: decodeElements(frame.payload, type) });
        };
        socket.onclose = () => { signal.removeEventListener("abort", leave); done(type !== null); };
    });
}

function parsed(text) {
    try {
        return JSON.parse(text);
    } catch {
        return null;
    }
}
