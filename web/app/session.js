import { button, h } from "./dom.js";

// The token lives as long as the tab: in sessionStorage, never in an address.
const TOKEN = "sluice-token";
const THEME = "sluice-theme";

export const session = new EventTarget();

function stored(storage, key) {
    try {
        return storage.getItem(key) ?? "";
    } catch {
        return "";
    }
}

function store(storage, key, value) {
    try {
        if (value) storage.setItem(key, value);
        else storage.removeItem(key);
    } catch {
        // Storage may be forbidden; then the choice lasts as long as the page.
    }
}

let token = stored(sessionStorage, TOKEN);

export function currentToken() {
    return token;
}

export function setToken(value) {
    if (token === value) return;
    token = value;
    store(sessionStorage, TOKEN, value);
    session.dispatchEvent(new Event("token"));
}

let asking = null;

/** Shows the dialog; true once a token was given. Several who ask at once share one dialog. */
export function askForToken(why = "") {
    asking ??= showDialog(why).finally(() => { asking = null; });
    return asking;
}

function showDialog(why) {
    return new Promise((done) => {
        const input = h("input", { id: "token", type: "password", autocomplete: "off", spellcheck: "false", required: true, "aria-describedby": "token-help" });
        const cancel = button("Cancel", null, () => dialog.close("no"));
        const form = h("form", { method: "dialog", class: "stack" },
            h("h2", { id: "token-title" }, "Sign in with a token"),
            why && h("p", { class: "bad-text", role: "alert" }, why),
            h("label", { for: "token" }, "Token"), input,
            h("p", { id: "token-help", class: "muted" }, "It is kept in this tab until it is closed. ",
                h("code", {}, "sluice-server token add NAME --can read,write"), " makes one."),
            h("div", { class: "row end" }, cancel, h("button", { type: "submit", class: "button primary", value: "yes" }, "Sign in")));
        const dialog = h("dialog", { "aria-labelledby": "token-title" }, form);
        dialog.addEventListener("close", () => {
            const given = dialog.returnValue === "yes" ? input.value.trim() : "";
            dialog.remove();
            if (given) setToken(given);
            done(given !== "");
        });
        document.body.append(dialog);
        dialog.showModal();
        input.focus();
    });
}

const systemDark = matchMedia("(prefers-color-scheme: dark)");

export function isDark() {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : systemDark.matches;
}

function applyTheme(chosen) {
    if (chosen) document.documentElement.dataset.theme = chosen;
    else delete document.documentElement.dataset.theme;
    session.dispatchEvent(new Event("theme"));
}

/** The other theme; when that is what the system wants anyway, the choice is forgotten and the system decides again. */
export function switchTheme() {
    const wanted = isDark() ? "light" : "dark";
    const chosen = (wanted === "dark") === systemDark.matches ? "" : wanted;
    store(localStorage, THEME, chosen);
    applyTheme(chosen);
}

systemDark.addEventListener("change", () => session.dispatchEvent(new Event("theme")));
applyTheme(stored(localStorage, THEME));

/** A colour of the style sheet as a canvas understands it. */
export function colorOf(name) {
    const probe = h("span", { class: "unseen" });
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const color = getComputedStyle(probe).color;
    probe.remove();
    return color;
}
