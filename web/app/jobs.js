import { ApiError, followEvents, getJson, pause, sendJson } from "./api.js";

const ENDED = ["completed", "failed", "cancelled"];

/** The server's jobs and agents, kept up to date by its events. Dispatches "change"; `problem` says why there are none. */
class JobBook extends EventTarget {
    constructor() {
        super();
        this.list = [];
        this.agents = [];
        this.problem = null;
        this.loaded = false;
        this.stopper = null;
    }

    active() {
        return this.list.filter((job) => !ENDED.includes(job.phase));
    }

    /** Begins anew, with another token perhaps. */
    restart() {
        this.stopper?.abort();
        this.stopper = new AbortController();
        const { signal } = this.stopper;
        this.#load(signal);
        this.#poll(signal);
        followEvents("/api/v1/events", {
            signal,
            take: () => this.#soon(signal),
            // What happened while the stream was broken is in the list.
            state: (text) => { if (text === "open" && this.loaded) this.#soon(signal); },
        });
    }

    async order(agent, path) {
        const made = await sendJson("POST", "/api/v1/jobs", { agent, path });
        await this.#load(this.stopper.signal);
        return made;
    }

    async act(job, verb) {
        const address = `/api/v1/jobs/${encodeURIComponent(job.id)}`;
        if (verb === "remove") await sendJson("DELETE", address);
        else await sendJson("POST", `${address}/${verb}`);
        await this.#load(this.stopper.signal);
    }

    // Events come in bursts; one look serves all of them.
    #soon(signal) {
        if (this.planned) return;
        this.planned = setTimeout(() => { this.planned = null; this.#load(signal); }, 250);
    }

    async #load(signal) {
        if (signal.aborted) return;
        try {
            const [jobs, agents] = await Promise.all([
                getJson("/api/v1/jobs?limit=100", { signal, silent: true }), getJson("/api/v1/agents", { signal, silent: true })]);
            this.list = jobs.jobs ?? [];
            this.agents = agents.agents ?? [];
            this.problem = null;
        } catch (why) {
            if (!(why instanceof ApiError)) return;
            this.problem = why;
            if (why.status === 401) { this.list = []; this.agents = []; }
        }
        this.loaded = true;
        this.dispatchEvent(new Event("change"));
    }

    // Events tell of progress every 5 s; a bar wants it sooner. Looking at one job is not counted against the rate limit.
    async #poll(signal) {
        while (!signal.aborted) {
            await pause(700, signal);
            const running = this.list.filter((job) => job.phase === "running").slice(0, 8);
            if (signal.aborted || document.hidden || running.length === 0) continue;
            const seen = await Promise.allSettled(running.map((job) => getJson(`/api/v1/jobs/${job.id}`, { signal, silent: true })));
            const fresh = new Map(seen.filter((one) => one.status === "fulfilled").map((one) => [one.value.id, one.value]));
            this.list = this.list.map((job) => fresh.get(job.id) ?? job);
            this.dispatchEvent(new Event("change"));
        }
    }
}

export const jobs = new JobBook();
