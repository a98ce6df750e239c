"""A file has at most 300 lines. A function body has at most 40 in the product, and a test case at most 60."""

import scopes
import tree

FILE_LIMIT = 300
PRODUCT_LIMIT = 40
TEST_LIMIT = 60
# path: {first word of the function's head that is known to be longer: why}. Keep it empty.
KNOWN = {}


def rule(path, text):
    lines = text.count("\n") + (not text.endswith("\n"))
    if lines > FILE_LIMIT:
        yield lines, f"{lines} lines; a file has at most {FILE_LIMIT}"
    limit = TEST_LIMIT if path.startswith("tests/") else PRODUCT_LIMIT
    for s in scopes.scopes(text):
        body = text.count("\n", s.open_at, s.close_at) - 1
        if s.kind == "function" and body > limit and s.head.split("(")[0] not in KNOWN.get(path, {}):
            name = " ".join(s.head.split())
            yield tree.line_of(text, s.head_at), f"{body} lines in the body of '{name}'; at most {limit}"


LONG = "int x;\n" * 41
BAD = [
    ("src/a/x.cpp", "int x;\n" * 301),
    ("src/a/x.cpp", "namespace a {\nint f(int a)\n{\n" + LONG + "}\n}\n"),
    ("src/a/x.cpp", "struct a {\n    a() : x_{1}, y_(2)\n    {\n" + LONG + "    }\n};\n"),
    ("src/a/x.cpp", "auto f = [](int a) {\n" + LONG + "};\n"),
    ("src/a/x.cpp", "template <class T>\nstruct stat f(std::vector<T> a = {}) noexcept\n{\n" + LONG + "}\n"),
    ("src/a/x.cpp", "task<result<>> g(const peer& p)\n{\n    if (p) {\n" + LONG + "    }\n}\n"),
    ("src/a/x.cpp", "#define A(x) {\nvoid f()\n{\n    auto c = '{';\n" + LONG + "}\n"),
    ("tests/a/x_test.cpp", 'TEST_CASE("{")\n{\n' + LONG + LONG + "}\n"),
]
GOOD = [
    ("src/a/x.cpp", "namespace a {\n" + LONG + "}\n"),
    ("src/a/x.cpp", "struct a {\n" + LONG + "};\n"),
    ("src/a/x.cpp", "enum class e {\n" + "a,\n" * 60 + "};\n"),
    ("src/a/x.cpp", "constexpr std::array<row, 60> rows = {\n" + "row{1, f(2)},\n" * 60 + "};\n"),
    ("src/a/x.cpp", "const std::array rows{\n" + "row{1, f(2)},\n" * 60 + "};\n"),
    ("src/a/x.cpp", "int f()\n{\n" + "int x;\n" * 40 + "}\n"),
    ("tests/a/x_test.cpp", 'TEST_CASE("a")\n{\n' + LONG + "}\n"),
]

if __name__ == "__main__":
    tree.run(rule, tree.cpp_files("src", "tests", "eval", "plot"), BAD, GOOD)
