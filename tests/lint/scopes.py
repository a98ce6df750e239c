"""Braces of C++ text, told apart well enough for lint: which open a namespace, a type, a function, or a value."""

import re
from dataclasses import dataclass

import tree

TYPE = re.compile(r"\b(class|struct|union|enum)\b(?![^<]*>\s*\w+\s*\()")
PREPROCESSOR = re.compile(r"^[ \t]*#(?:[^\n\\]|\\\n|\\.)*", re.M)
TEMPLATE = re.compile(r"^\s*template\s*<(?:[^<>]|<(?:[^<>]|<[^<>]*>)*>)*>")


@dataclass
class scope:
    kind: str  # namespace, type, function, value
    head: str  # the declaration before the brace
    head_at: int
    open_at: int
    close_at: int
    parents: tuple  # kinds of the scopes around it, outermost first


def kind_of(head, parents):
    if "function" in parents or "value" in parents:
        return "value"
    plain = TEMPLATE.sub("", head).strip()
    if re.match(r"(inline\s+)?namespace\b|extern\s*$", plain):
        return "namespace"
    if plain.count("(") != plain.count(")") or plain.endswith(("=", ",", "return")):
        return "value"
    if TYPE.match(re.sub(r"^(typedef|static|const|constexpr|inline|\s)+", "", plain)) and not re.search(r"\)\s*(const|noexcept)?$", plain):
        return "type"
    return "function" if ")" in plain else "value"


def code_without_directives(text):
    return PREPROCESSOR.sub(tree.blank, tree.code_of(text))


def scopes(text):
    """Every scope that closes, in the order of closing."""
    code = code_without_directives(text)
    found, open_scopes, head_at = [], [], 0
    for match in re.finditer(r"[{};]", code):
        at = match.start()
        if match.group(0) == "{":
            parents = tuple(s.kind for s in open_scopes)
            head = code[head_at:at]
            kind = kind_of(head, parents)
            start = head_at + len(head) - len(head.lstrip())
            open_scopes.append(scope(kind, head.strip(), start, at, at, parents))
        elif match.group(0) == "}" and open_scopes:
            closed = open_scopes.pop()
            closed.close_at = at
            found.append(closed)
            if closed.kind == "value" and "function" not in closed.parents:
                head_at = closed.head_at  # the declaration goes on: f(x = {}) {
                continue
        head_at = at + 1
    return found


def blank_out(code, begin, end):
    return code[:begin] + re.sub(r"[^\n]", " ", code[begin:end]) + code[end:]


def declarations(text):
    """(head, offset, is_definition) of what stands directly in namespaces, in order."""
    code = code_without_directives(text)
    for s in reversed(scopes(text)):  # outermost first
        if s.kind == "namespace":
            code = blank_out(code, s.head_at, s.open_at + 1)
            code = blank_out(code, s.close_at, s.close_at + 1)
        else:
            end = "\x01" if s.kind != "value" and s.parents.count("namespace") == len(s.parents) else " "
            code = blank_out(code, s.open_at, s.close_at)[: s.close_at] + end + code[s.close_at + 1 :]
    at = 0
    for match in re.finditer(r"[;\x01]", code):
        head = code[at : match.start()]
        if head.strip():
            yield " ".join(head.split()), at + len(head) - len(head.lstrip()), match.group(0) == "\x01"
        at = match.end()
