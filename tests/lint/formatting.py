"""Every tracked C++ file is laid out as clang-format-19 with .clang-format does it; './dev format' mends."""

import re
import shutil
import subprocess
import sys

import tree

FORMATTER = "clang-format-19"


def complaints_of(output):
    for match in re.finditer(r"^(.*?):(\d+):\d+: (?:error|warning): (.*)$", output, re.M):
        yield match.group(1), int(match.group(2)), match.group(3)


def check_text(text):
    done = subprocess.run(
        [FORMATTER, "--dry-run", "-Werror", f"--assume-filename={tree.ROOT}/src/base/planted.cpp"],
        input=text, capture_output=True, text=True, check=False,
    )
    return done.returncode == 0


def main():
    if shutil.which(FORMATTER) is None:
        sys.exit(f"{FORMATTER} is not installed")
    if check_text("int  f( int x ){return x ;}\n") or not check_text("int x = 1;\n"):
        sys.exit("self-test: the formatter no longer tells good from bad")
    files = tree.cpp_files("src", "tests", "eval", "plot")
    done = subprocess.run([FORMATTER, "--dry-run", "-Werror", *files], cwd=tree.ROOT, capture_output=True, text=True, check=False)
    found = sorted({(name, line, "not laid out: ./dev format") for name, line, _ in complaints_of(done.stderr)})
    if done.returncode != 0 and not found:
        sys.exit(done.stderr)
    tree.report(found, len(files))


if __name__ == "__main__":
    main()
