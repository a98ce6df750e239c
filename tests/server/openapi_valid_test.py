"""The OpenAPI document is valid, and so is every example in it. Argument: the program that prints the document.

Skipped (77) where the validators are not installed."""

import json
import subprocess
import sys

try:
    import jsonschema
    from openapi_spec_validator import validate
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)


def contents(document):
    """Every media type object of the document and where it stands."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            places = {"body": operation.get("requestBody", {}), **operation["responses"]}
            for place, described in places.items():
                for media_type, content in described.get("content", {}).items():
                    yield f"{method} {path} {place} {media_type}", content


def main():
    printed = subprocess.run([sys.argv[1]], check=True, capture_output=True, text=True)
    document = json.loads(printed.stdout)
    validate(document)
    operations = [o["operationId"] for methods in document["paths"].values() for o in methods.values()]
    assert len(operations) == len(set(operations)), f"an operationId stands twice: {sorted(operations)}"
    examples = 0
    for where, content in contents(document):
        if "example" not in content or "schema" not in content:
            continue
        schema = {**content["schema"], "components": document["components"]}
        checker = jsonschema.Draft202012Validator(schema)
        complaints = [error.message for error in checker.iter_errors(content["example"])]
        assert not complaints, f"{where}: {complaints}"
        examples += 1
    assert examples > 0, "no example was checked"
    print(f"{len(operations)} operations, {examples} examples")


main()
