import { EventParser } from "./pure/sse.js";
import { askForToken, currentToken } from "./session.js";

/** An answer that is no success; `status` is 0 when there was no answer. */
export class ApiError extends Error {
    constructor(message, status = 0, code = "") {
        super(message);
        this.status = status;
        this.code = code;
    }
}

export function authorization() {
    const token = currentToken();
    return token ? { Authorization: `Bearer ${token}` } : {};
}

async function errorOf(answer) {
    let told = {};
    try {
        told = JSON.parse((await answer.text()).slice(0, 65536));
    } catch {
        // No document: the status says it.
    }
    const text = told.detail || told.message || told.error || told.title || `The server answered ${answer.status}`;
    return new ApiError(String(text), answer.status, String(told.code ?? ""));
}

/** An answer with success; asks for a token once where the server wants one. `how` is that of fetch. */
export async function ask(path, how = {}) {
    for (let again = true; ; again = false) {
        const used = currentToken();
        let answer;
        try {
            answer = await fetch(path, { ...how, headers: { ...how.headers, ...authorization() } });
        } catch (why) {
            if (why.name === "AbortError") throw why;
            throw new ApiError("The server cannot be reached");
        }
        if (answer.ok) return answer;
        const why = await errorOf(answer);
        if (answer.status !== 401 || !again || how.silent) throw why;
        // Somebody else may have signed in while this was on its way.
        if (currentToken() === used && !(await askForToken(used ? "The server does not know this token (any more)." : ""))) throw why;
    }
}

export async function getJson(path, how = {}) {
    const answer = await ask(path, { ...how, headers: { Accept: "application/json", ...how.headers } });
    return answer.json();
}

export async function sendJson(method, path, document) {
    const body = document === undefined ? undefined : JSON.stringify(document);
    const headers = body === undefined ? {} : { "Content-Type": "application/json" };
    const answer = await ask(path, { method, body, headers });
    const text = await answer.text();
    return text ? JSON.parse(text) : null;
}

/**
 * Follows server-sent events until `signal` is aborted, and connects again when the connection breaks. EventSource cannot send
 * a token, so this reads the stream itself. take({id, event, data}); state(text) tells "open", "waiting" or "refused".
 */
export async function followEvents(path, { signal, take, state = () => {} }) {
    let lastId = "";
    for (let failures = 0; !signal.aborted; ) {
        try {
            const headers = { Accept: "text/event-stream", ...(lastId && { "Last-Event-ID": lastId }), ...authorization() };
            const answer = await fetch(path, { headers, signal, cache: "no-store" });
            if (!answer.ok) throw await errorOf(answer);
            state("open");
            failures = 0;
            const parser = new EventParser((event) => { lastId = event.id || lastId; take(event); });
            const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
            for (;;) {
                const { value, done } = await reader.read();
                if (done) break;
                parser.push(value);
            }
        } catch (why) {
            if (signal.aborted) return;
            if (why.status >= 400 && why.status < 500 && why.status !== 429) { state("refused", why); return; }
        }
        state("waiting");
        failures += 1;
        await pause(Math.min(15000, 500 * 2 ** failures) * (0.5 + Math.random() / 2), signal);
    }
}

export function pause(milliseconds, signal) {
    return new Promise((done) => {
        const timer = setTimeout(done, milliseconds);
        signal?.addEventListener("abort", () => { clearTimeout(timer); done(); }, { once: true });
    });
}
