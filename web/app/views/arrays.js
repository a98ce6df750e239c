import { badge, button, emptyState, h, heading, icon, note, replace, toast } from "../dom.js";
import { ask, getJson } from "../api.js";
import { onDownload } from "../downloads.js";
import { formatAgo, formatCount, formatNumber, formatShape, formatSize } from "../pure/format.js";
import { isNpy } from "../pure/dtype.js";
import { arrayName, writeHash } from "../pure/paths.js";
import { uploads } from "../uploads.js";
import { arrayPreview } from "./array_preview.js";
import { dropZone } from "./drop_zone.js";
import { transferList } from "./transfer_list.js";

const addressOf = (name) => `/api/v1/arrays/${encodeURIComponent(name)}`;

/** The stored arrays, what is known of the chosen one, and a picture of it. */
export function openArrays(rest, signal) {
    const picks = h("ul", { class: "picks card", "aria-label": "Arrays" });
    const shown = h("div", { class: "shown" });
    const panes = h("div", { class: "panes", hidden: true }, picks, shown);
    const trouble = h("div", { "aria-live": "polite" });
    const state = { chosen: rest[0], list: [], picks, shown, panes, trouble, signal };
    const drop = dropZone({ what: ".npy files", label: "Arrays to upload (.npy)", accept: ".npy", take: sendAll, signal });
    uploads.addEventListener("published", ({ detail }) => { if (detail.array) load(state, ""); }, { signal });
    load(state, "");
    return h("section", { "aria-label": "Arrays" }, heading("Arrays", button("Refresh", "refresh", () => load(state, ""), { quiet: true }),
        button("Upload .npy", "upload", drop.choose, { kind: "primary" })), drop.element, transferList(signal, (item) => item.array && item.state !== "done"), trouble, panes);
}

async function sendAll(found) {
    for (const { file } of found) {
        // The server judges everything; this spares sending gigabytes of something else.
        const front = new Uint8Array(await file.slice(0, 8).arrayBuffer());
        if (isNpy(front)) uploads.add(file, arrayName(file.name), { array: true });
        else toast(`${file.name} is no .npy file`, "bad");
    }
}

async function load(state, cursor) {
    try {
        const page = await getJson(`/api/v1/arrays?limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`, { signal: state.signal });
        state.list = cursor ? [...state.list, ...page.arrays] : page.arrays;
        state.next = page.next;
    } catch (why) {
        if (state.signal.aborted) return;
        state.panes.hidden = true;
        const text = why.status === 404 ? "This server stores no arrays." : `Arrays cannot be shown: ${why.message}`;
        replace(state.trouble, note(text));
        return;
    }
    const none = state.list.length === 0;
    state.panes.hidden = none;
    replace(state.trouble, none && emptyState("arrays", "No arrays yet", "Upload a .npy file here, or: ",
        h("code", {}, `curl -T signal.npy ${location.origin}/api/v1/arrays/signal`)));
    if (none) return;
    const chosen = state.list.find((one) => one.name === state.chosen) ?? state.list[0];
    replace(state.picks, state.list.map((one) => pick(one, one === chosen)),
        state.next && h("li", {}, button("Show more", null, () => load(state, String(state.next)))));
    show(state, chosen);
}

function pick(array, current) {
    return h("li", {}, h("a", { href: writeHash("arrays", [array.name]), "aria-current": current ? "true" : null },
        h("strong", {}, array.name, array.growing && badge("growing", "busy")),
        h("span", { class: "muted" }, `${formatShape(array.shape)} · ${array.dtype} · ${formatSize(array.size)}`)));
}

function show(state, array) {
    const address = addressOf(array.name);
    const elements = (array.shape ?? []).reduce((product, length) => product * length, 1);
    const facts = [["Shape", formatShape(array.shape)], ["Type", array.dtype], ["Elements", formatCount(elements)], ["Size", formatSize(array.size)],
        ["Order", array.order === "F" ? "Fortran" : "C"], ["Stored", formatAgo(array.created)], array.tags?.length > 0 && ["Tags", array.tags.join(", ")]].filter(Boolean);
    const file = `${array.name}.npy`;
    const card = h("div", { class: "card" }, h("div", { class: "card-title" }, h("h2", {}, array.name),
        h("a", { class: "button", href: address, download: file, onclick: onDownload(file) }, icon("download"), h("span", {}, ".npy")),
        button(`Remove ${array.name}`, "trash", () => remove(state, array), { quiet: true })),
        h("dl", { class: "numbers" }, facts.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", { title: array.digest && name === "Size" ? array.digest : null }, formatNumber(value))))));
    replace(state.shown, card, arrayPreview(array, address, state.signal));
}

async function remove(state, array) {
    const yes = await confirmed(`Remove the array ${array.name}?`, "It cannot be brought back.");
    if (!yes) return;
    try {
        await ask(addressOf(array.name), { method: "DELETE" });
        toast(`${array.name} is removed`);
    } catch (why) {
        toast(why.message, "bad");
    }
    load(state, "");
}

function confirmed(question, text) {
    return new Promise((done) => {
        const no = button("Keep it", null, () => dialog.close(""));
        const dialog = h("dialog", { "aria-label": question }, h("form", { method: "dialog", class: "stack" }, h("h2", {}, question), h("p", { class: "muted" }, text),
            h("div", { class: "row end" }, no, h("button", { type: "submit", class: "button danger", value: "yes" }, "Remove"))));
        dialog.addEventListener("close", () => { done(dialog.returnValue === "yes"); dialog.remove(); });
        document.body.append(dialog);
        dialog.showModal();
        no.focus();
    });
}
