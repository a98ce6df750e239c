// Paths of the served folder and addresses of routes. A folder is "" or "films/old"; never with a slash at its ends.

export function joinPath(folder, name) {
    return folder ? `${folder}/${name}` : name;
}

/** "/files/films/a%20b" for a file. */
export function fileAddress(path) {
    return "/files/" + path.split("/").map(encodeURIComponent).join("/");
}

export function folderAddress(folder) {
    return folder ? fileAddress(folder) + "/" : "/files/";
}

/** [{name, path}] from the served folder down to this one. */
export function crumbsOf(folder) {
    const crumbs = [{ name: "Files", path: "" }];
    let path = "";
    for (const name of folder.split("/").filter(Boolean)) {
        path = joinPath(path, name);
        crumbs.push({ name, path });
    }
    return crumbs;
}

/** {view, rest} of "#/files/films/old". */
export function readHash(hash) {
    const [view = "", ...rest] = hash.replace(/^#\/?/, "").split("/").filter(Boolean).map(decoded);
    return { view, rest };
}

export function writeHash(view, rest = []) {
    return "#/" + [view, ...rest].map(encodeURIComponent).join("/");
}

function decoded(part) {
    try {
        return decodeURIComponent(part);
    } catch {
        return part;
    }
}

/** "sensor run 7.npy" -> "sensor-run-7": the name of an array. */
export function arrayName(fileName) {
    const name = fileName.replace(/\.npy$/i, "").replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[.-]+|-+$/g, "");
    return name || "array";
}
