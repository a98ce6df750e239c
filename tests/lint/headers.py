"""Headers: #pragma once first, no 'using namespace', and a /// contract above every public type and function.

A declaration that follows a documented one without an empty line belongs to its group. What shows all there is to know
needs none: functions with their body in the header, enumerations of one line; nor do forward declarations, operators,
specialisations and what stands in a namespace named detail."""

import re

import scopes
import tree

FREE = re.compile(r"^(extern|friend|using|static_assert|typedef)\b|\boperator\b|^template\s*<\s*>")
FUNCTION = re.compile(r"^[^=]*[\w>&*\]]\s+[&*]*(\w+(?:::\w+)*)\s*\(")
TYPE = re.compile(r"^(?:class|struct|union|enum(?:\s+class)?)\s+(?:\[\[\w+\]\]\s*)?(\w+)")


def name_to_document(head, defined, is_short):
    plain = scopes.TEMPLATE.sub("", head).strip()
    if FREE.search(head) or FREE.search(plain):
        return None
    found = TYPE.match(plain)
    if found:
        return found.group(1) if defined and not (is_short and plain.startswith("enum")) else None
    found = FUNCTION.match(plain)
    is_coroutine = plain.startswith(("task<", "inline task<"))
    return found.group(1) if found and (not defined or is_coroutine) else None


def rule(path, text):
    code = tree.NOT_CODE.sub(tree.blank, text)
    if not code.lstrip().startswith("#pragma once"):
        yield 1, "#pragma once comes first"
    for match in re.finditer(r"\busing\s+namespace\b", code):
        yield tree.line_of(code, match.start()), "no 'using namespace' in a header"
    yield from undocumented(text)


def undocumented(text):
    lines = text.split("\n")
    covered = set()  # lines of declarations that a comment covers
    in_detail = [(s.open_at, s.close_at) for s in scopes.scopes(text) if re.search(r"namespace\s+(\w+::)*detail$", s.head)]
    for head, at, defined in scopes.declarations(text):
        first = tree.line_of(text, at)
        last = end_line(text, at, defined)
        above = lines[first - 2].strip() if first > 1 else ""
        is_covered = above.startswith("///") or (above and first - 1 in covered)
        if is_covered:
            covered.update(range(first, last + 1))
        name = name_to_document(head, defined, first == last)
        if name and not is_covered and not any(b < at < e for b, e in in_detail):
            yield first, f"'{name}' has no /// contract above it"


def end_line(text, at, defined):
    if not defined:
        return tree.line_of(text, scopes.code_without_directives(text).find(";", at))
    around = [s.close_at for s in scopes.scopes(text) if s.kind != "namespace" and s.head_at <= at < s.close_at]
    return tree.line_of(text, max(around, default=at))


START = "#pragma once\n"
BAD = [
    ("src/a/x.hpp", "int x;\n"),
    ("src/a/x.hpp", START + "namespace a {\nusing namespace std;\n}\n"),
    ("src/a/x.hpp", START + "namespace a {\nclass b {\n};\n}\n"),
    ("src/a/x.hpp", START + "namespace a {\nint f(int x);\n}\n"),
    ("src/a/x.hpp", START + "namespace a {\n/// Told.\nint f(int x);\n\nint g(int x);\n}\n"),
    ("src/a/x.hpp", START + "namespace a {\ntemplate <class T>\nstruct [[nodiscard]] b {\n  T x;\n};\n}\n"),
    ("src/a/x.hpp", START + "namespace a {\ninline task<result<>> g(const b& c)\n{\n  return {};\n}\n}\n"),
    ("src/a/x.hpp", START + "namespace a {\nenum class e {\n x,\n y\n};\n}\n"),
]
GOOD = [
    ("src/a/x.hpp", "// why\n" + START + "namespace a {\nclass later;\n/// Told.\nclass b {\n  int f(int x);\n};\n}\n"),
    ("src/a/x.hpp", START + "namespace a {\n/// Told.\nint f(int x,\n      int y);\nint f(long x);\n}\n"),
    ("src/a/x.hpp", START + "namespace a {\nbool operator==(const b& x, const b& y);\nusing t = int(int);\n}\n"),
    ("src/a/x.hpp", START + "template <>\nstruct std::is_error_code_enum<a::e> : std::true_type {};\n"),
    ("src/a/x.hpp", START + "namespace a {\ninline constexpr int limit = f(3);\nnamespace detail {\nint g(int);\n}\n}\n"),
    ("src/a/x.hpp", START + "enum class e { x, y };\nstruct e_is_known;\ninline int f()\n{\n  return 1;\n}\n"),
    ("src/a/x.hpp", START + "/// Told.\nint f(std::vector<int> x = {});\nint g(b x = b{1});\n"),
    ("src/a/x.hpp", START + "/// Told.\ntemplate <class T>\nT f(T x)\n{\n  return x;\n}\nint f(char x);\n"),
]

if __name__ == "__main__":
    headers = [name for name in tree.cpp_files("src", "eval", "plot") if name.endswith(".hpp")]
    tree.run(rule, headers, BAD, GOOD)
