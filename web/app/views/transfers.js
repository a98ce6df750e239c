import { emptyState, h, heading, keyed } from "../dom.js";
import { downloads } from "../downloads.js";
import { jobs } from "../jobs.js";
import { uploads } from "../uploads.js";
import { jobProgress } from "./job_rows.js";
import { transferList } from "./transfer_list.js";

/** What is under way: this page's uploads and downloads, and what the server fetches from agents. */
export function openTransfers(rest, signal) {
    const pulls = h("ul", { class: "transfers card flush", "aria-label": "Pulls of the server" });
    const pullsPart = h("section", { "aria-label": "The server fetches" }, h("h2", {}, "The server fetches"), pulls);
    const own = h("section", { "aria-label": "This page" }, h("h2", {}, "This page"), transferList(signal, () => true, true));
    const empty = emptyState("transfers", "Nothing is under way", "Upload something in ", h("a", { href: "#/files" }, "Files"),
        ", or fetch something in ", h("a", { href: "#/agents" }, "Agents"), ".");
    const update = () => {
        const active = jobs.active();
        keyed(pulls, active, (job) => job.id, jobProgress);
        pullsPart.hidden = active.length === 0;
        own.hidden = uploads.items.length + downloads.items.length === 0;
        empty.hidden = !(pullsPart.hidden && own.hidden);
    };
    for (const source of [jobs, uploads, downloads]) source.addEventListener("change", update, { signal });
    update();
    return h("section", { "aria-label": "Transfers" }, heading("Transfers"), own, pullsPart, empty);
}
