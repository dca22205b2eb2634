"""Writes the typed client of the control API from its OpenAPI document.

    python scripts/generate_control.py [--check]

The document is that of the emulator's sources; `--check` writes nothing and fails when a file is behind.
"""

from __future__ import annotations

import argparse
import json
import keyword
import re
import sys
import textwrap
from pathlib import Path
from typing import Any, Iterator, Optional

PACKAGE = Path(__file__).resolve().parent.parent
DOCUMENT = PACKAGE.parent.parent / "fake-rest/src/control/openapi.json"
SOURCES = PACKAGE / "src/fake_twilio"

SCHEMAS_HEAD = '''"""What the control API takes and answers; generated from its OpenAPI document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, List, Literal, Optional, TypedDict, Union

if TYPE_CHECKING:
    from typing_extensions import NotRequired
'''

OPERATIONS_HEAD = '''"""A method for every operation of the control API; generated from its OpenAPI document."""

from __future__ import annotations

from typing import Any, Dict, List, Literal, Optional, Union, cast

from . import schemas
from ._transport import Transport


class Operations:
    """The operations of the control API, each named as in the OpenAPI document.

    They raise :class:`fake_twilio.ControlError` when the emulator refuses them.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
'''

PRIMITIVES = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


def snake_case(name: str) -> str:
    """`CreateAccount` as `create_account`, and a name that is a keyword with a line behind it."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return f"{name}_" if keyword.iskeyword(name) else name


def title(name: str) -> str:
    """`near_misses` as `NearMisses`."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]", name))


class Schemas:
    """Types of the document, in the order in which they are needed."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.named = document["components"]["schemas"]
        self.texts: dict[str, str] = {}
        for name, schema in self.named.items():
            self.add(name, schema)

    def add(self, name: str, schema: dict[str, Any]) -> None:
        """Declares a schema by its name."""
        is_class = schema.get("properties")
        text = self.typed_dict(name, schema) if is_class else f"{name} = {self.type_of(schema, name)}\n"
        if self.texts.setdefault(name, text) != text:
            raise SystemExit(f"two schemas get the name {name}")

    def text(self) -> str:
        """The module: aliases behind the classes that they name."""
        classes = [it for it in self.texts.values() if it.startswith("class ")]
        aliases = [it for it in self.texts.values() if not it.startswith("class ")]
        return "\n\n".join([SCHEMAS_HEAD, *classes, "".join(aliases)])

    def typed_dict(self, name: str, schema: dict[str, Any]) -> str:
        lines = [f"class {name}(TypedDict):"]
        if schema.get("description"):
            lines += [f'    """{schema["description"]}."""', ""]
        required = schema.get("required", [])
        for member, of in schema["properties"].items():
            if keyword.iskeyword(member) or not member.isidentifier():
                raise SystemExit(f"{name} has a member {member}, which is no name of Python's")
            kind = self.type_of(of, name + title(member))
            kind = kind if member in required else f"NotRequired[{kind}]"
            lines.append(f"    {member}: {kind}")
            if of.get("description"):
                lines += docstring(of["description"], 4)
        return "\n".join(lines) + "\n"

    def type_of(self, schema: dict[str, Any], name: str) -> str:
        """The type of a schema; what needs a name of its own gets this one."""
        if "$ref" in schema:
            return str(schema["$ref"]).rsplit("/", 1)[1]
        if "const" in schema:
            return f"Literal[{json.dumps(schema['const'])}]"
        if "enum" in schema:
            return f"Literal[{', '.join(json.dumps(it) for it in schema['enum'])}]"
        for choice in ("oneOf", "anyOf"):
            if choice in schema:
                options = [self.type_of(it, f"{name}{at}") for at, it in enumerate(schema[choice])]
                return f"Union[{', '.join(dict.fromkeys(options))}]"
        kind = schema.get("type")
        if isinstance(kind, list):
            options = [self.type_of({**schema, "type": it}, name) for it in kind if it != "null"]
            inner = options[0] if len(options) == 1 else f"Union[{', '.join(options)}]"
            return f"Optional[{inner}]" if "null" in kind else inner
        if kind == "array":
            items = schema.get("items", {})
            return f"List[{self.type_of(items, name.removesuffix('s') if items else name)}]"
        if kind == "object":
            return self.object_type(schema, name)
        return PRIMITIVES[kind] if kind else "Any"

    def object_type(self, schema: dict[str, Any], name: str) -> str:
        if schema.get("properties"):
            self.add(name, schema)
            return name
        others = schema.get("additionalProperties")
        return f"Dict[str, {self.type_of(others, name) if isinstance(others, dict) else 'Any'}]"


def docstring(text: str, indent: int) -> list[str]:
    space = " " * indent
    text = text if text.endswith((".", "?", "!")) else f"{text}."
    words = textwrap.wrap(text, 92 - indent, break_long_words=False)
    if len(words) == 1:
        return [f'{space}"""{words[0]}"""']
    return [f'{space}"""{words[0]}', *(f"{space}{it}" for it in words[1:]), f'{space}"""']


def members_text(names: list[str]) -> str:
    """An object of the arguments with these names, a line each."""
    if not names:
        return "{}"
    lines = [f"                {json.dumps(name)}: {snake_case(name)}," for name in names]
    return "\n".join(["{", *lines, "            }"])


class Generator:
    """The texts of both files."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.schemas = Schemas(document)

    def files(self) -> dict[Path, str]:
        operations = OPERATIONS_HEAD + "".join(self.operations())
        return {
            SOURCES / "schemas.py": self.schemas.text(),
            SOURCES / "_operations.py": operations,
        }

    def operations(self) -> Iterator[str]:
        for path, methods in self.document["paths"].items():
            shared = methods.get("parameters", [])
            for method, operation in methods.items():
                if method != "parameters":
                    yield self.operation(path, method.upper(), operation, shared)

    def operation(self, path: str, method: str, operation: dict[str, Any], shared: list[dict[str, Any]]) -> str:
        name = operation["operationId"]
        parameters = shared + operation.get("parameters", [])
        in_path = [it for it in parameters if it["in"] == "path"]
        in_query = [it for it in parameters if it["in"] == "query"]
        arguments = [f"{it['name']}: {self.qualified(it['schema'], name)}" for it in in_path]
        keywords, body = self.body(operation, name)
        for parameter in in_query:
            kind = self.qualified(parameter["schema"], name + title(parameter["name"]))
            if parameter.get("required"):
                keywords.insert(0, f"{snake_case(parameter['name'])}: {kind}")
            else:
                keywords.append(f"{snake_case(parameter['name'])}: Optional[{kind}] = None")
        if body == "body":
            arguments.append(keywords.pop(0))
        if keywords:
            arguments.extend(["*", *keywords])
        query = members_text([it["name"] for it in in_query])
        call = [json.dumps(method), self.path_text(path)]
        call += [f"query={query}"] if in_query else []
        call += [f"body={body}"] if body else []
        media_type = next(iter(operation.get("requestBody", {}).get("content", {})), "application/json")
        if media_type != "application/json":
            call.append(f"media_type={json.dumps(media_type)}")
        answer, is_json = self.answer(operation, name)
        sender = "send" if is_json else "send_for_bytes"
        lines = ["", f"    def {snake_case(name)}("]
        lines += [f"        {it}," for it in ["self", *arguments]]
        lines += [f"    ) -> {answer}:", *docstring(operation["summary"], 8)]
        lines += [f"        {'' if answer == 'None' else 'answer = '}self._transport.{sender}("]
        lines += [f"            {it}," for it in call] + ["        )"]
        if answer in ("Any", "bytes"):
            lines.append("        return answer")
        elif answer != "None":
            lines.append(f"        return cast({json.dumps(answer)}, answer)")
        return "\n".join(lines) + "\n"

    def body(self, operation: dict[str, Any], name: str) -> tuple[list[str], Optional[str]]:
        """Arguments that make up the body, and the expression for it."""
        content = operation.get("requestBody", {}).get("content", {})
        if not content:
            return [], None
        media, described = next(iter(content.items()))
        if media != "application/json":
            return ["body: bytes"], "body"
        schema = described["schema"]
        if "$ref" in schema and len(self.resolved(schema).get("required", [])) == 0:
            return [f"body: {self.qualified(schema, name)}"], "body"
        schema = self.resolved(schema)
        if "properties" not in schema:
            return [f"body: {self.qualified(schema, name)}"], "body"
        required = schema.get("required", [])
        members = sorted(schema["properties"].items(), key=lambda it: it[0] not in required)
        arguments = []
        for member, of in members:
            kind = self.qualified(of, name + title(member))
            is_plain = kind == "Any" or kind.startswith("Optional[")
            optional = kind if is_plain else f"Optional[{kind}]"
            arguments.append(f"{member}: {kind}" if member in required else f"{member}: {optional} = None")
        return arguments, members_text([member for member, _ in members])

    def resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        if "$ref" in schema:
            found: dict[str, Any] = self.schemas.named[schema["$ref"].rsplit("/", 1)[1]]
            return found
        return schema

    def answer(self, operation: dict[str, Any], name: str) -> tuple[str, bool]:
        """The type of what succeeds, and whether that is always JSON."""
        kinds: list[str] = []
        for status, response in operation["responses"].items():
            if status.startswith("2"):
                content = response.get("content")
                if not content:
                    kinds.append("None")
                elif list(content) == ["application/json"]:
                    schema = content["application/json"]["schema"]
                    kinds.append(self.qualified(schema, f"{name}Answer"))
                else:
                    return "bytes", False
        kinds = list(dict.fromkeys(kinds))
        if len(kinds) == 2 and "None" in kinds:
            return f"Optional[{next(it for it in kinds if it != 'None')}]", True
        return kinds[0] if len(kinds) == 1 else f"Union[{', '.join(kinds)}]", True

    def qualified(self, schema: dict[str, Any], name: str) -> str:
        """The type as the module of operations names it."""
        text = self.schemas.type_of(schema, name)
        for known in sorted(self.schemas.texts, key=len, reverse=True):
            text = re.sub(rf"(?<![\w.\"]){known}(?![\w\"])", f"schemas.{known}", text)
        return text

    @staticmethod
    def path_text(path: str) -> str:
        names = re.findall(r"{(\w+)}", path)
        if not names:
            return json.dumps(path)
        text = re.sub(r"{(\w+)}", r"{Transport.quoted(\1)}", path)
        return f"f{json.dumps(text)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--document", type=Path, default=DOCUMENT)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    files = Generator(json.loads(arguments.document.read_text())).files()
    behind = [path for path, text in files.items() if not path.is_file() or path.read_text() != text]
    if arguments.check:
        sys.exit(f"behind the OpenAPI document: {', '.join(map(str, behind))}" if behind else 0)
    for path in behind:
        path.write_text(files[path])


if __name__ == "__main__":
    main()
