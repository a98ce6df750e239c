// page_visit.mjs URL FILE SCREENSHOTS: opens the API page, tries a route out with the file's path, and prints as JSON
// what was asked, what was refused and what was shown.
import { chromium } from "playwright-core";

const [url, file, screenshots, token] = process.argv.slice(2);
const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    timeout: 60000,
});
const asked = [];
const failed = [];
const complaints = [];
try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on("request", (request) => asked.push(request.url()));
    page.on("response", (answer) => { if (answer.status() >= 400) failed.push(`${answer.status()} ${answer.url()}`); });
    page.on("console", (message) => { if (["error", "warning"].includes(message.type())) complaints.push(message.text()); });
    page.on("pageerror", (why) => complaints.push(String(why)));
    page.setDefaultTimeout(60000);

    await page.goto(`${url}/api/docs`, { waitUntil: "load" });
    await page.waitForSelector(".opblock");
    const operations = await page.locator(".opblock").count();
    await page.screenshot({ path: `${screenshots}/api-page.png` });

    if (token) {
        await page.locator(".auth-wrapper .btn.authorize").click();
        await page.locator(".auth-container input").first().fill(token);
        await page.locator(".auth-btn-wrapper .btn.authorize").click();
        await page.locator(".auth-btn-wrapper .btn-done").click();
    }

    const route = page.locator(".opblock-get", { has: page.locator('[data-path="/files/{path}"]') }).first();
    await route.locator(".opblock-summary").click();
    await route.getByRole("button", { name: "Try it out" }).click();
    await route.locator('tr[data-param-name="path"] input').fill(file);
    await route.getByRole("button", { name: "Execute" }).click();
    await route.locator(".live-responses-table .response-col_status").first().waitFor();
    const status = (await route.locator(".live-responses-table tbody .response-col_status").first().innerText()).trim();
    const shown = await route.locator(".live-responses-table").innerText();
    await route.scrollIntoViewIfNeeded();
    await page.screenshot({ path: `${screenshots}/api-page-tried.png`, fullPage: false });

    console.log(JSON.stringify({ asked, failed, complaints, operations, status, shown, title: await page.title() }));
} finally {
    await browser.close();
}
