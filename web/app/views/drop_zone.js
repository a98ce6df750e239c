import { h, icon, toast } from "../dom.js";
import { droppedFiles } from "../uploads.js";

/**
 * A place that files are dropped on or chosen by, and the whole window with it. take([{file, path}]) gets them; `what` names them
 * in the plural, `accept` is that of the picker. {element, choose}: choose() opens the picker.
 */
export function dropZone({ what, label, accept = null, take, signal }) {
    const picker = h("input", { type: "file", accept, multiple: true, class: "unseen", tabindex: "-1", "aria-label": label,
        onchange: () => { take([...picker.files].map((file) => ({ file, path: file.name }))); picker.value = ""; } });
    const choose = () => picker.click();
    const element = h("div", { class: "drop" }, icon("upload"),
        h("p", {}, `Drop ${what} here, or `, h("button", { type: "button", class: "link", onclick: choose }, "choose files"), "."),
        h("p", { class: "muted" }, "An upload goes on after a pause, a lost connection or a reload."), picker);
    acceptDrops(element, take, signal);
    return { element, choose };
}

function acceptDrops(element, take, signal) {
    const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
    const options = { signal };
    // The whole window takes drops, so that a near miss does not open the file in place of the page.
    addEventListener("dragover", (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        element.classList.add("over");
    }, options);
    addEventListener("dragleave", (event) => { if (!event.relatedTarget) element.classList.remove("over"); }, options);
    addEventListener("drop", async (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        element.classList.remove("over");
        const found = await droppedFiles(event.dataTransfer);
        if (found.length === 0) toast("There was no file in what was dropped");
        take(found);
    }, options);
}
