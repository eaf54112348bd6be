"""The schema of a pack: a page for those who write one, and JSON Schema for their editors."""

from collections.abc import Iterator

from bot.storage.files.packs.cases import FILE as CASES_FILE
from bot.storage.files.packs.columns import CAPACITY, CLOSED, CONTACT, PLACE, RESOURCE, SERVICE, SITE
from bot.storage.files.packs.keys import Key, Schema, Table
from bot.storage.files.packs.places import FILE as PLACES_FILE
from bot.storage.files.packs.reader import HEAD
from bot.storage.files.packs.tables import CASES, PAGE, PROGRAMME, QUESTIONS, RULES, dated_value

DIALECT = "https://json-schema.org/draft/2020-12/schema"
EXTENDS: Schema = {"required": ["extends"]}
IS_PAGE: Schema = {"required": ["kind"], "properties": {"kind": {"const": "page"}}}
FILES: dict[str, Table] = {
    HEAD: PROGRAMME,
    "questions.toml": QUESTIONS,
    "rules.toml": RULES,
    "sites.csv": SITE,
    "capacity.csv": CAPACITY,
    "contacts.csv": CONTACT,
    "services.csv": SERVICE,
    "resources.csv": RESOURCE,
    "closed.csv": CLOSED,
    PLACES_FILE: PLACE,
    CASES_FILE: CASES,
}
"""The keys of each file of a pack."""


def page(file: str) -> Iterator[str]:
    """Yield the lines of the page about a file, in Markdown."""
    yield from (f"## {file}", "", FILES[file].says, "")
    yield from _lines(FILES[file], "")


def _lines(table: Table, within: str) -> Iterator[str]:
    inner: dict[str, Table] = {}
    for name, key in table.keys.items():
        optional = "" if key.required else "; optional"
        yield f"- `{name}` ({key.described}{optional}): {key.says}"
        if key.kind == "dated":
            inner[f"{within}NAME"] = dated_value(Key("value", "The value."))
        elif key.of:
            inner[f"{within}{name}"] = key.of
    for name, of in inner.items():
        yield from ("", f"### {name}", "", of.says, "")
        yield from _lines(of, f"{name}.")


def json_schema() -> Schema:
    """Return the JSON Schema of a pack, with a property for each file."""
    files = {name: of_file(name) for name in FILES}
    return {"$schema": DIALECT, "title": "A pack of Randevou", "type": "object", "properties": files}


def of_file(name: str) -> Schema:
    """Return the JSON Schema of a TOML file or, for a CSV file, of the list of its lines."""
    table = FILES[name].schema
    if name.endswith(".csv"):
        return {"$schema": DIALECT, "type": "array", "items": table}
    if name == HEAD:
        table |= {
            "required": ["id"],
            "if": EXTENDS,
            "else": {"if": IS_PAGE, "then": _needed(PAGE), "else": _needed(PROGRAMME)},
        }
    return {"$schema": DIALECT, **table}


def _needed(table: Table) -> Schema:
    return {"required": table.schema["required"]}
