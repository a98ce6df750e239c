import { badge, button, h, icon, keyed, replace } from "../dom.js";
import { downloads } from "../downloads.js";
import { formatRate, formatSize, formatSpan } from "../pure/format.js";
import { percentOf } from "../pure/progress.js";
import { uploads } from "../uploads.js";

const STATES = {
    running: ["under way", "busy"], waiting: ["waiting", ""], paused: ["paused", ""], interrupted: ["interrupted", "warn"],
    done: ["done", "good"], failed: ["failed", "bad"], cancelled: ["cancelled", ""],
};

/** The uploads of this page that fit, kept up to date; hidden while there are none. With `all` downloads too. */
export function transferList(signal, fits = () => true, all = false) {
    const list = h("ul", { class: "transfers card flush", "aria-label": "Transfers of this page" });
    const update = () => {
        const items = [...uploads.items.filter(fits), ...(all ? downloads.items : [])];
        list.hidden = items.length === 0;
        keyed(list, items, (item) => item.id, (item) => ("path" in item ? uploadRow(item) : downloadRow(item)));
    };
    for (const source of [uploads, downloads]) source.addEventListener("change", update, { signal });
    update();
    return list;
}

/** A row with bar and texts; actions(item) gives the buttons for a state. */
export function progressRow(kind, name, actions) {
    const bar = h("progress", { max: "100", "aria-label": `Progress of ${name}` });
    const state = h("span", { class: "state" });
    const figures = h("span", { class: "figures" });
    const tools = h("span", { class: "tools" });
    const element = h("li", { class: "transfer" }, icon(kind), h("div", { class: "what" },
        h("span", { class: "title" }, h("span", { class: "path" }, name), state), bar, figures), tools);
    let shownState = "";
    const update = (seen) => {
        const [text, tone] = STATES[seen.state] ?? [seen.state, ""];
        const percent = percentOf(seen.done, seen.total);
        bar.className = tone;
        if (Number.isFinite(seen.total)) bar.value = percent;
        else bar.removeAttribute("value");
        const left = seen.state === "running" ? formatSpan(seen.left) : "";
        replace(figures, [
            Number.isFinite(seen.total) ? `${formatSize(seen.done)} of ${formatSize(seen.total)}` : formatSize(seen.done),
            seen.state !== "done" && Number.isFinite(seen.total) && `${Math.floor(percent)} %`,
            seen.state === "running" && formatRate(seen.rate), left && `${left} left`, seen.error].filter(Boolean).join(" · "));
        if (shownState === seen.state) return;
        shownState = seen.state;
        replace(state, badge(text, tone));
        const focused = tools.contains(document.activeElement);
        replace(tools, actions(seen.state));
        if (focused) tools.querySelector("button")?.focus();
    };
    return { element, update };
}

const withRate = (item) => ({ ...item, rate: item.meter.rate(), left: item.meter.left(item.total) });

function uploadRow(item) {
    const quiet = { quiet: true };
    const picker = h("input", { type: "file", class: "unseen", tabindex: "-1", "aria-label": `The file for ${item.path}`, onchange: () => {
        const file = picker.files[0];
        if (file && !uploads.adopt(item, file)) {
            row.update({ ...withRate(item), error: `This is not the same file: ${file.name} has another name, size or date` });
        }
        picker.value = "";
    } });
    const row = progressRow(item.array ? "arrays" : "upload", item.path, (state) => [
        ["running", "waiting"].includes(state) && button("Pause", "pause", () => uploads.pause(item), quiet),
        ["paused", "failed"].includes(state) && button("Go on", "play", () => uploads.resume(item), quiet),
        state === "interrupted" && [button("Choose the file to go on", "play", () => picker.click()), picker],
        ["done", "failed"].includes(state) ? button("Remove from the list", "close", () => uploads.remove(item), quiet)
            : button("Cancel the upload", "close", () => uploads.cancel(item), quiet)]);
    return { element: row.element, update: (seen) => row.update(withRate(seen)) };
}

function downloadRow(item) {
    const quiet = { quiet: true };
    const row = progressRow("download", item.name, (state) => [
        state === "running" ? button("Cancel the download", "close", () => downloads.cancel(item), quiet)
            : button("Remove from the list", "close", () => downloads.remove(item), quiet)]);
    return { element: row.element, update: (seen) => row.update(withRate(seen)) };
}
