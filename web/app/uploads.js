import * as tus from "tus-js-client";
import { authorization } from "./api.js";
import { askForToken, currentToken } from "./session.js";
import { RateMeter } from "./pure/progress.js";
import { toast } from "./dom.js";

const AT_ONCE = 2;
const CHUNK = 64 << 20;
const storage = tus.defaultOptions.urlStorage;

function fingerprintOf(file, path, array) {
    return `sluice${array ? "_array" : ""}-${path}-${file.size}-${file.lastModified}`;
}

/**
 * Uploads by tus. What is under way is remembered in localStorage, so after a reload `recall` shows it as interrupted, and the
 * same file, chosen or dropped again, goes on where the server has its last durable byte. Dispatches "change" and "published".
 * An item with `array` becomes an array, whose name is the path.
 */
class UploadQueue extends EventTarget {
    constructor() {
        super();
        this.items = [];
        this.number = 0;
    }

    active() {
        return this.items.filter((item) => ["running", "waiting"].includes(item.state)).length;
    }

    add(file, path, { array = false } = {}) {
        const key = fingerprintOf(file, path, array);
        const known = this.items.find((item) => item.key === key && !["done", "failed"].includes(item.state));
        if (known?.file) return known;
        this.items = this.items.filter((item) => item !== known);
        const item = { id: `up-${++this.number}`, key, file, path, array, name: path, state: "waiting", done: known?.done ?? 0, total: file.size,
            meter: new RateMeter(), error: "", upload: null, stored: known?.stored ?? null };
        this.items.unshift(item);
        this.#fill();
        return item;
    }

    /** Goes on with an interrupted upload; false when this is another file. */
    adopt(item, file) {
        if (fingerprintOf(file, item.path, item.array) !== item.key) return false;
        this.add(file, item.path, { array: item.array });
        return true;
    }

    async pause(item) {
        item.state = "paused";
        this.#tell();
        await item.upload?.abort(false).catch(() => {});
        item.meter.clear();
        this.#fill();
    }

    resume(item) {
        item.state = "waiting";
        item.error = "";
        this.#fill();
    }

    /** Gives it up: the server forgets what it has. */
    async cancel(item) {
        this.items = this.items.filter((other) => other !== item);
        this.#tell();
        try {
            if (item.upload) await item.upload.abort(true);
            else if (item.stored) await tus.Upload.terminate(item.stored.uploadUrl, { headers: authorization() });
        } catch {
            // It ends by itself when it expires.
        }
        if (item.stored) await storage.removeUpload(item.stored.urlStorageKey);
        this.#fill();
    }

    remove(item) {
        this.items = this.items.filter((other) => other !== item);
        this.#tell();
    }

    /** Finds what an earlier visit left unfinished. */
    async recall() {
        for (const stored of await storage.findAllUploads()) {
            const key = /^tus::(.*)::\d+$/.exec(stored.urlStorageKey)?.[1] ?? "";
            if (!/^sluice(_array)?-/.test(key) || !stored.uploadUrl || this.items.some((item) => item.key === key)) continue;
            const offset = await this.#offset(stored);
            if (offset === null || this.items.some((item) => item.key === key)) continue;
            const path = stored.metadata?.path ?? "";
            const array = stored.metadata?.target === "array";
            this.items.push({ id: `up-${++this.number}`, key, file: null, path, array, name: path, state: "interrupted", done: offset, total: stored.size,
                meter: new RateMeter(), error: "", upload: null, stored });
            this.#tell();
        }
    }

    // What the server has; null when it knows nothing of it or does not tell.
    async #offset(stored) {
        try {
            const answer = await fetch(stored.uploadUrl, { method: "HEAD", headers: { "Tus-Resumable": "1.0.0", ...authorization() } });
            if ([404, 410].includes(answer.status)) await storage.removeUpload(stored.urlStorageKey);
            if (!answer.ok) return null;
            const offset = Number(answer.headers.get("Upload-Offset"));
            if (offset < stored.size) return offset;
            await storage.removeUpload(stored.urlStorageKey);
        } catch {
            // Not reachable now.
        }
        return null;
    }

    #fill() {
        let free = AT_ONCE - this.items.filter((item) => item.state === "running").length;
        for (const item of [...this.items].reverse()) {
            if (free <= 0) break;
            if (item.state !== "waiting") continue;
            item.state = "running";
            --free;
            this.#run(item);
        }
        this.#tell();
    }

    async #run(item) {
        if (!item.upload) {
            item.upload = this.#make(item);
            const previous = await item.upload.findPreviousUploads();
            if (previous.length > 0) item.upload.resumeFromPreviousUpload(previous[0]);
        }
        if (item.state === "running") item.upload.start();
    }

    #make(item) {
        const name = item.path.split("/").at(-1);
        return new tus.Upload(item.file, {
            endpoint: "/tus/",
            chunkSize: CHUNK,
            retryDelays: [0, 500, 1000, 2000, 4000, 8000],
            metadata: { path: item.path, filename: name, filetype: item.file.type || "application/octet-stream", ...(item.array && { target: "array" }) },
            fingerprint: async () => item.key,
            removeFingerprintOnSuccess: true,
            onBeforeRequest: (request) => {
                for (const [field, value] of Object.entries(authorization())) request.setHeader(field, value);
            },
            onProgress: (done) => {
                item.done = done;
                item.meter.note(performance.now(), done);
                this.#tell();
            },
            onSuccess: () => this.#finished(item),
            onError: (why) => this.#failed(item, why),
        });
    }

    #finished(item) {
        item.state = "done";
        item.done = item.total;
        toast(`${item.path} is ${item.array ? "stored" : "uploaded"}`);
        this.dispatchEvent(new CustomEvent("published", { detail: item }));
        this.#fill();
    }

    async #failed(item, why) {
        const status = why.originalResponse?.getStatus() ?? 0;
        if (item.state !== "running") return;
        item.meter.clear();
        item.state = "failed";
        item.error = item.array && [400, 415].includes(status) ? "The server takes it for no whole .npy array" : status === 403 ? "Writing is not allowed here" : status === 401 ? "A token is needed"
            : status === 507 || status === 413 ? "There is no room for it on the server"
            : status ? `The server answered ${status}` : "The server cannot be reached";
        const used = currentToken();
        if (status === 401 && (await askForToken()) && currentToken() !== used) this.resume(item);
        else toast(`${item.path}: ${item.error}`, "bad");
        this.#fill();
    }

    #tell() {
        this.dispatchEvent(new Event("change"));
    }
}

export const uploads = new UploadQueue();

/** [{file, path}] of what was dropped, folders included; paths are relative to what was dropped. */
export async function droppedFiles(transfer) {
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    if (entries.length === 0) return [...transfer.files].map((file) => ({ file, path: file.name }));
    const found = [];
    const walk = async (entry, above) => {
        const path = above + entry.name;
        if (entry.isFile) {
            found.push({ file: await new Promise((done, failed) => entry.file(done, failed)), path });
            return;
        }
        const reader = entry.createReader();
        for (;;) {
            const some = await new Promise((done, failed) => reader.readEntries(done, failed));
            if (some.length === 0) return;
            for (const inner of some) await walk(inner, path + "/");
        }
    };
    for (const entry of entries) await walk(entry, "");
    return found;
}
