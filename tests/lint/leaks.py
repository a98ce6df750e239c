"""No tracked file holds a path of somebody's machine or something that looks like a secret. For examples use alice."""

import re

import tree

PERSONAL = re.compile(r"(?<![\w.~$}])/(?:home|Users)/(?!(?:USER|user|u|me|alice)\b)[A-Za-z0-9_.-]+|(?<![\w.~$}])/root/[\w.-]+")
KEYS = re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----|\b(?:ghp|gho|glpat|xox[bp])[_-][A-Za-z0-9_-]{20,}|\bAKIA[0-9A-Z]{16}\b")
LONG = re.compile(r"[A-Za-z0-9+/_-]{48,}={0,2}")
DATA = ("tests/fuzz/corpus/",)


def looks_random(text):
    """Long base64: all kinds of characters, changing kind often; a path, a name or hex digits do not."""
    kinds = ["u" if c.isupper() else "l" if c.islower() else "d" if c.isdigit() else "-" for c in text.rstrip("=")]
    changes = sum(a != b for a, b in zip(kinds, kinds[1:]))
    return {"u", "l", "d"} <= set(kinds) and changes > len(kinds) / 3 and re.fullmatch(r"[0-9a-fA-F]+", text) is None


def rule(path, text):
    if "\0" in text or path.startswith(DATA):
        return
    for pattern, what in ((PERSONAL, "a path of one machine"), (KEYS, "a secret")):
        for match in pattern.finditer(text):
            yield tree.line_of(text, match.start()), f"{what}: {match.group(0)[:40]}"
    for match in LONG.finditer(text):
        if path.endswith("package-lock.json") and match.group(0).startswith("sha512-"):
            continue  # the digest of a package
        if looks_random(match.group(0)):
            yield tree.line_of(text, match.start()), f"looks like a secret: {match.group(0)[:12]}…"


# Put together here, so that this file does not complain about itself.
HOME, ROOT_HOME, BEGIN = "/ho" + "me/", "/ro" + "ot/", "-----BEG" + "IN "
RANDOM = "q7Zk3Xw9" + "Tb2Lm8Vn4Rp6" + "Sd1Fg5Hj0Ky" + "7Qe3Wz9Xc2Vb8Nm4La6" + "=="
BAD = [
    ("docs/x.md", f"run {HOME}jsmith/sluice/dev"),
    ("dev", f"cd {ROOT_HOME}work"),
    ("x.key", f"{BEGIN}RSA PRIVATE KEY-----"),
    ("x.ini", f"token = {RANDOM}"),
    ("x.ini", f"token = sha512-{RANDOM}"),
]
GOOD = [
    ("web/package-lock.json", f'"integrity": "sha512-{RANDOM}"'),
    ("docs/x.md", "~/sluice, $HOME/x, served/root/file, sluice.home/, /home/USER/x, /home/alice/in, https://example.org/home/x"),
    ("docs/x.md", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 src/transfer/chunk_plan_of_one_download_with_workers.cpp"),
]

if __name__ == "__main__":
    tree.run(rule, tree.tracked(), BAD, GOOD)
