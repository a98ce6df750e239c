/** The INI section of a schedule (docs/schedule.md) out of what a form holds. Line breaks cannot smuggle keys in. */
export function scheduleText(form) {
    const clean = (text) => String(text ?? "").replace(/[\r\n]+/g, " ").trim();
    const name = clean(form.name).replace(/[^A-Za-z0-9._-]+/g, "-") || "mine";
    const lines = [`[schedule ${name}]`, `source = ${clean(form.source) || "*"}`];
    if (form.when === "cron") {
        lines.push(`cron = ${clean(form.cron) || "0 3 * * *"}`);
        if (clean(form.zone)) lines.push(`zone = ${clean(form.zone)}`);
    } else {
        lines.push(`interval = ${clean(form.interval) || "5m"}`);
    }
    if (form.unpack) lines.push("unpack = yes");
    lines.push(`into = ${clean(form.into) || "./downloads"}`);
    return lines.join("\n") + "\n";
}
