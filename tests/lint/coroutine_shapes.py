"""Coroutine shapes that compilers get wrong: clang-query over every source that awaits, with the flags of the build.

usage: coroutine_shapes.py BUILD_FOLDER. Clean files are remembered there by the content of all that they include."""

import concurrent.futures
import hashlib
import itertools
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import planted_coroutines as planted
import tree

QUERY = "clang-query-19"
RULES = Path(__file__).with_suffix(".cq")
COMPILER = re.compile(r"(clang\+\+|g\+\+|c\+\+)(-\d+)?$")
NOTE = re.compile(r'^(.*?):(\d+):\d+: note: "([\w-]+)" binds here$', re.M)
ERROR = re.compile(r"^.*(?:error: |Error while processing).*$", re.M)
ASSERTION = re.compile(r"\b(?:REQUIRE\w*|CHECK\w*|assert|INFO|CAPTURE|log\w*(?:\.|->)\w+|log_\w+)\s*(\()")
DEFINED = re.compile(r"^(?=[a-z])(?!namespace|using|extern|TEST_CASE)[^\n(={;]*?(?<![:\w])(\w+)[ ]?[({=;]", re.M)
MOST = 16
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"\n]+)"', re.M)


def awaiting_assertions(text):
    """Lines of assertions and log calls with a co_await of the same coroutine inside."""
    code = tree.code_of(text)
    for match in ASSERTION.finditer(code):
        depth, at = 1, match.end()
        while depth and at < len(code):
            depth += {"(": 1, ")": -1}.get(code[at], 0)
            at += 1
        inside = code[match.end() : at].split("{")[0]
        if re.search(r"\bco_await\b", inside):
            yield tree.line_of(code, match.start())


def arguments_of(entry):
    """The compiler's arguments without the launcher, the output and, if it is not built, the precompiled header."""
    words = entry.get("arguments") or shlex.split(entry["command"])
    start = next(i for i, word in enumerate(words) if COMPILER.search(word))
    kept, rest = [], iter(words[start + 1 :])
    for word in rest:
        if word in ("-o", "-MF", "-MT", "-MQ"):
            next(rest)
        elif word not in ("-c", "-MD", "-MMD", "-Winvalid-pch", "-fpch-instantiate-templates") and word != entry["file"]:
            kept.append(word)
    return kept


def without_pch(arguments):
    joined = "\0".join(arguments)
    return re.sub(r"-Xclang\0-include-pch\0-Xclang\0[^\0]+\0?", "", joined).strip("\0").split("\0")


def pch_of(arguments):
    at = arguments.index("-include-pch") if "-include-pch" in arguments else None
    return Path(arguments[at + 2]) if at is not None else None


def query(source, arguments, folder):
    """(complaints, errors) for one source."""
    done = subprocess.run(
        [QUERY, "-f", str(RULES), str(source), "--", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    complaints = {(match.group(1), int(match.group(2)), match.group(3)) for match in NOTE.finditer(done.stdout)}
    errors = ERROR.findall(done.stderr) + ERROR.findall(done.stdout)
    return {c for c in complaints if c[2] != "f"}, errors or ([done.stderr] if done.returncode else [])


def judge(entry):
    arguments = arguments_of(entry)
    pch = pch_of(arguments)
    if pch is not None and (Path(entry["directory"]) / pch).exists():
        complaints, errors = query(entry["file"], arguments, entry["directory"])
        if not errors:
            return [entry["file"]], complaints, errors
    return [entry["file"]], *query(entry["file"], without_pch(arguments), entry["directory"])


def judge_together(group):
    """(files, complaints, errors) of every source, as one source if they can be: walking through Asio takes the time.
    Sources that do not go together are halved until they do."""
    if len(group) > 1:
        with tempfile.NamedTemporaryFile("w", suffix=".cpp") as whole:
            whole.write("".join(f'#include "{entry["file"]}"\n' for entry in group))
            whole.flush()
            _, complaints, errors = judge(group[0] | {"file": whole.name, "command": command_for(group[0], whole.name)})
        if not errors:
            return [([entry["file"] for entry in group], complaints, errors)]
        half = len(group) // 2
        return judge_together(group[:half]) + judge_together(group[half:])
    return [judge(group[0])]


def command_for(entry, source):
    words = entry.get("arguments") or shlex.split(entry["command"])
    return shlex.join(source if word == entry["file"] else word for word in words)


def top_names(path):
    """What the source defines at the left margin: two of a name do not fit into one group."""
    return set(DEFINED.findall(path.read_text("utf-8", "replace")))


def groups_of(entries):
    """Sources that the arguments of the first fit and that define no name twice, at most MOST of them."""
    groups = []
    for entry in sorted(entries, key=lambda entry: -len(arguments_of(entry))):
        arguments = arguments_of(entry)
        names = top_names(Path(entry["file"]))
        for group in groups:
            fits = pch_of(arguments) == group["pch"] and group["arguments"].issuperset(arguments)
            if fits and len(group["entries"]) < MOST and not names & group["names"]:
                group["entries"].append(entry)
                group["names"] |= names
                break
        else:
            groups.append({"entries": [entry], "pch": pch_of(arguments), "names": names, "arguments": set(arguments)})
    return [group["entries"] for group in groups]


def with_includes(path, seen):
    """path and every file of the tree that it includes, directly or not."""
    if path in seen or not path.is_file():
        return seen
    seen.add(path)
    for name in INCLUDE.findall(path.read_text("utf-8", "replace")):
        for home in (tree.ROOT / "src", tree.ROOT / "tests", path.parent):
            with_includes(home / name, seen)
    return seen


def key_of(entry):
    digest = hashlib.sha256("\0".join(arguments_of(entry)).encode())
    for path in [RULES, Path(__file__), *sorted(with_includes(Path(entry["file"]), set()))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def self_test():
    with tempfile.TemporaryDirectory() as folder:
        jobs = {name: planted.bad_source(body) for name, body in planted.BAD.items()} | {"": planted.TASK + planted.GOOD}
        with concurrent.futures.ThreadPoolExecutor(workers()) as pool:
            for problem in pool.map(lambda job: try_planted(folder, *job), enumerate(jobs.items())):
                if problem:
                    sys.exit("self-test: " + problem)
    for text in planted.ASSERTION_BAD:
        if not list(awaiting_assertions(text)):
            sys.exit("self-test: no complaint about " + text)
    for text in planted.ASSERTION_GOOD:
        if list(awaiting_assertions(text)):
            sys.exit("self-test: complaint about " + text)


def try_planted(folder, number, job):
    name, text = job
    source = Path(folder) / f"planted_{number}.cpp"
    source.write_text(text, "utf-8")
    complaints, errors = query(source, ["-std=c++20"], folder)
    found = {what for _, _, what in complaints}
    if errors:
        return f"{name}: {errors}"
    if name and name.strip() not in found:
        return f"{name} is no longer seen; only {found}"
    if not name and found:
        return f"the good coroutine is blamed for {found}"
    return None


def workers():
    return min(os.cpu_count() or 1, 4)


def awaits(path):
    return re.search(r"\bco_await\b", tree.code_of(path.read_text("utf-8", "replace"))) is not None


def awaiting_sources(build):
    """The sources that await, and for every header that does at least one source that includes it."""
    entries, reach = {}, {}
    for entry in json.loads((build / "compile_commands.json").read_text("utf-8")):
        path = Path(entry["file"])
        if path.is_relative_to(tree.ROOT) and not path.is_relative_to(build) and path.is_file():
            entries[path], reach[path] = entry, with_includes(path, set())
    chosen = {path for path in entries if awaits(path)}
    covered = {file for path in chosen for file in reach[path]}
    for path in sorted(entries):
        if any(file not in covered and awaits(file) for file in reach[path]):
            chosen.add(path)
            covered |= reach[path]
    return [entries[path] for path in sorted(chosen)]


def main():
    build = Path(sys.argv[1]).resolve()
    if shutil.which(QUERY) is None:
        sys.exit(f"{QUERY} is not installed")
    self_test()
    clean = build / "lint" / "clean_coroutines"
    clean.mkdir(parents=True, exist_ok=True)
    entries = awaiting_sources(build)
    keys = {entry["file"]: key_of(entry) for entry in entries}
    unknown = [entry for entry in entries if not (clean / keys[entry["file"]]).exists()]
    found = set()
    with concurrent.futures.ThreadPoolExecutor(workers()) as pool:
        for files, complaints, errors in itertools.chain.from_iterable(pool.map(judge_together, groups_of(unknown))):
            found |= {(os.path.relpath(name, tree.ROOT), line, what) for name, line, what in complaints}
            found |= {(os.path.relpath(files[0], tree.ROOT), 1, "cannot be parsed: " + e) for e in errors[:3]}
            if not complaints and not errors:
                for file in files:
                    (clean / keys[file]).touch()
    cpp = tree.cpp_files("src", "tests", "eval", "plot")
    found |= {(name, line, "co_await in an assertion or log call") for name in cpp for line in awaiting_assertions(tree.read(name))}
    print(f"{len(entries)} sources await, {len(unknown)} of them parsed now")
    tree.report(sorted(found), len(cpp))


if __name__ == "__main__":
    main()
