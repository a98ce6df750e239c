import { badge, h, note, replace } from "../dom.js";
import { getJson } from "../api.js";
import { formatAgo, formatIn } from "../pure/format.js";

const TONES = { done: "good", "nothing new": "", failed: "bad", interrupted: "warn" };

/** The schedules of clients that this server has heard of; {element, load}. */
export function scheduleList(signal) {
    const rows = h("tbody");
    const columns = ["Name", "Fetches", "When", "Last run", "Next run", "Who"];
    const table = h("div", { class: "card flush scroll", hidden: true }, h("table", { class: "list schedules" },
        h("caption", { class: "unseen" }, "Schedules of clients"), h("thead", {}, h("tr", {}, columns.map((text) => h("th", { scope: "col" }, text)))), rows));
    const trouble = h("div", { "aria-live": "polite" });
    const load = async () => {
        try {
            const { schedules } = await getJson("/api/v1/schedules", { signal });
            replace(rows, schedules.map(row));
            table.hidden = schedules.length === 0;
            replace(trouble, schedules.length === 0 && note("Schedules run where the files are wanted, by ", h("code", {}, "sluice-client schedule"), ". None has asked since this server started; they are listed when they first run."));
        } catch (why) {
            if (signal.aborted) return;
            table.hidden = true;
            replace(trouble, note(`Schedules cannot be shown: ${why.message}`));
        }
    };
    return { element: h("section", { "aria-labelledby": "schedules-title" }, h("h2", { id: "schedules-title" }, "Schedules of clients"), trouble, table), load };
}

function row(one) {
    const last = one.outcome ? [badge(one.outcome, TONES[one.outcome] ?? ""), h("span", { class: "muted sub" }, formatAgo(one.last))] : h("span", { class: "muted" }, "none yet");
    const next = one.overdue ? [badge("overdue", "bad"), h("span", { class: "muted sub" }, `due ${formatAgo(one.next)}`)]
        : one.next ? [formatIn(one.next), h("span", { class: "muted sub" }, `asked ${formatAgo(one.seen)}`)] : "by hand";
    return h("tr", {}, h("td", {}, h("strong", {}, one.name)), h("td", {}, h("span", { class: "path" }, one.source)), h("td", { class: "nowrap" }, one.plan),
        h("td", { class: "nowrap" }, last), h("td", { class: "nowrap" }, next), h("td", {}, one.who || "–", h("span", { class: "muted sub" }, one.address)));
}
