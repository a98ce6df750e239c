"""What each folder may include. The order of layers is docs/architecture.md; this table is the law."""

import re

import tree

BELOW_ENGINE = {"base", "proto", "async", "net", "storage"}
ALLOWED = {
    "base": set(),
    "proto": {"base"},
    "async": {"base", "proto"},
    "net": {"base", "proto", "async"},
    "storage": {"base", "proto", "async"},
    "http": {"base", "proto", "async", "net"},
    "zip": {"base", "proto", "storage"},
    "state": {"base"},
    "stream": {"base", "storage", "array"},
    "array": {"base", "storage"},
    "fetch": {"base", "proto", "async", "net", "http"},
    "schedule": {"base"},
    "terminal": {"base", "async"},
    "web": {"base"},
    "receipt": {"base"},
    "admin": {"base", "proto", "async", "net", "http", "terminal", "fetch"},
    "transfer": BELOW_ENGINE | {"state"},
    "server": BELOW_ENGINE | {"http", "state", "array", "stream", "terminal", "transfer", "web", "zip", "receipt", "admin",
                              "fetch"},
    "client": BELOW_ENGINE | {"array", "http", "stream", "terminal", "transfer", "fetch", "zip", "schedule", "receipt", "admin"},
    # They start the two programs and never include them.
    "eval": BELOW_ENGINE | {"transfer"},
    "plot": {"base", "eval"},
}
ABOVE_SRC = ("eval", "plot")
# Of a folder with layers of its own, only these.
PARTS = {("plot", "eval"): {"record", "stats"}}
ASIO_HOMES = {"src/async/asio.hpp", "src/async/asio.cpp"}  # the header, and Asio's own sources compiled once
INCLUDES = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]*)[>"]', re.M)


def rule(path, text):
    parts = path.split("/")
    folder = parts[1] if parts[0] == "src" and len(parts) > 2 else None
    if parts[0] in ABOVE_SRC:
        folder = parts[0]
    if folder is not None and folder not in ALLOWED:
        yield 1, f"src/{folder} is not in the table of layers (tests/lint/layers.py)"
        return
    for match in INCLUDES.finditer(text):
        line = tree.line_of(text, match.start(1))
        quote, name = match.groups()
        if re.match(r"asio(\.hpp$|/)", name) and path not in ASIO_HOMES:
            yield line, f"<{name}>: Asio comes by \"async/asio.hpp\" only"
        if quote == '"' and folder is not None:
            yield from judge_own(folder, name, line)


def judge_own(folder, name, line):
    target = name.split("/")[0]
    if "/" not in name or name.startswith("."):
        yield line, f'"{name}": say the folder too, as seen from src/'
    elif target not in ALLOWED:
        yield line, f'"{name}": {target} is no layer'
    elif target != folder and target not in ALLOWED[folder]:
        yield line, f'"{name}": {folder} may not include {target}'
    elif (folder, target) in PARTS and name.split("/")[1] not in PARTS[folder, target]:
        yield line, f'"{name}": {folder} may include of {target} only {sorted(PARTS[folder, target])}'


BAD = [
    ("src/base/x.cpp", '#include "proto/frame.hpp"\n'),
    ("src/proto/x.hpp", '#pragma once\n#include "async/asio.hpp"\n'),
    ("src/net/x.cpp", '#include "storage/file.hpp"\n'),
    ("src/storage/x.cpp", '#  include "net/stream.hpp"\n'),
    ("src/server/x.cpp", '#include "client/repl.hpp"\n'),
    ("src/client/x.cpp", '#include "server/session.hpp"\n'),
    ("src/transfer/x.cpp", "#include <asio.hpp>\n"),
    ("src/async/task.hpp", "#include <asio/awaitable.hpp>\n"),
    ("tests/net/x_test.cpp", "#include <asio/ip/tcp.hpp>\n"),
    ("src/base/x.cpp", '#include "error.hpp"\n'),
    ("src/base/x.cpp", '#include "../base/error.hpp"\n'),
    ("src/misc/x.cpp", "int x;\n"),
    ("src/transfer/x.cpp", '#include "eval/record/records.hpp"\n'),
    ("eval/run/x.cpp", '#include "server/server.hpp"\n'),
    ("plot/x.cpp", '#include "transfer/download.hpp"\n'),
    ("plot/x.cpp", '#include "eval/run/matrix.hpp"\n'),
]
GOOD = [
    ("src/async/asio.hpp", "#include <asio.hpp>\n#include <asio/experimental/as_tuple.hpp>\n"),
    ("src/async/asio.cpp", "#include <asio/impl/src.hpp>\n"),
    ("src/async/task.hpp", '#include "async/asio.hpp"\n#include "base/result.hpp"\n#include <asiodesk.h>\n'),
    ("src/server/main.cpp", '#include "transfer/plan.hpp"\n#include "server/session.hpp"\n#include <map>\n'),
    ("eval/run/x.cpp", '#include "eval/record/records.hpp"\n#include "transfer/download.hpp"\n'),
    ("plot/x.cpp", '#include "eval/record/records.hpp"\n#include "plot/figure.hpp"\n'),
    ("tests/net/x_test.cpp", '#include "support/catch.hpp"\n#include "async/asio.hpp"\n'),
]

if __name__ == "__main__":
    tree.run(rule, tree.cpp_files("src", "tests", "eval", "plot"), BAD, GOOD)
