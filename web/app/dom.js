// Elements without markup in strings: what a server or a peer names is text, never HTML.

const ICONS = {
    files: "M3 6.500A1.500 1.500 0 0 1 4.500 5h4.700l2 2.500h8.300A1.500 1.500 0 0 1 21 9v8.500a1.500 1.500 0 0 1-1.500 1.500h-15A1.500 1.500 0 0 1 3 17.500z",
    file: "M6 3.500h8l4.500 4.500v12a.5.5 0 0 1-.5.500H6a.5.5 0 0 1-.5-.500V4a.5.5 0 0 1 .5-.500zM14 3.500V8h4.500",
    transfers: "M8 4v14m0 0-4-4m4 4 4-4M16 20V6m0 0-4 4m4-4 4 4",
    agents: "M4 5.500h16v10H4zM9 20h6M12 15.500V20",
    schedules: "M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17zM12 7.500V12l3 2",
    arrays: "M4 4h16v16H4zM4 9.300h16M4 14.700h16M9.300 4v16M14.700 4v16",
    live: "M3 12h4l2.500-7 5 14 2.500-7h4",
    download: "M12 4v11m0 0-4.500-4.500M12 15l4.500-4.500M4.500 19.500h15",
    upload: "M12 16V5m0 0L7.500 9.500M12 5l4.500 4.500M4.500 19.500h15",
    refresh: "M19.500 12a7.500 7.500 0 1 1-2.200-5.300M19.500 4v4.500H15",
    pause: "M8.500 5v14M15.500 5v14",
    play: "M7.500 4.500 19 12 7.500 19.500z",
    close: "M5.500 5.500l13 13M18.500 5.500l-13 13",
    sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400",
    moon: "M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500z",
    key: "M14.500 3.500a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM10.200 13.800 3.500 20.500M6.500 17.500l2.500 2.500",
    record: "M12 6.500a5.500 5.500 0 1 0 0 11 5.500 5.500 0 0 0 0-11z",
    zip: "M4 7.500h16v12H4zM4 7.500 6 4h12l2 3.500M10 12h4",
    trash: "M5 7h14M10 7V4.500h4V7M7 7l.8 12.500h8.400L17 7M10.500 10.500v6M13.500 10.500v6",
    folder_up: "M12 19V8m0 0-4 4m4-4 4 4M5 4.500h14",
    check: "M5 12.500l4.500 4.500L19 7.500",
    copy: "M8.500 8.500h11v11h-11zM15.500 8.500v-4h-11v11h4",
};

/** An element: h("a", {href, class, onclick, hidden, dataset: {...}}, children...). Null and false children are left out. */
export function h(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        if (value === null || value === undefined || value === false) continue;
        if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
        else if (key === "dataset") Object.assign(made.dataset, value);
        else if (key === "value") made.value = value;
        else made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
    return made;
}

export function icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", ICONS[name] ?? "");
    svg.append(path);
    return svg;
}

/** A button with an icon and a text; with `quiet` the text is for screen readers and the tooltip only. */
export function button(text, name, onclick, { quiet = false, kind = "", ...more } = {}) {
    const classes = ["button", quiet && "quiet", kind].filter(Boolean).join(" ");
    const shown = quiet ? h("span", { class: "unseen" }, text) : h("span", {}, text);
    return h("button", { type: "button", class: classes, title: quiet ? text : null, onclick, ...more }, name && icon(name), shown);
}

export function replace(element, ...children) {
    element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
    return element;
}

const held = new WeakMap();

/**
 * Makes the children of `list` those of `items`, in their order, and keeps the elements of those that stay, so that focus and
 * selection stay too. make(item) gives {element, update(item)}.
 */
export function keyed(list, items, keyOf, make) {
    const rows = held.get(list) ?? new Map();
    held.set(list, rows);
    const wanted = new Set();
    let at = list.firstChild;
    for (const item of items) {
        const key = keyOf(item);
        wanted.add(key);
        let row = rows.get(key);
        if (!row) rows.set(key, (row = make(item)));
        row.update(item);
        if (row.element === at) at = at.nextSibling;
        else list.insertBefore(row.element, at);
    }
    for (const [key, row] of rows)
        if (!wanted.has(key)) { row.element.remove(); rows.delete(key); }
}

/** Says something at the edge of the page and to screen readers. */
export function toast(text, kind = "") {
    const place = document.getElementById("toasts");
    const shown = h("div", { class: `toast ${kind}` }, h("span", {}, text),
        button("Dismiss", "close", () => shown.remove(), { quiet: true }));
    place.append(shown);
    while (place.children.length > 4) place.firstChild.remove();
    setTimeout(() => shown.remove(), kind === "bad" ? 12000 : 5000);
}

export function heading(text, ...more) {
    return h("div", { class: "heading" }, h("h1", {}, text), h("div", { class: "heading-tools" }, ...more));
}

export function note(...children) {
    return h("p", { class: "note" }, ...children);
}

export function emptyState(name, title, ...children) {
    return h("div", { class: "empty" }, icon(name), h("h2", {}, title), h("p", {}, ...children));
}

export function badge(text, kind = "") {
    return h("span", { class: `badge ${kind}` }, text);
}
