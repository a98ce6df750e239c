"""The tracked files of the source tree, and the frame in which every lint rule runs.

A rule is a function (path, text) -> complaints, where path is relative to the root of the tree and a complaint is
(line number, what is wrong). run() first plants violations and insists that the rule sees each, and stays silent on
the good examples; only then it judges the tree."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SKIPPED_FOLDERS = {".git", "build", ".cache", "node_modules", "__pycache__"}
CPP = (".cpp", ".hpp")


def tracked():
    """Every tracked file that exists, relative to the root; without git (an unpacked archive), every file."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=False
    ) if (ROOT / ".git").exists() else None
    if listed is not None and listed.returncode == 0:
        names = [os.fsdecode(name) for name in listed.stdout.split(b"\0") if name]
    elif listed is not None:
        sys.exit("git ls-files failed: " + listed.stderr.decode(errors="replace"))
    else:
        names = [str((Path(at) / name).relative_to(ROOT)) for at, name in walk()]
    return sorted(name for name in names if (ROOT / name).is_file())


def walk():
    for at, folders, names in os.walk(ROOT):
        folders[:] = [f for f in folders if f not in SKIPPED_FOLDERS]
        for name in names:
            yield at, name


def cpp_files(*folders):
    return [name for name in tracked() if name.endswith(CPP) and name.startswith(tuple(f + "/" for f in folders))]


def read(name):
    return (ROOT / name).read_text(encoding="utf-8", errors="replace")


def blank(match):
    """As many lines and columns of nothing, so that line numbers stay true."""
    return re.sub(r"[^\n]", " ", match.group(0))


RAW_STRING = r'R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"'
STRING = r'"(?:\\.|[^"\\\n])*"'
CHARACTER = r"(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'"
COMMENT = r"//[^\n]*|/\*.*?\*/"
NOT_CODE = re.compile(f"{COMMENT}|{RAW_STRING}|{STRING}|{CHARACTER}", re.S)
INCLUDE = re.compile(r"^[ \t]*#[ \t]*include[ \t]*[<\"][^>\"\n]*[>\"]", re.M)


def code_of(text):
    """The text with comments, includes and what stands in quotes blanked out."""
    return NOT_CODE.sub(blank, INCLUDE.sub(blank, text))


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def self_test(rule, bad, good):
    for path, text in bad:
        if not list(rule(path, text)):
            sys.exit(f"self-test: the rule no longer sees what is wrong in {path}:\n{text}")
    for path, text in good:
        complaints = list(rule(path, text))
        if complaints:
            sys.exit(f"self-test: the rule complains about a good {path}: {complaints}\n{text}")


def run(rule, files, bad, good):
    """Proves the rule on planted files, then applies it to the tree; ends the program with 0 or 1."""
    self_test(rule, bad, good)
    found = [(name, line, what) for name in files for line, what in rule(name, read(name))]
    report(found, len(files))


def report(found, count):
    for name, line, what in found:
        print(f"{name}:{line}: {what}")
    if count == 0:
        print("no file to judge: the tree cannot be listed")
    print(f"{count} files, {len(found)} complaints")
    sys.exit(1 if found or count == 0 else 0)
