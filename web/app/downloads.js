import { authorization, ApiError } from "./api.js";
import { currentToken } from "./session.js";
import { RateMeter } from "./pure/progress.js";
import { toast } from "./dom.js";

/** Downloads that need a token: a link cannot send one, so the page fetches the bytes and hands them to the browser. */
class DownloadList extends EventTarget {
    constructor() {
        super();
        this.items = [];
        this.number = 0;
    }

    active() {
        return this.items.filter((item) => item.state === "running").length;
    }

    /** True if the page takes the click over; without a token the browser does it by itself, resumable and without bound. */
    takes() {
        return currentToken() !== "";
    }

    async start(address, name) {
        const item = { id: `down-${++this.number}`, name, address, state: "running", done: 0, total: NaN, meter: new RateMeter(), error: "",
            stopper: new AbortController() };
        this.items.unshift(item);
        this.#tell();
        try {
            const blob = await this.#fetch(item);
            save(blob, name);
            item.state = "done";
            toast(`${name} is downloaded`);
        } catch (why) {
            item.state = item.stopper.signal.aborted ? "cancelled" : "failed";
            item.error = why.message;
            if (item.state === "failed") toast(`${name}: ${why.message}`, "bad");
        }
        this.#tell();
    }

    cancel(item) {
        item.stopper.abort();
    }

    remove(item) {
        this.items = this.items.filter((other) => other !== item);
        this.#tell();
    }

    async #fetch(item) {
        const answer = await fetch(item.address, { headers: authorization(), signal: item.stopper.signal });
        if (!answer.ok) throw new ApiError(`The server answered ${answer.status}`, answer.status);
        const length = Number(answer.headers.get("content-length"));
        item.total = length > 0 || answer.headers.has("content-length") ? length : NaN;
        const parts = [];
        const reader = answer.body.getReader();
        for (;;) {
            const { value, done } = await reader.read();
            if (done) break;
            parts.push(value);
            item.done += value.length;
            item.meter.note(performance.now(), item.done);
            this.#tell();
        }
        if (item.done < item.total) throw new ApiError("the connection ended too early");
        return new Blob(parts, { type: "application/octet-stream" });
    }

    #tell() {
        this.dispatchEvent(new Event("change"));
    }
}

function save(blob, name) {
    const address = URL.createObjectURL(blob);
    const link = document.createElement("a");
    link.href = address;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
}

export const downloads = new DownloadList();

/** For links: takes the click over where a token has to go along. */
export function onDownload(name) {
    return (event) => {
        if (!downloads.takes()) return;
        event.preventDefault();
        downloads.start(event.currentTarget.getAttribute("href"), name);
    };
}
