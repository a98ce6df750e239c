import { badge, button, h, replace, toast } from "../dom.js";
import { jobs } from "../jobs.js";
import { formatAgo, formatRate, formatSize } from "../pure/format.js";
import { percentOf } from "../pure/progress.js";
import { progressRow } from "./transfer_list.js";

const TONES = { queued: "", running: "busy", completed: "good", failed: "bad", cancelled: "" };

export async function actOn(job, verb) {
    try {
        await jobs.act(job, verb);
    } catch (why) {
        toast(`${verb}: ${why.message}`, "bad");
    }
}

/** A row of Transfers for a job that has not ended. */
export function jobProgress(job) {
    const states = { queued: "waiting", running: "running" };
    const row = progressRow("agents", `${job.agent}: ${job.path}`,
        () => [button("Cancel the job", "close", () => actOn(job, "cancel"), { quiet: true })]);
    const update = (seen) => {
        const total = seen.bytes?.known || NaN;
        row.update({ state: states[seen.phase] ?? seen.phase, done: seen.bytes?.verified ?? 0, total, rate: seen.rate ?? 0,
            left: seen.rate > 0 ? (total - seen.bytes.verified) / seen.rate : NaN, error: seen.waiting_for ?? "" });
    };
    return { element: row.element, update };
}

/** A row of the table of jobs. */
export function jobRow(job) {
    const cells = { what: h("td"), state: h("td"), progress: h("td"), when: h("td", { class: "date" }), tools: h("td", { class: "right nowrap" }) };
    const element = h("tr", {}, cells.what, cells.state, cells.progress, cells.when, cells.tools);
    const bar = h("progress", { max: "100", "aria-label": `Progress of ${job.path}` });
    const figures = h("span", { class: "figures" });
    replace(cells.what, h("span", { class: "path" }, job.path), h("span", { class: "muted sub" }, job.agent));
    cells.progress.append(bar, figures);
    let phase = "";
    const update = (seen) => {
        const { known = 0, verified = 0 } = seen.bytes ?? {};
        bar.value = seen.phase === "completed" ? 100 : seen.percent ?? percentOf(verified, known || NaN);
        bar.className = TONES[seen.phase] ?? "";
        replace(figures, [known ? `${formatSize(verified)} of ${formatSize(known)}` : "", seen.phase === "running" && formatRate(seen.rate),
            seen.phase === "queued" && seen.waiting_for, seen.error && (seen.error.detail || seen.error.code || String(seen.error))].filter(Boolean).join(" · "));
        replace(cells.when, formatAgo(seen.ended ?? seen.started ?? seen.created));
        if (phase === seen.phase) return;
        phase = seen.phase;
        replace(cells.state, badge(phase, TONES[phase]));
        const focused = cells.tools.contains(document.activeElement);
        replace(cells.tools, toolsOf(seen));
        if (focused) cells.tools.querySelector("button")?.focus();
    };
    return { element, update };
}

function toolsOf(job) {
    const quiet = { quiet: true };
    const what = `${job.path} of ${job.agent}`;
    if (["queued", "running"].includes(job.phase)) return [button(`Cancel ${what}`, "close", () => actOn(job, "cancel"), quiet)];
    return [job.phase !== "completed" && button(`Try ${what} again`, "refresh", () => actOn(job, "retry"), quiet),
        button(`Forget ${what}`, "trash", () => actOn(job, "remove"), quiet)];
}
