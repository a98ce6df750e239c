import "./home.css";
import { h, icon, button, replace, toast } from "./dom.js";
import { readHash, writeHash } from "./pure/paths.js";
import { askForToken, currentToken, isDark, session, setToken, switchTheme } from "./session.js";
import { jobs } from "./jobs.js";
import { uploads } from "./uploads.js";
import { downloads } from "./downloads.js";
import { openFiles } from "./views/files.js";
import { openTransfers } from "./views/transfers.js";
import { openAgents } from "./views/agents.js";
import { openSchedules } from "./views/schedules.js";
import { openArrays } from "./views/arrays.js";
import { openLive } from "./views/live.js";

// A view is open(rest, signal) -> element; what it started ends with the signal.
const VIEWS = {
    files: ["Files", openFiles],
    transfers: ["Transfers", openTransfers],
    agents: ["Agents", openAgents],
    schedules: ["Schedules", openSchedules],
    arrays: ["Arrays", openArrays],
    live: ["Live", openLive],
};

const main = document.getElementById("main");
const count = h("span", { class: "count", hidden: true });
let shown = null;

function buildTabs() {
    const tabs = document.getElementById("tabs");
    replace(tabs, h("ul", {}, Object.entries(VIEWS).map(([name, [title]]) => h("li", {},
        h("a", { href: writeHash(name), dataset: { view: name } }, icon(name), h("span", {}, title), name === "transfers" && count)))));
}

function buildTools() {
    const dark = isDark();
    const theme = button(dark ? "Light theme" : "Dark theme", dark ? "sun" : "moon", switchTheme, { quiet: true, id: "theme" });
    const signed = currentToken() !== "";
    const sign = signed ? button("Sign out", "key", () => { setToken(""); toast("Signed out"); }, { id: "sign" })
        : button("Sign in", "key", () => askForToken(), { id: "sign" });
    const api = h("a", { class: "button", href: "/api/docs" }, "API");
    const focused = document.activeElement?.id;
    replace(document.getElementById("tools"), api, sign, theme);
    if (focused === "theme" || focused === "sign") document.getElementById(focused).focus();
}

function show(moveFocus = true) {
    const { view, rest } = readHash(location.hash);
    const name = view in VIEWS ? view : "files";
    const [title, open] = VIEWS[name];
    shown?.abort();
    shown = new AbortController();
    for (const link of document.querySelectorAll("#tabs a"))
        if (link.dataset.view === name) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
    document.title = `${title} – Sluice`;
    replace(main, open(rest, shown.signal));
    if (moveFocus) main.focus({ preventScroll: true });
    scrollTo(0, 0);
}

function showCount() {
    const busy = uploads.active() + downloads.active() + jobs.active().length;
    count.hidden = busy === 0;
    replace(count, String(busy), h("span", { class: "unseen" }, " under way"));
}

buildTabs();
buildTools();
for (const source of [uploads, downloads, jobs]) source.addEventListener("change", showCount);
session.addEventListener("theme", buildTools);
session.addEventListener("token", () => { buildTools(); jobs.restart(); uploads.recall(); show(false); });
addEventListener("hashchange", () => { if (location.hash !== "#main") show(); });
document.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); main.focus(); });
show(false);
jobs.restart();
uploads.recall();
