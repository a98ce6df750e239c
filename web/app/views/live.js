import { badge, button, emptyState, h, heading, keyed, note, replace, toast } from "../dom.js";
import { getJson, pause, sendJson } from "../api.js";
import { formatCount, formatShape } from "../pure/format.js";
import { writeHash } from "../pure/paths.js";
import { topicPanel } from "./topic_panel.js";

/** The topics of the server and a moving plot of the chosen one. */
export function openLive(rest, signal) {
    const picks = h("ul", { class: "picks card", "aria-label": "Topics" });
    const shown = h("div", { class: "shown" });
    const panes = h("div", { class: "panes", hidden: true }, picks, shown);
    const trouble = h("div", { "aria-live": "polite" });
    const demo = button("Start the demo signal", "play", async () => {
        try {
            await sendJson("POST", "/control/start");
            await look(state);
        } catch (why) {
            toast(why.status === 404 ? "This server has no demo signal" : why.message, "bad");
        }
    });
    const state = { chosen: rest[0], panel: null, picks, shown, panes, trouble, demo, signal };
    keepLooking(state);
    return h("section", { "aria-label": "Live" }, heading("Live", demo), trouble, panes);
}

async function keepLooking(state) {
    while (!state.signal.aborted) {
        if (!document.hidden) await look(state);
        await pause(state.missing ? 15000 : 2000, state.signal);
    }
}

async function look(state) {
    let topics;
    try {
        topics = (await getJson("/api/v1/topics", { signal: state.signal })).topics;
    } catch (why) {
        if (state.signal.aborted) return;
        state.missing = why.status === 404;
        if (!state.panel) replace(state.trouble, note(why.status === 404 ? "This server has no live topics." : `Topics cannot be shown: ${why.message}`));
        state.demo.hidden = state.missing;
        return;
    }
    state.missing = false;
    const none = topics.length === 0;
    state.panes.hidden = none;
    state.demo.hidden = topics.some((topic) => topic.name === "demo" && topic.rate > 0);
    replace(state.trouble, none && emptyState("live", "No topics yet", "Start the demo signal, or publish your own data: ",
        h("code", {}, "python3 -m sluice_numpy publish NAME")));
    if (none) {
        state.panel?.stop();
        state.panel = null;
        return;
    }
    const chosen = topics.find((topic) => topic.name === state.chosen) ?? topics[0];
    keyed(state.picks, topics, (topic) => topic.name, (topic) => pick(topic));
    for (const link of state.picks.querySelectorAll("a"))
        if (link.dataset.name === chosen.name) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
    if (state.panel?.name !== chosen.name) {
        state.panel?.stop();
        state.panel = { name: chosen.name, ...topicPanel(chosen, state.signal) };
        replace(state.shown, state.panel.element);
    }
    state.panel.update(chosen);
}

function pick(topic) {
    const mark = h("span");
    const facts = h("span", { class: "muted" });
    const element = h("li", {}, h("a", { href: writeHash("live", [topic.name]), dataset: { name: topic.name } }, h("strong", {}, topic.name, mark), facts));
    const update = (seen) => {
        replace(mark, seen.recording ? badge("recording", "bad") : seen.rate > 0 ? badge("live", "good") : badge("quiet"));
        replace(facts, [formatShape(seen.shape), seen.dtype, `${formatCount(seen.messages)} messages`, seen.rate > 0 && `${Math.round(seen.rate)}/s`].filter(Boolean).join(" · "));
    };
    return { element, update };
}
