import { ask } from "../api.js";
import { badge, button, h, heading, note, replace, toast } from "../dom.js";
import { formatAgo, formatSize } from "../pure/format.js";
import { scheduleText } from "../pure/schedule_text.js";
import { scheduleList } from "./schedule_list.js";

/**
 * Schedules run in clients; the server knows those that told of themselves when they asked, and what they fetched. So this lists
 * them and the latest finished transfers, and writes the section for a client's INI file.
 */
export function openSchedules(rest, signal) {
    const rows = h("tbody");
    const table = h("div", { class: "card flush scroll" }, h("table", { class: "list" }, h("caption", { class: "unseen" }, "Finished transfers, newest first"),
        h("thead", {}, h("tr", {}, ["What", "Who", "By", "Result"].map((text) => h("th", { scope: "col" }, text)),
            h("th", { scope: "col", class: "right" }, "Size"), h("th", { scope: "col", class: "date" }, "When"))), rows));
    const trouble = h("div", { "aria-live": "polite" });
    const known = scheduleList(signal);
    const load = async () => {
        known.load();
        try {
            const records = await latest(signal);
            replace(rows, records.map(recordRow));
            table.hidden = records.length === 0;
            replace(trouble, records.length === 0 && note("Nothing has been transferred yet."));
        } catch (why) {
            if (signal.aborted) return;
            table.hidden = true;
            replace(trouble, note(`Finished transfers cannot be shown: ${why.message}`));
        }
    };
    load();
    return h("section", { "aria-label": "Schedules" }, heading("Schedules", button("Refresh", "refresh", load, { quiet: true })),
        known.element, composer(), h("section", { "aria-labelledby": "latest-title" }, h("h2", { id: "latest-title" }, "Finished transfers"), trouble, table));
}

// Receipts are what everybody may see of the ledger: one's own, or all of them with the right admin. They are numbered from 1
// on without a gap, but only the way up can be asked for; the last pages are found by doubling.
async function latest(signal) {
    const page = async (after) => {
        const answer = await ask(`/api/v1/receipts?limit=50&after=${after}`, { signal });
        return (await answer.text()).split("\n").filter(Boolean).map((line) => JSON.parse(line).receipt);
    };
    let kept = await page(0);
    if (kept.length < 50) return kept.reverse();
    let low = kept.at(-1).number;
    let step = 64;
    for (let found = await page(low + step); ; found = await page(low + step)) {
        if (found.length > 0) { low = found.at(-1).number; kept = found; step *= 2; }
        else if (step > 1) step = Math.floor(step / 2);
        else break;
        if (kept.length < 50 && step <= 64) break;
    }
    const rest = await page(Math.max(0, low - 50));
    return (rest.length > 0 ? rest : kept).reverse();
}

function recordRow(record) {
    const good = record.result === "ok";
    return h("tr", {}, h("td", {}, h("span", { class: "path" }, record.what || "(a name that is not UTF-8)"), h("span", { class: "muted sub" }, `receipt ${record.number}`)),
        h("td", {}, record.who || "–"), h("td", {}, `${record.door}, ${record.direction}`),
        h("td", {}, badge(record.result, good ? "good" : "bad")), h("td", { class: "right nowrap" }, formatSize(record.bytes)),
        h("td", { class: "date" }, formatAgo(record.ended)));
}

function composer() {
    const text = h("code");
    const field = (name, label, attributes) => {
        const id = `schedule-${name}`;
        const input = h("input", { id, name, type: "text", spellcheck: "false", autocomplete: "off", ...attributes });
        return h("div", { class: "field" }, h("label", { for: id }, label), input);
    };
    const interval = field("interval", "Every", { value: "5m" });
    const cron = field("cron", "Cron line", { value: "30 3 * * mon-fri" });
    const zone = field("zone", "Time zone", { placeholder: "Europe/Berlin" });
    const form = h("form", { class: "fields", onsubmit: (event) => event.preventDefault(), oninput: () => update() },
        field("name", "Name", { value: "films" }), field("source", "Fetch", { value: "films/*.mkv" }), field("into", "Into", { value: "./downloads" }),
        h("div", { class: "field" }, h("label", { for: "schedule-when" }, "When"), h("select", { id: "schedule-when", name: "when" },
            h("option", { value: "interval" }, "at intervals"), h("option", { value: "cron" }, "by a cron line"))), interval, cron, zone,
        h("div", { class: "field check" }, h("input", { id: "schedule-unpack", name: "unpack", type: "checkbox" }), h("label", { for: "schedule-unpack" }, "Unpack zip archives")));
    const update = () => {
        const filled = Object.fromEntries(new FormData(form));
        interval.hidden = filled.when === "cron";
        cron.hidden = zone.hidden = filled.when !== "cron";
        replace(text, `address = ${location.hostname}\nport = ${location.port || (location.protocol === "https:" ? 443 : 80)}\n\n${scheduleText(filled)}`);
    };
    const copy = button("Copy", "copy", async () => {
        try {
            await navigator.clipboard.writeText(text.textContent);
            toast("Copied");
        } catch {
            getSelection().selectAllChildren(text);
            toast("Press Ctrl-C to copy");
        }
    });
    update();
    return h("section", { class: "card", "aria-labelledby": "compose-title" }, h("div", { class: "card-title" }, h("h2", { id: "compose-title" }, "Write a schedule"), copy),
        h("div", { class: "split" }, form, h("div", {}, h("pre", { tabindex: "0", "aria-label": "The section for the INI file" }, text),
            h("p", { class: "muted" }, "Put it into the client's INI file, and run ", h("code", {}, "sluice-client -c FILE schedule"), "."))));
}
