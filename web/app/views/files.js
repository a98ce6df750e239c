import { button, emptyState, h, heading, icon, note, replace } from "../dom.js";
import { getJson } from "../api.js";
import { onDownload } from "../downloads.js";
import { formatDate, formatSize } from "../pure/format.js";
import { crumbsOf, folderAddress, joinPath, writeHash } from "../pure/paths.js";
import { uploads } from "../uploads.js";
import { dropZone } from "./drop_zone.js";
import { transferList } from "./transfer_list.js";

/** The served folder: browsing, downloads, and uploads by choosing or dropping. */
export function openFiles(rest, signal) {
    const folder = rest.join("/");
    const address = folderAddress(folder);
    const rows = h("tbody");
    const table = h("table", { class: "list files" },
        h("caption", { class: "unseen" }, `Contents of ${folder || "the served folder"}`),
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Name"), h("th", { scope: "col", class: "right" }, "Size"),
            h("th", { scope: "col", class: "date" }, "Changed"), h("th", { scope: "col" }, h("span", { class: "unseen" }, "Download")))), rows);
    const below = h("div", { class: "below", "aria-live": "polite" });
    const state = { folder, address, rows, table, below, signal, shown: 0 };

    const send = (found) => { for (const { file, path } of found) uploads.add(file, joinPath(folder, path)); };
    const drop = dropZone({ what: "files or folders", label: "Files to upload", take: send, signal });
    const page = h("section", { class: "files-view", "aria-label": "Files" },
        heading("Files",
            button("Refresh", "refresh", () => reload(state), { quiet: true }),
            h("a", { class: "button", href: `/files/${address.slice(7)}?zip`, download: true, onclick: onDownload(`${rest.at(-1) ?? "files"}.zip`) },
                icon("zip"), h("span", {}, "Folder as zip")),
            button("Upload", "upload", drop.choose, { kind: "primary" })),
        folder !== "" && breadcrumbs(folder), drop.element,
        transferList(signal, (item) => !item.array && item.path?.startsWith(folder ? folder + "/" : "")),
        h("div", { class: "card flush" }, table, below));
    uploads.addEventListener("published", () => reload(state), { signal });
    reload(state);
    return page;
}

function breadcrumbs(folder) {
    const crumbs = crumbsOf(folder);
    return h("nav", { class: "crumbs", "aria-label": "Folder" }, h("ol", {}, crumbs.map(({ name, path }, i) => h("li", {},
        h("a", { href: writeHash("files", path.split("/").filter(Boolean)), "aria-current": i === crumbs.length - 1 ? "page" : null }, name)))));
}

async function reload(state) {
    state.shown = 0;
    await loadPage(state, "", true);
}

async function loadPage(state, after, anew) {
    const query = after ? `?after=${encodeURIComponent(after)}` : "";
    try {
        const page = await getJson(state.address + query, { signal: state.signal });
        if (anew) replace(state.rows, state.folder ? rowUp(state.folder) : null);
        for (const entry of page.entries) state.rows.append(rowOf(entry, state));
        state.shown += page.entries.length;
        state.table.hidden = state.shown === 0 && !state.folder;
        replace(state.below,
            state.shown === 0 && emptyState("files", "This folder is empty", "Drop files here to fill it."),
            page.next && h("p", { class: "more" }, button("Show more", null, () => loadPage(state, page.next, false))));
    } catch (why) {
        if (state.signal.aborted) return;
        state.table.hidden = true;
        replace(state.below, note(`The folder cannot be shown: ${why.message}. `, button("Try again", "refresh", () => reload(state))));
    }
}

function rowUp(folder) {
    const above = folder.split("/").slice(0, -1);
    return h("tr", {}, h("td", { colspan: "4" }, h("a", { class: "name", href: writeHash("files", above) }, icon("folder_up"), h("span", {}, "Up"))));
}

function rowOf(entry, state) {
    const isFolder = entry.kind === "folder";
    // The address comes from the server: it is right even for names that are not UTF-8.
    const address = new URL(entry.href, new URL(state.address, location.origin)).pathname;
    const name = h("span", {}, entry.name);
    if (isFolder) {
        const inside = address.slice("/files/".length).split("/").filter(Boolean);
        const link = h("a", { class: "name", href: "#/files/" + inside.join("/") }, icon("files"), name);
        return h("tr", {}, h("td", {}, link), h("td"), h("td", { class: "date" }, formatDate(entry.modified)), h("td"));
    }
    const more = { href: address, download: entry.name, onclick: onDownload(entry.name) };
    return h("tr", {}, h("td", {}, h("a", { class: "name", ...more }, icon("file"), name)),
        h("td", { class: "right" }, formatSize(entry.size)), h("td", { class: "date" }, formatDate(entry.modified)),
        h("td", { class: "right" }, h("a", { class: "button quiet", tabindex: "-1", "aria-hidden": "true", ...more }, icon("download"))));
}
