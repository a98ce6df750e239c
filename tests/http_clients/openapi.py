"""The description of the API: a checker of others accepts it with all its examples, and real answers keep to it."""

import json

import desk

RULES = """extends:
  - spec
rules:
  struct: error
  no-invalid-media-type-examples:
    severity: error
    allowAdditionalProperties: false
  no-invalid-schema-examples: error
  no-invalid-parameter-examples: error
  operation-operationId-unique: error
  operation-operationId-url-safe: error
  path-parameters-defined: error
  no-ambiguous-paths: warn
  no-identical-paths: error
  no-unused-components: warn
  operation-summary: error
  security-defined: warn
"""


def the_document_passes_redocly_with_its_examples():
    command = desk.node_packages() / ".bin" / "redocly"
    version = int(desk.run(["node", "-p", "process.versions.node.split('.')[0]"]).stdout)
    if version < 20:
        raise desk.Skip(f"@redocly/cli needs node 20, here is {version}")
    with desk.Server() as server:
        status, fields, document = server.ask("GET", "/openapi.json")
        assert status == 200 and fields["content-type"].startswith("application/json"), (status, fields)
        (server.home / "openapi.json").write_bytes(document)
        (server.home / "redocly.yaml").write_text(RULES)

        ended = desk.run([command, "lint", "openapi.json", "--config", "redocly.yaml", "--format", "stylish"], cwd=server.home,
                         expect=None, env={**desk.os.environ, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "CI": "1"})

        said = (ended.stdout + ended.stderr).decode(errors="replace")
        assert ended.returncode == 0, said[-4000:]
        for line in said.splitlines():
            assert " warning " not in line, said[-4000:]


def both_addresses_give_the_same_document():
    with desk.Server() as server:
        first = server.ask("GET", "/openapi.json")
        second = server.ask("GET", "/api/swagger.json")

        assert first[0] == second[0] == 200 and json.loads(first[2]) == json.loads(second[2])
        assert json.loads(first[2])["openapi"].startswith("3.1")


def real_answers_keep_to_their_schemas():
    desk.node_packages()
    with desk.Server() as server:
        (server.served / "sub").mkdir()
        desk.make_file(server.served / "sub" / "a.bin", 3 * desk.MIB)
        document = json.loads(server.ask("GET", "/openapi.json")[2])
        answers = []

        def note(method, path, template, body=None, **fields):
            status, found, text = server.ask(method, path, body, **fields)
            kind = found.get("content-type", "").split(";")[0]
            answers.append({"path": template, "method": method.lower(), "status": str(status), "type": kind,
                            "value": json.loads(text) if kind.endswith("json") and text else None})
            return status, json.loads(text) if kind.endswith("json") and text else text

        note("GET", "/files/sub/", "/files/{path}", Accept="application/json")
        note("GET", "/files/sub/a.bin?manifest", "/files/{path}")
        note("GET", "/files/none", "/files/{path}")
        note("GET", "/health", "/health")
        note("GET", "/readyz", "/readyz")
        note("GET", "/api/v1/schedules", "/api/v1/schedules", Sluice_Schedule='%"films";source=%"*.mkv";plan=%"every 5m";next=@1763760000')
        note("GET", "/api/files", "/api/files")
        header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n"
        array = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + bytes(8)
        note("PUT", "/api/v1/arrays/a", "/api/v1/arrays/{name}", array)
        note("PUT", "/api/v1/arrays/a", "/api/v1/arrays/{name}", array)
        note("GET", "/api/v1/arrays", "/api/v1/arrays")
        note("GET", "/api/v1/arrays/a?format=json", "/api/v1/arrays/{name}")
        note("GET", "/api/v1/arrays/a/info", "/api/v1/arrays/{name}/info")
        note("PATCH", "/api/v1/arrays/a", "/api/v1/arrays/{name}", {"tags": ["b"]})
        note("GET", "/arrays", "/arrays")
        note("GET", "/array/0", "/array/{index}")
        note("GET", "/array/7", "/array/{index}")
        wanted = {"dtype": "<f8", "shape": [2], "units": "mV"}
        assert note("PUT", "/api/v1/topics/t", "/api/v1/topics/{name}", wanted)[0] == 201
        note("PUT", "/api/v1/topics/t", "/api/v1/topics/{name}", wanted)
        note("PUT", "/api/v1/topics/t", "/api/v1/topics/{name}", {"dtype": "<f4"})
        note("POST", "/api/v1/topics/t", "/api/v1/topics/{name}", bytes(32))
        note("POST", "/api/v1/topics/t", "/api/v1/topics/{name}", b"odd")
        assert note("POST", "/api/v1/topics/t/record", "/api/v1/topics/{name}/record", {"array": "run"})[0] == 201
        note("POST", "/api/v1/topics/t/record", "/api/v1/topics/{name}/record", {"array": "run"})
        note("GET", "/api/v1/topics/t", "/api/v1/topics/{name}")
        note("GET", "/api/v1/topics", "/api/v1/topics")
        note("GET", "/api/v1/topics/t/subscribers", "/api/v1/topics/{name}/subscribers")
        note("DELETE", "/api/v1/topics/t/record", "/api/v1/topics/{name}/record")
        note("DELETE", "/api/v1/topics/t", "/api/v1/topics/{name}")
        note("GET", "/api/v1/topics/t", "/api/v1/topics/{name}")
        note("POST", "/control/start", "/control/start", b"")
        order = {"size": 10, "name": "up.bin"}
        status, made = note("POST", "/api/v1/uploads", "/api/v1/uploads", order, Idempotency_Key="abc")
        assert status == 201, (status, made)
        note("POST", "/api/v1/uploads", "/api/v1/uploads", {"size": -1})
        note("GET", f"/api/v1/uploads/{made['id']}", "/api/v1/uploads/{id}")
        note("PUT", f"/api/v1/uploads/{made['id']}/chunks/0", "/api/v1/uploads/{id}/chunks/{n}", b"0123456789")
        note("POST", f"/api/v1/uploads/{made['id']}/complete", "/api/v1/uploads/{id}/complete", b"")
        note("GET", "/api/v1/uploads/none", "/api/v1/uploads/{id}")

        (server.home / "answers.json").write_text(json.dumps({"document": document, "answers": answers}))
        ended = desk.node("check_answers.mjs", server.home / "answers.json")
        complaints = json.loads(ended.stdout)
        assert complaints == [], json.dumps(complaints, indent=1)[:4000]


if __name__ == "__main__":
    desk.main([the_document_passes_redocly_with_its_examples, both_addresses_give_the_same_document,
               real_answers_keep_to_their_schemas])
