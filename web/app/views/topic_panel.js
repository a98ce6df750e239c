import { badge, button, h, replace, toast } from "../dom.js";
import { sendJson } from "../api.js";
import { followTopic } from "../topic_source.js";
import { linePlot } from "../plot.js";
import { channelsOf, samplesOf } from "../pure/frames.js";
import { formatCount, formatNumber, formatShape } from "../pure/format.js";
import { SignalTail } from "../pure/tail.js";

const SAMPLES = 500;
const WINDOW = 50;
const STATES = { open: ["connected", "good"], waiting: ["connecting", "warn"], refused: ["refused", "bad"] };

/** One topic: the signal, its rolling mean and deviation, and what came. {element, update(topic), stop()}. */
export function topicPanel(topic, signal) {
    const stopper = new AbortController();
    const own = new Follower(topic, AbortSignal.any([signal, stopper.signal]));
    const panel = h("div", { class: "shown" }, own.controls(), own.figures(), own.facts());
    own.follow();
    own.drawOften();
    return { element: panel, update: (seen) => own.tell(seen), stop: () => stopper.abort() };
}

class Follower {
    constructor(topic, signal) {
        this.topic = topic;
        this.shape = topic.shape ?? [];
        this.signal = signal;
        this.tail = new SignalTail(SAMPLES, WINDOW);
        this.channel = Math.min(1, channelsOf(this.shape) - 1);
        this.policy = "drop-oldest";
        this.paused = false;
        this.received = 0;
        this.gaps = 0;
        this.seq = null;
        this.changed = false;
    }

    controls() {
        this.state = h("span");
        const pausing = button("Pause", "pause", () => {
            this.paused = !this.paused;
            replace(pausing.querySelector("span"), this.paused ? "Go on" : "Pause");
        });
        this.record = button("Record", "record", () => this.toggleRecord(), { "aria-pressed": "false" });
        const policy = h("select", { id: "policy", onchange: () => { this.policy = policy.value; this.restart(); } },
            [["drop-oldest", "all but the oldest"], ["latest", "the latest"], ["decimate:10", "every 10th"]].map(([value, text]) => h("option", { value }, text)));
        const channels = channelsOf(this.shape);
        const channel = h("select", { id: "channel", onchange: () => { this.channel = Number(channel.value); this.tail.clear(); } },
            Array.from({ length: Math.min(64, channels) }, (_, i) => h("option", { value: String(i), selected: i === this.channel }, String(i))));
        return h("div", { class: "card" }, h("div", { class: "card-title" }, h("h2", {}, this.topic.name), this.state),
            h("div", { class: "controls" },
                h("div", { class: "field" }, h("label", { for: "policy" }, "When behind, send"), policy),
                channels > 1 && h("div", { class: "field" }, h("label", { for: "channel" }, "Channel"), channel),
                h("span", { class: "grow" }), pausing, this.record));
    }

    figures() {
        const sync = `topic-${this.topic.name}`;
        const figure = (title, legend, height, series) => {
            const place = h("div", { class: "plot", role: "img", "aria-label": title });
            const plot = linePlot(place, { height, series, signal: this.signal, sync });
            return { place, plot, element: h("figure", { class: "card figure" }, h("figcaption", {}, title, legend), place) };
        };
        const units = this.topic.units ? ` (${this.topic.units})` : "";
        this.above = figure(`Signal${units}`, h("span", { class: "muted" }, `last ${SAMPLES} points`), 260, [{ label: "signal", color: "--accent" }]);
        this.below = figure(`Rolling mean and deviation`, h("span", { class: "legend" }, h("span", { class: "first" }, "mean"), h("span", { class: "second" }, "deviation"),
            h("span", {}, `window ${WINDOW}`)), 200, [{ label: "mean", color: "--accent" }, { label: "deviation", color: "--second" }]);
        return [this.above.element, this.below.element];
    }

    facts() {
        const names = ["Value", "Mean", "Deviation", "Sequence", "Received", "Gaps", "Rate", "Subscribers"];
        this.cells = Object.fromEntries(names.map((name) => [name, h("dd", { dataset: { fact: name.toLowerCase() } }, "–")]));
        return h("div", { class: "card" }, h("dl", { class: "numbers" }, names.map((name) => h("div", {}, h("dt", {}, name), this.cells[name])),
            h("div", {}, h("dt", {}, "Message"), h("dd", {}, `${formatShape(this.shape)} ${this.topic.dtype}`))));
    }

    restart() {
        this.stopper?.abort();
        this.tail.clear();
        this.follow();
    }

    follow() {
        this.stopper = new AbortController();
        this.showState("waiting");
        followTopic(this.topic.name, this.policy, AbortSignal.any([this.signal, this.stopper.signal]), {
            state: (text, why) => this.showState(text, why),
            schema: (document) => { this.shape = document.shape ?? this.shape; },
            gap: ({ from, to }) => { this.gaps += 1; this.lost = [from, to]; this.tail.gap(); this.changed = true; },
            message: ({ seq, values }) => {
                this.received += 1;
                this.seq = seq;
                if (this.paused) return;
                this.tail.push(samplesOf(values, this.shape, this.channel));
                this.changed = true;
            },
        });
    }

    showState(text, why) {
        const [shown, tone] = STATES[text] ?? [text, ""];
        replace(this.state, badge(why ? `${shown}: ${why.message}` : shown, tone));
    }

    // Messages may come faster than a screen shows them: one drawing a frame at most.
    drawOften() {
        const draw = () => {
            if (this.signal.aborted) return;
            if (this.changed) {
                this.changed = false;
                this.above.plot.set([this.tail.x, this.tail.signal]);
                this.below.plot.set([this.tail.x, this.tail.mean, this.tail.deviation]);
                this.showNumbers();
            }
            requestAnimationFrame(draw);
        };
        draw();
    }

    showNumbers() {
        const now = performance.now();
        if (now - (this.shownAt ?? 0) < 200) return;
        this.shownAt = now;
        const shown = { Value: this.tail.signal.at(-1), Mean: this.tail.mean.at(-1), Deviation: this.tail.deviation.at(-1) };
        for (const [name, value] of Object.entries(shown)) replace(this.cells[name], formatNumber(value, 4));
        replace(this.cells.Sequence, formatCount(this.seq));
        replace(this.cells.Received, formatCount(this.received));
        replace(this.cells.Gaps, formatCount(this.gaps));
        this.above.place.setAttribute("aria-label", `Signal of ${this.topic.name}, now ${formatNumber(shown.Value, 3)}`);
        this.below.place.setAttribute("aria-label", `Rolling mean ${formatNumber(shown.Mean, 3)}, deviation ${formatNumber(shown.Deviation, 3)}`);
    }

    tell(topic) {
        this.topic = topic;
        replace(this.cells.Rate, topic.rate > 0 ? `${formatNumber(topic.rate, 3)}/s` : "–");
        replace(this.cells.Subscribers, formatCount(topic.subscribers));
        const recording = topic.recording !== null && topic.recording !== undefined;
        this.record.setAttribute("aria-pressed", String(recording));
        replace(this.record.querySelector("span"), recording ? "Stop recording" : "Record");
    }

    async toggleRecord() {
        const address = `/api/v1/topics/${encodeURIComponent(this.topic.name)}/record`;
        try {
            if (this.topic.recording) {
                await sendJson("DELETE", address);
                toast(`${this.topic.recording} is in Arrays`);
            } else {
                const array = `${this.topic.name}-${new Date().toISOString().slice(0, 19).replaceAll(/[:T]/g, "-")}`;
                await sendJson("POST", address, { array });
                toast(`Recording into the array ${array}`);
            }
        } catch (why) {
            toast(why.message, "bad");
        }
    }
}
