"""Words that say nothing, in identifiers and file names."""

import re

import tree

FORBIDDEN = {"manager", "managers", "helper", "helpers", "util", "utils", "process", "info2"}
IDENTIFIER = re.compile(r"\b[A-Za-z_]\w*")
# What the platform calls so, and we cannot rename.
FOREIGN = {"process_vm_readv"}


def words(name):
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)]


def judge(name):
    for word in words(name):
        if word in FORBIDDEN:
            return f"'{name}' contains '{word}': say what it is or does"
    if name.startswith("do_") or re.match(r"do[A-Z]", name):
        return f"'{name}': a function is a verb, without 'do_'"
    return None


def rule(path, text):
    for part in re.split(r"[/.]", path):
        complaint = judge(part)
        if complaint:
            yield 1, complaint
    code = tree.code_of(text)
    for match in IDENTIFIER.finditer(code):
        complaint = None if match.group(0) in FOREIGN else judge(match.group(0))
        if complaint:
            yield tree.line_of(code, match.start()), complaint
        # A test ends with its loop, which owns what runs on it; the product needs an owner.
        if match.group(0) == "detached" and path.startswith("src/"):
            yield tree.line_of(code, match.start()), "nothing is detached: spawn into a task_group"


BAD = [
    ("src/base/file_manager.hpp", ""),
    ("src/net/utils/x.cpp", ""),
    ("src/base/x.cpp", "class TransferManager {};"),
    ("src/base/x.cpp", "int process_data(char* d);"),
    ("src/base/x.cpp", "int processData(char* d);"),
    ("src/base/x.cpp", "void do_read();"),
    ("src/base/x.cpp", "auto info2 = info;"),
    ("src/base/x.cpp", "string_helper h;"),
    ("src/net/x.cpp", "asio::co_spawn(io, f(), asio::detached);"),
]
GOOD = [
    ("src/base/x.cpp", "// a helper of the manager, detached\nauto s = \"do_ process\"; int x; do { } while (0);"),
    ("src/base/x.cpp", "#include <utility>\nint done; int processor; int double_check; int domain;"),
]

if __name__ == "__main__":
    tree.run(rule, tree.cpp_files("src", "tests", "eval", "plot"), BAD, GOOD)
