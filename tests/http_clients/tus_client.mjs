// tus_client.mjs VERB ENDPOINT FILE STORE [OPTION=VALUE...]: tus-js-client as a program. VERB: upload, abort (at half and
// end), die (kill -9 of itself at half), terminate (at half). STORE keeps URLs of unfinished uploads between runs.
import fs from "node:fs";
import path from "node:path";
import * as tus from "tus-js-client";

const [verb, endpoint, file, store, ...rest] = process.argv.slice(2);
const options = Object.fromEntries(rest.map((word) => word.split("=")));
const size = fs.statSync(file).size;
const parallel = Number(options.parallel ?? 1);
const offsets = [];

function finish(outcome, code = 0) {
    console.log(JSON.stringify({ outcome, url: upload.url, first: offsets[0] ?? 0, size }));
    process.exit(code);
}

async function atHalf() {
    if (verb === "die") process.kill(process.pid, "SIGKILL");
    if (verb === "abort") await upload.abort(false).then(() => finish("aborted"));
    if (verb === "terminate") await upload.abort(true).then(() => finish("terminated"));
}

let begun = false;
const upload = new tus.Upload(fs.createReadStream(file), {
    endpoint,
    ...(parallel > 1 ? {} : { uploadSize: size }),
    chunkSize: Number(options.chunk ?? 1 << 20),
    parallelUploads: parallel,
    retryDelays: [0, 200, 500, 1000, 2000, 3000, 3000],
    metadata: { filename: options.name ?? path.basename(file), filetype: "application/octet-stream" },
    urlStorage: new tus.FileUrlStorage(store),
    storeFingerprintForResuming: true,
    removeFingerprintOnSuccess: true,
    fingerprint: async () => `file-${path.basename(file)}-${size}`,
    onBeforeRequest(request) {
        if (request.getMethod() === "PATCH") offsets.push(Number(request.getHeader("Upload-Offset")));
    },
    onChunkComplete(chunkSize, accepted) {
        if (options.touch) fs.writeFileSync(options.touch, String(accepted));
        if (accepted < size / 2 || begun) return;
        begun = true;
        atHalf().catch((why) => finish(String(why), 1));
    },
    onError: (why) => finish(String(why), 1),
    onSuccess: () => finish("complete"),
});
const previous = await upload.findPreviousUploads();
if (previous.length > 0) upload.resumeFromPreviousUpload(previous[0]);
upload.start();
