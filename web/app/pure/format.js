// Figures for people: binary units as everywhere in Sluice, rates in bytes per second.

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

/** "1.5 MiB". */
export function formatSize(bytes) {
    if (!Number.isFinite(bytes) || bytes < 0) return "–";
    let value = bytes;
    let unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) { value /= 1024; ++unit; }
    // 1023.96 KiB must not be shown as 1024.0 KiB.
    if (unit > 0 && value >= 1023.95 && unit < UNITS.length - 1) { value /= 1024; ++unit; }
    return unit === 0 ? `${Math.round(value)} B` : `${value.toFixed(1)} ${UNITS[unit]}`;
}

export function formatRate(bytesPerSecond) {
    return Number.isFinite(bytesPerSecond) && bytesPerSecond > 0 ? `${formatSize(bytesPerSecond)}/s` : "";
}

/** "4 s", "3 min 20 s", "2 h 5 min"; "" when nobody can know. */
export function formatSpan(seconds) {
    if (!Number.isFinite(seconds) || seconds < 0) return "";
    const whole = Math.round(seconds);
    if (whole < 60) return `${whole} s`;
    if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
    if (whole < 86400) return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
    return `${Math.floor(whole / 86400)} d ${Math.floor((whole % 86400) / 3600)} h`;
}

/** How long ago a date or a number of seconds since 1970 lies. */
export function formatAgo(when, now = Date.now()) {
    const at = typeof when === "number" ? when * 1000 : Date.parse(when ?? "");
    if (!Number.isFinite(at)) return "";
    const seconds = (now - at) / 1000;
    return seconds < 2 ? "just now" : `${formatSpan(seconds).replace(/ \d+ (s|min|h)$/, "")} ago`;
}

/** How long it is until then: "in 4 min"; "now" when it has come. */
export function formatIn(when, now = Date.now()) {
    const at = Date.parse(when ?? "");
    if (!Number.isFinite(at)) return "";
    const seconds = (at - now) / 1000;
    return seconds < 1 ? "now" : `in ${formatSpan(seconds).replace(/ \d+ (s|min|h)$/, "")}`;
}

/** "2026-11-21 14:30" in the time of the reader. */
export function formatDate(when) {
    const at = new Date(typeof when === "number" ? when * 1000 : when ?? "");
    if (Number.isNaN(at.getTime())) return "";
    const two = (n) => String(n).padStart(2, "0");
    return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** A number in at most `digits` significant ones, for axes and cells. */
export function formatNumber(value, digits = 5) {
    if (typeof value === "string") return value;
    if (typeof value === "boolean") return String(value);
    if (value === null || value === undefined) return "–";
    if (Number.isNaN(value)) return "NaN";
    if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
    if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value).replace("-", "−");
    const text = Number(value.toPrecision(digits)).toString();
    return text.replaceAll("-", "−").replace("e+", "e");
}

/** Labels of an axis, short and all alike: [0, 250000] gives ["0", "0.25M"]; exponents where no letter fits. */
export function axisLabels(values) {
    const most = Math.max(...values.map((value) => Math.abs(value ?? 0)));
    if (!(most >= 10000) && !(most > 0 && most < 0.001)) return values.map((value) => (value === null ? "" : formatNumber(value, 6)));
    const [unit, letter] = most >= 1e15 || most < 0.001 ? [1, ""] : most >= 1e9 ? [1e9, "G"] : most >= 1e6 ? [1e6, "M"] : [1e3, "k"];
    return values.map((value) => {
        if (value === null) return "";
        if (value === 0) return "0";
        const text = unit === 1 ? value.toExponential().replace("e+", "e") : String(Number((value / unit).toPrecision(6))) + letter;
        return text.replaceAll("-", "−");
    });
}

/** "1,024". */
export function formatCount(value) {
    return Number.isFinite(value) ? Math.round(value).toLocaleString("en") : "–";
}

export function formatShape(shape) {
    return !shape || shape.length === 0 ? "scalar" : shape.join(" × ");
}
