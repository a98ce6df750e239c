/** Reads server-sent events (the event stream of the HTML standard) out of text that comes in pieces. */
export class EventParser {
    /** `take` is called with {id, event, data} for each event. */
    constructor(take) {
        this.take = take;
        this.rest = "";
        this.lastId = "";
        this.#begin();
    }

    #begin() {
        this.event = "";
        this.data = [];
    }

    push(text) {
        const lines = (this.rest + text).split(/\r\n|\n|\r(?!$)/);
        this.rest = lines.pop();
        for (const line of lines) this.#line(line);
        if (this.rest.length > 16 << 20) throw new Error("an event is larger than 16 MiB");
    }

    #line(line) {
        if (line === "") {
            if (this.data.length > 0) this.take({ id: this.lastId, event: this.event || "message", data: this.data.join("\n") });
            this.#begin();
            return;
        }
        const colon = line.indexOf(":");
        if (colon === 0) return;
        const field = colon < 0 ? line : line.slice(0, colon);
        const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
        if (field === "data") this.data.push(value);
        else if (field === "event") this.event = value;
        else if (field === "id" && !value.includes("\0")) this.lastId = value;
    }
}
