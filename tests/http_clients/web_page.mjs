// web_page.mjs CASE URL SCREENSHOTS [ARGUMENT...]: uses the page at / as a person would, and prints as JSON what it saw, what was
// asked and what the browser complained of.
import { chromium } from "playwright-core";

const [wanted, url, screenshots, ...rest] = process.argv.slice(2);
const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    timeout: 60000,
});
const asked = [];
const complaints = [];

async function open(how = {}) {
    // Colours that are on their way to others would be judged by chance.
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, acceptDownloads: true, reducedMotion: "reduce", ...how });
    const page = await context.newPage();
    page.on("request", (request) => asked.push(request.url()));
    page.on("websocket", (socket) => asked.push(socket.url()));
    page.on("console", (message) => { if (["error", "warning"].includes(message.type())) complaints.push(message.text()); });
    page.on("pageerror", (why) => complaints.push(String(why)));
    page.setDefaultTimeout(45000);
    return page;
}

const go = (page, view) => page.goto(`${url}/#/${view}`, { waitUntil: "load" });
const shot = (page, name) => page.screenshot({ path: `${screenshots}/page-${name}.png` });

/** Slows what the page sends, so that an upload can be caught in the middle. */
async function slowUploads(page, bytesPerSecond) {
    const session = await page.context().newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytesPerSecond });
}

/** Lets a file go over the page, as a mouse does. */
async function dropFile(page, name, text) {
    const held = await page.evaluateHandle(([fileName, content]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([content], fileName, { lastModified: 1 }));
        return transfer;
    }, [name, text]);
    await page.dispatchEvent(".drop", "dragover", { dataTransfer: held });
    await page.dispatchEvent(".drop", "drop", { dataTransfer: held });
}

const cases = {
    async upload(file, back) {
        const offsets = [];
        const page = await open();
        page.on("request", (request) => { if (request.method() === "PATCH") offsets.push(Number(request.headers()["upload-offset"])); });
        await go(page, "files/films");
        await page.getByRole("link", { name: "old", exact: true }).waitFor();
        await slowUploads(page, 6 << 20);
        await page.getByLabel("Files to upload").setInputFiles(file);
        const row = page.locator(".transfer");
        await page.waitForFunction(() => document.querySelector(".transfer progress")?.value > 30);
        await row.getByRole("button", { name: "Pause" }).click();
        await row.getByText("paused", { exact: true }).waitFor();
        await row.getByRole("button", { name: "Go on" }).click();
        await page.waitForFunction(() => document.querySelector(".transfer progress")?.value > 50);
        await shot(page, "files-uploading");
        await page.reload();
        await slowUploads(page, -1);
        const afterReload = (await row.locator(".state").innerText()).trim();
        const resumedAt = Math.round((await row.locator("progress").evaluate((bar) => bar.value)) * 24 * 1048576 / 100);
        await shot(page, "files-interrupted");
        await row.getByLabel("The file for").setInputFiles(process.argv[1]);
        await row.getByText("not the same file").waitFor();
        const wrongFile = await row.locator(".figures").innerText();
        await row.getByLabel("The file for").setInputFiles(file);
        await row.getByText("done", { exact: true }).waitFor();
        const link = page.locator("table.files a.name", { hasText: "big file (1).bin" });
        const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
        await download.saveAs(back);
        await shot(page, "files-done");
        const sent = [...offsets];
        await dropFile(page, "dropped.txt", "let go of");
        await page.locator("table.files a.name", { hasText: "dropped.txt" }).waitFor();
        return { resumed_at: resumedAt, after_reload: afterReload, wrong_file: wrongFile, offsets: sent };
    },

    async token(token, back) {
        const page = await open();
        await go(page, "files");
        const dialog = page.getByRole("dialog");
        await dialog.waitFor();
        await shot(page, "token");
        await dialog.getByLabel("Token").fill("sluice_00000000_wrong");
        await dialog.getByRole("button", { name: "Sign in" }).click();
        await page.getByText("does not know this token").first().waitFor();
        await page.getByRole("dialog").getByLabel("Token").fill(token);
        await page.getByRole("dialog").getByLabel("Token").press("Enter");
        const link = page.locator("table.files a.name", { hasText: "secret.bin" });
        await link.waitFor();
        const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
        await download.saveAs(back);
        const rows = await link.count();
        await page.reload();
        await link.waitFor();
        const kept = await page.evaluate((text) => JSON.stringify({ ...localStorage }).includes(text), token);
        await page.getByRole("button", { name: "Sign out" }).click();
        await page.getByRole("dialog").waitFor();
        return { asked_first: true, wrong_refused: true, rows, after_reload: 1, in_local_storage: kept, after_sign_out: "asked" };
    },

    async agent(id, good, missing) {
        const page = await open();
        await go(page, "agents");
        const card = page.locator(".agent", { hasText: id });
        await card.getByText("connected", { exact: true }).waitFor();
        const job = (name) => page.locator("table.jobs tbody tr", { hasText: name });
        for (const [name, phase] of [[good, "completed"], [missing, "failed"]]) {
            await card.getByLabel("Fetch a file").fill(`menus/${name}`);
            await card.getByRole("button", { name: "Pull" }).click();
            await job(name).getByText(phase, { exact: true }).waitFor();
        }
        // One for an agent that never comes waits until it is cancelled.
        await page.evaluate(() => fetch("/api/v1/jobs", { method: "POST", body: JSON.stringify({ agent: "nobody", path: "later.bin" }) }));
        await job("later.bin").getByText("queued", { exact: true }).waitFor();
        await shot(page, "agents");
        await go(page, "transfers");
        await page.locator(".transfer", { hasText: "later.bin" }).waitFor();
        await shot(page, "transfers");
        await go(page, "agents");
        await job("later.bin").getByRole("button", { name: "Cancel" }).click();
        await job("later.bin").getByText("cancelled", { exact: true }).waitFor();
        await job(missing).getByRole("button", { name: "Try" }).click();
        await job(missing).getByText("failed", { exact: true }).waitFor();
        await job("later.bin").getByRole("button", { name: "Forget" }).click();
        await job("later.bin").waitFor({ state: "detached" });
        await go(page, "schedules");
        await page.getByText("receipt 1").waitFor();
        await shot(page, "schedules");
        await go(page, "agents");
        await job(good).waitFor();
        return { completed: true, failed: true, cancelled: true, left: await page.locator("table.jobs tbody tr").count() };
    },

    async access() {
        const views = ["files", "transfers", "agents", "schedules"];
        const unnamed = [];
        const wide = [];
        const contrast = [];
        const page = await open();
        await go(page, "files");
        await page.locator("table.files a.name").first().waitFor();
        await page.keyboard.press("Tab");
        const marked = await page.locator("table.files td img, table.files td b").count();
        const firstFocus = await page.evaluate(() => document.activeElement.textContent);
        await page.keyboard.press("Enter");
        const afterSkip = await page.evaluate(() => document.activeElement.id);
        const roles = [];
        for (const role of ["banner", "navigation", "main", "status"])
            if (await page.getByRole(role).count() > 0) roles.push(role);
        for (const [scheme, kind, width, height] of [["light", "desktop", 1280, 860], ["dark", "phone", 360, 780]]) {
            await page.emulateMedia({ colorScheme: scheme });
            await page.setViewportSize({ width, height });
            for (const view of views) {
                await go(page, view);
                await page.getByRole("heading", { level: 1 }).waitFor();
                await page.waitForTimeout(150);
                await shot(page, `${view}-${kind}-${scheme}`);
                unnamed.push(...await page.evaluate(namelessControls));
                contrast.push(...(await page.evaluate(poorContrast)).map((one) => `${view} ${scheme}: ${one}`));
                if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) wide.push(`${view} ${kind}`);
            }
        }
        const dark = () => page.evaluate(() => (getComputedStyle(document.body).color.match(/\d+/g)[0] > 128 ? "dark" : "light"));
        const themes = [await dark()];
        for (let i = 0; i < 2; ++i) {
            await page.locator("#theme").click();
            themes.push(await dark());
        }
        return { unnamed, first_focus: firstFocus, after_skip: afterSkip, roles, wide, themes, contrast, marked };
    },

    async arrays_missing() { return missingView("arrays"); },
    async live_missing() { return missingView("live"); },

    async arrays(line, image) {
        const page = await open();
        await go(page, "arrays");
        await page.getByText("No arrays yet").waitFor();
        await page.getByLabel("Arrays to upload").setInputFiles([line, image]);
        const picks = page.locator(".picks a");
        await picks.nth(1).waitFor();
        const names = (await picks.locator("strong").allInnerTexts()).map((text) => text.trim()).sort();
        await picks.filter({ hasText: "line" }).click();
        const drawn = page.locator(".plot[role=img]");
        await drawn.waitFor();
        const label = await drawn.getAttribute("aria-label");
        await shot(page, "arrays-line");
        await picks.filter({ hasText: "image" }).click();
        const heat = page.locator("canvas.heat");
        await heat.waitFor();
        const colours = await heat.evaluate((canvas) => {
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            const seen = new Set();
            for (let i = 0; i < data.length; i += 4) seen.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
            return seen.size;
        });
        await shot(page, "arrays-heat");
        const heatLabel = await heat.getAttribute("aria-label");
        const values = await page.locator(".values tbody tr").nth(1).locator("td").allInnerTexts();
        await page.getByRole("button", { name: "Remove image" }).click();
        await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
        await picks.filter({ hasText: "image" }).waitFor({ state: "detached" });
        const left = (await picks.locator("strong").allInnerTexts()).map((text) => text.trim());
        return { names, line: label, heat: heatLabel, colours, values, left };
    },

    async array_upload(file, wrong, broken) {
        const offsets = [];
        const page = await open();
        page.on("request", (request) => { if (request.method() === "PATCH") offsets.push(Number(request.headers()["upload-offset"])); });
        await go(page, "arrays");
        await page.getByText("No arrays yet").waitFor();
        await slowUploads(page, 6 << 20);
        await page.getByLabel("Arrays to upload").setInputFiles(file);
        const row = page.locator(".transfer");
        await page.waitForFunction(() => document.querySelector(".transfer progress")?.value > 30);
        await row.getByRole("button", { name: "Pause" }).click();
        await row.getByText("paused", { exact: true }).waitFor();
        await row.getByRole("button", { name: "Go on" }).click();
        await page.waitForFunction(() => document.querySelector(".transfer progress")?.value > 50);
        await shot(page, "arrays-uploading");
        await page.reload();
        await slowUploads(page, -1);
        const afterReload = (await row.locator(".state").innerText()).trim();
        const resumedAt = Math.round((await row.locator("progress").evaluate((bar) => bar.value)) * 24 * 1048576 / 100);
        await go(page, "files");
        await page.getByRole("heading", { level: 1, name: "Files" }).waitFor();
        const inFiles = await page.locator(".transfer").count();
        await go(page, "arrays");
        await row.getByLabel("The file for").setInputFiles(file);
        await page.getByText("is stored").waitFor();
        const name = (await page.locator(".picks a strong").first().innerText()).trim();
        await page.locator(".plot[role=img]").waitFor();
        const sent = [...offsets];
        await page.getByLabel("Arrays to upload").setInputFiles(wrong);
        await page.getByText("is no .npy file").waitFor();
        await page.getByLabel("Arrays to upload").setInputFiles(broken);
        await page.locator(".transfer", { hasText: "no whole .npy array" }).waitFor();
        await shot(page, "arrays-refused");
        await dropFile(page, "dropped.npy", "let go of");
        await page.getByText("dropped.npy is no .npy file").waitFor();
        await page.locator(".transfer").getByRole("button", { name: "Remove from the list" }).click();
        await slowUploads(page, 6 << 20);
        await page.getByLabel("Arrays to upload").setInputFiles(file);
        await page.waitForFunction(() => document.querySelector(".transfer progress")?.value > 10);
        const ended = page.waitForResponse((answer) => answer.request().method() === "DELETE");
        await page.locator(".transfer").getByRole("button", { name: "Cancel the upload" }).click();
        await page.locator(".transfer").waitFor({ state: "detached" });
        const cancelled = (await ended).status();
        return { resumed_at: resumedAt, after_reload: afterReload, in_files: inFiles, name, offsets: sent, cancelled };
    },

    /** What 'show.sh' has on the page. */
    async show() {
        const page = await open({ colorScheme: "dark" });
        await go(page, "files");
        await page.getByRole("link", { name: "films", exact: true }).waitFor();
        await shot(page, "show-files");
        await go(page, "transfers");
        await page.getByRole("heading", { name: "Transfers" }).waitFor();
        await shot(page, "show-transfers");
        await go(page, "agents");
        await page.getByText("lab-agent").first().waitFor();
        await page.getByText("completed").first().waitFor();
        await shot(page, "show-agents");
        await go(page, "arrays");
        await page.locator(".picks a").filter({ hasText: "waves" }).click();
        await page.locator("canvas.heat").waitFor();
        await shot(page, "show-arrays");
        await go(page, "live");
        await page.locator(".picks a").filter({ hasText: "demo" }).click();
        await page.waitForFunction(() => Number(document.querySelector('[data-fact="received"]')?.textContent) >= 10);
        const pixels = () => page.locator(".plot canvas").first().evaluate((canvas) => canvas.toDataURL());
        const before = await pixels();
        await page.waitForTimeout(400);
        const moved = before !== await pixels();
        await shot(page, "show-live");
        return { moved };
    },

    async schedules() {
        const page = await open();
        const contrast = [];
        let names = [];
        let row = "";
        for (const scheme of ["light", "dark"]) {
            await page.emulateMedia({ colorScheme: scheme });
            await go(page, "schedules");
            const known = page.locator("table.schedules tbody tr");
            await known.nth(1).waitFor();
            names = await known.locator("strong").allInnerTexts();
            row = await known.filter({ hasText: "films/*" }).innerText();
            contrast.push(...await page.evaluate(poorContrast));
            await shot(page, `schedules-clients-${scheme}`);
        }
        const marked = await page.locator("table.schedules b").count();
        return { names, row, marked, contrast };
    },

    async live() {
        const page = await open();
        await go(page, "live");
        await page.getByRole("button", { name: "Start the demo signal" }).click();
        const fact = async (name) => Number((await page.locator(`[data-fact="${name}"]`).innerText()).replace("−", "-").replaceAll(",", ""));
        await page.waitForFunction(() => Number(document.querySelector('[data-fact="received"]')?.textContent) >= 20);
        const pixels = () => page.locator(".plot canvas").first().evaluate((canvas) => canvas.toDataURL());
        const before = await pixels();
        await page.waitForTimeout(400);
        const moved = before !== await pixels();
        await shot(page, "live");
        const [received, gaps, deviation] = [await fact("received"), await fact("gaps"), await fact("deviation")];
        await page.getByRole("button", { name: "Pause" }).click();
        await page.waitForTimeout(150);
        const still = await pixels();
        await page.waitForTimeout(400);
        return { moved, received, gaps, deviation, still_when_paused: still === await pixels() };
    },
};

async function missingView(view) {
    const page = await open();
    await go(page, view);
    await page.locator("main .note").first().waitFor();
    await shot(page, `${view}-missing`);
    return { told: await page.locator("main .note").first().innerText() };
}

/** In the page: controls that a screen reader could only call "button". */
function namelessControls() {
    return [...document.querySelectorAll("a[href], button, input, select, canvas[role], [role=img], progress")].filter((one) => {
        if (one.closest("[hidden], [aria-hidden=true]")) return false;
        const named = one.getAttribute("aria-label") || one.getAttribute("title") || one.textContent.trim() || one.labels?.[0]?.textContent.trim();
        return !named;
    }).map((one) => one.outerHTML.slice(0, 120));
}

/** In the page: text with less contrast than WCAG AA asks for. */
function poorContrast() {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const rgba = (color) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
        return canvas.getImageData(0, 0, 1, 1).data;
    };
    const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = (one) => {
        for (let at = one; at; at = at.parentElement) {
            const color = rgba(getComputedStyle(at).backgroundColor);
            if (color[3] > 250) return color;
        }
        return [255, 255, 255];
    };
    const poor = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const parent = walk.currentNode.parentElement;
        if (!walk.currentNode.textContent.trim() || !parent.checkVisibility() || parent.closest(".unseen, option, noscript")) continue;
        const [above, below] = [light(rgba(getComputedStyle(parent).color)), light(behind(parent))];
        const ratio = (Math.max(above, below) + 0.05) / (Math.min(above, below) + 0.05);
        if (ratio < 4.5) poor.push(`${walk.currentNode.textContent.trim().slice(0, 40)} ${ratio.toFixed(2)}`);
    }
    return poor;
}

try {
    const found = await cases[wanted](...rest);
    console.log(JSON.stringify({ ...found, asked, complaints }));
} finally {
    await browser.close();
}
