// bundle.mjs MODULES OUT: puts the page of web/app and the packages that it uses into OUT/home.js and OUT/home.css, and their
// licences into OUT/licenses.txt. MODULES is the node_modules folder where npm put web/package-lock.json.
import { createRequire } from "node:module";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const [modules, out] = process.argv.slice(2);
const app = path.join(path.dirname(fileURLToPath(import.meta.url)), "app");
const { build } = createRequire(path.join(path.resolve(modules), "x.js"))("esbuild");

const made = await build({
    entryPoints: { home: path.join(app, "main.js") },
    absWorkingDir: app,
    nodePaths: [path.resolve(modules)],
    outdir: path.resolve(out),
    bundle: true,
    minify: true,
    format: "esm",
    target: ["chrome123", "firefox120", "safari17.5"],
    legalComments: "none",
    banner: { js: "/* Parts are the work of others: licenses.txt */" },
    metafile: true,
    logLevel: "warning",
});

// "../../build/web/node_modules/uplot/dist/uPlot.esm.js" -> "uplot"
const used = new Set();
for (const file of Object.keys(made.metafile.inputs)) {
    const inside = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(file);
    if (inside) used.add(inside[1]);
}
const parts = [...used].sort().map((name) => {
    const folder = path.join(modules, name);
    const about = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
    const licence = fs.readdirSync(folder).find((one) => /^licen[cs]e(\.\w+)?$/i.test(one));
    const text = licence ? fs.readFileSync(path.join(folder, licence), "utf8").trim() : `Licence: ${about.license}`;
    return `${name} ${about.version}\n\n${text}\n`;
});
fs.writeFileSync(path.join(out, "licenses.txt"), parts.join(`\n${"-".repeat(72)}\n\n`));
