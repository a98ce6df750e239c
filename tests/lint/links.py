"""Links inside the Markdown pages lead to files and headings that exist."""

import re
import sys
from pathlib import Path

import tree

LINK = re.compile(r"(?<!\\)\]\(\s*<?([^)<>\s]+)>?(?:\s+\"[^\"]*\")?\s*\)")
REFERENCE = re.compile(r"^\[[^\]]+\]:\s+<?(\S+?)>?\s*$", re.M)
CODE = re.compile(r"^(?P<fence>```|~~~).*?^(?P=fence)[^\n]*$|`[^`\n]*`", re.M | re.S)
ELSEWHERE = re.compile(r"^[a-z][a-z0-9+.-]*:")


def anchors(text):
    """The names under which the headings of a page can be reached."""
    seen = {}
    plain = re.sub(r"^(```|~~~).*?^\1[^\n]*$", tree.blank, text, flags=re.M | re.S)
    for heading in re.findall(r"^#{1,6}\s+(.*?)\s*#*$", plain, re.M):
        heading = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        name = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        seen[name] = seen.get(name, -1) + 1
        yield name if seen[name] == 0 else f"{name}-{seen[name]}"
    yield from re.findall(r"<a\s+(?:id|name)=\"([^\"]+)\"", plain)


def rule(path, text):
    plain = CODE.sub(tree.blank, text)
    for match in [*LINK.finditer(plain), *REFERENCE.finditer(plain)]:
        target = match.group(1)
        if ELSEWHERE.match(target):
            continue
        file, _, anchor = target.partition("#")
        page = (tree.ROOT / path).parent / file if file else tree.ROOT / path
        line = tree.line_of(plain, match.start(1))
        if file and not page.exists():
            yield line, f"{target}: there is no such file"
        elif file and not page.resolve().is_relative_to(tree.ROOT):
            yield line, f"{target}: leads out of the tree"
        elif anchor and Path(page).suffix == ".md" and anchor not in anchors(text if not file else page.read_text("utf-8")):
            yield line, f"{target}: there is no such heading"


BAD = [
    ("README.md", "see [the guide](docs/no-such-page.md)"),
    ("README.md", "# One\n\n[two](#two)"),
    ("README.md", "[code](tests/lint/links.py) [x]: y\n\n[r]: missing.txt\n"),
    ("docs/x.md", "[up](../../outside.md)"),
    ("README.md", "![figure](docs/no-figure.svg \"title\")"),
]
GOOD = [
    ("README.md", "# One: `two`, three\n[web](https://example.org/x) [self](#one-two-three) [code](tests/lint/links.py)\n"),
    ("README.md", "`[not](a-link)`\n```\n[nor](this)\n```\n"),
]

if __name__ == "__main__":
    pages = [name for name in tree.tracked() if name.endswith(".md")]
    if not pages:
        sys.exit("no page to judge")
    tree.run(rule, pages, BAD, GOOD)
