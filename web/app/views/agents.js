import { badge, button, emptyState, h, heading, icon, keyed, note, replace, toast } from "../dom.js";
import { jobs } from "../jobs.js";
import { formatAgo } from "../pure/format.js";
import { jobRow } from "./job_rows.js";

/** Agents, with a field to fetch something from each, and the jobs that came of it. */
export function openAgents(rest, signal) {
    const cards = h("ul", { class: "cards" });
    const rows = h("tbody");
    const table = h("div", { class: "card flush scroll" }, h("table", { class: "list jobs" }, h("caption", { class: "unseen" }, "Jobs"),
        h("thead", {}, h("tr", {}, ["What", "State", "Progress"].map((text) => h("th", { scope: "col" }, text)),
            h("th", { scope: "col", class: "date" }, "When"), h("th", { scope: "col" }, h("span", { class: "unseen" }, "Actions")))), rows));
    const noJobs = note("No jobs yet. Fetch something from an agent, and it is listed here.");
    const empty = emptyState("agents", "No agent has been here yet", "An agent shows folders of a machine that nobody can reach: ",
        h("code", {}, `sluice-client -a ${location.hostname} -p ${location.port || 80} --id NAME --export FOLDER agent`));
    const trouble = h("div");
    const below = h("section", { "aria-labelledby": "jobs-title" }, h("h2", { id: "jobs-title" }, "Jobs"), table, noJobs);
    const update = () => {
        keyed(cards, jobs.agents, (agent) => agent.id, agentCard);
        keyed(rows, jobs.list, (job) => job.id, jobRow);
        table.hidden = jobs.list.length === 0;
        noJobs.hidden = !table.hidden || jobs.agents.length === 0;
        below.hidden = jobs.list.length + jobs.agents.length === 0;
        empty.hidden = jobs.agents.length > 0 || !jobs.loaded || jobs.problem !== null;
        replace(trouble, jobs.problem && note(`Agents and jobs cannot be shown: ${jobs.problem.message}`));
    };
    jobs.addEventListener("change", update, { signal });
    update();
    return h("section", { "aria-label": "Agents" }, heading("Agents"), trouble, cards, empty, below);
}

function agentCard(agent) {
    const id = `path-${agent.id}`;
    const input = h("input", { id, name: "path", type: "text", required: true, spellcheck: "false", autocomplete: "off", placeholder: "folder/file or *.csv" });
    const send = h("button", { type: "submit", class: "button primary" }, icon("download"), h("span", {}, "Pull"));
    const form = h("form", { class: "pull", onsubmit: async (event) => {
        event.preventDefault();
        send.disabled = true;
        try {
            await jobs.order(agent.id, input.value.trim());
            input.value = "";
        } catch (why) {
            toast(why.status === 403 ? "Ordering needs a token with the right admin" : why.message, "bad");
        }
        send.disabled = false;
    } }, h("label", { for: id }, "Fetch a file, folder or pattern"), h("div", { class: "row" }, input, send));
    const state = h("span");
    const facts = h("p", { class: "muted facts" });
    const exported = h("p", { class: "exports" });
    const element = h("li", { class: "card agent" }, h("div", { class: "card-title" }, icon("agents"), h("h3", {}, agent.id), state), facts, exported, form);
    const update = (seen) => {
        replace(state, badge(seen.connected ? "connected" : "away", seen.connected ? "good" : ""));
        replace(facts, [seen.peer, seen.connected ? `since ${formatAgo(seen.connected_at)}` : `seen ${formatAgo(seen.last_seen)}`,
            seen.pulls > 0 && `${seen.pulls} under way`].filter(Boolean).join(" · "));
        const names = seen.exports ?? [];
        if (exported.dataset.shown === names.join("\n")) return;
        exported.dataset.shown = names.join("\n");
        replace(exported, names.length > 0 && "Shows ", names.map((name) => button(name, null, () => { input.value = `${name}/`; input.focus(); },
            { kind: "chip" })));
    };
    return { element, update };
}
