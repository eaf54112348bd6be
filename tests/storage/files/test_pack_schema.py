"""The keys of a pack are declared as data: reading, messages, the page and the JSON Schema come from the same place."""

import csv
import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from types import UnionType
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.storage.files.packs import check_pack
from bot.storage.files.packs.keys import KINDS, Key, Table
from bot.storage.files.packs.row import Row
from bot.storage.files.packs.schema import FILES, json_schema, of_file
from bot.storage.files.packs.tables import PARAMETERS
from tests.conftest import POLICY

PACKS = sorted(head.parent.name for head in POLICY.glob("*/pack.toml"))
TODAY = date(2026, 11, 26)
TYPES: Mapping[str, type | UnionType] = {
    "object": dict,
    "array": list,
    "string": str | date,
    "integer": int,
    "number": int | float,
    "boolean": bool,
}


def misfits(value: Any, schema: dict[str, Any], at: str = "") -> Iterator[str]:
    """Where a value does not fit a schema, as far as ours go; a date of TOML is a text in JSON."""
    if "anyOf" in schema and all([*misfits(value, way)] for way in schema["anyOf"]):
        yield f"{at}: fits none"
    if not isinstance(value, TYPES.get(schema.get("type", ""), object)):
        yield f"{at}: {value!r} is no {schema['type']}"
        return
    if value not in schema.get("enum", [value]) or schema.get("const", value) != value:
        yield f"{at}: {value!r}"
    if isinstance(value, str) and (
        len(value) > schema.get("maxLength", 999) or not re.search(schema.get("pattern", ""), value)
    ):
        yield f"{at}: {value!r}"
    if isinstance(value, int | float) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{at}: {value}"
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from misfits(one, schema.get("items", {}), f"{at}[{number}]")
    if isinstance(value, dict):
        yield from (f"{at}: no {name}" for name in schema.get("required", []) if name not in value)
        for name, one in value.items():
            patterns = schema.get("patternProperties", {})
            found = [
                schema.get("properties", {}).get(name),
                *(form for p, form in patterns.items() if re.search(p, name)),
            ]
            form = next(filter(None, found), {} if schema.get("additionalProperties", True) else None)
            yield from [f"{at}: {name} is not known"] if form is None else misfits(one, form, f"{at}.{name}")


def tables() -> Iterator[tuple[str, Table]]:
    """Every table that is declared, by its place in a file."""

    def within(name: str, table: Table) -> Iterator[tuple[str, Table]]:
        yield name, table
        for key, declared in table.keys.items():
            if declared.of:
                yield from within(f"{name} {key}", declared.of)

    for file, table in FILES.items():
        yield from within(file, table)


@pytest.mark.parametrize("pack", PACKS)
def test_the_packs_that_ship_fit_the_schema(pack: str) -> None:
    for path in (POLICY / pack).glob("*.toml"):
        assert [*misfits(tomllib.loads(path.read_text("utf-8")), of_file(path.name), path.name)] == []
    for path in (POLICY / pack).glob("*.csv"):
        columns, extra = FILES[path.name].columns
        header = next(csv.reader(path.read_text("utf-8").splitlines()))
        assert {*columns} <= {*header} <= {*columns, *extra}, path.name


def test_the_schema_finds_what_is_wrong() -> None:
    good = tomllib.loads((POLICY / "border-appointments" / "pack.toml").read_text("utf-8"))
    wrong = {"party_maximum": 0, "seat_per": "cases", "aera": [], "name": "x" * 61, "free": "yes"}
    found = [*misfits(good | wrong, of_file("pack.toml"))]
    assert [place.partition(":")[0] for place in found if "aera" not in place] == [
        ".name", ".free", ".seat_per", ".party_maximum",
    ]  # fmt: skip
    assert ": aera is not known" in found
    limit = {"limit_nationality_MX": [{"value": -1, "from": TODAY, "source": "Us"}]}
    assert [*misfits(good | {"parameters": limit}, of_file("pack.toml"))] == [
        ".parameters.limit_nationality_MX[0].value: -1"
    ]


@pytest.mark.parametrize(("place", "table"), [*tables()], ids=lambda one: one if isinstance(one, str) else "")
def test_every_key_is_described_in_one_sentence(place: str, table: Table) -> None:
    for name, key in table.keys.items():
        assert key.kind in KINDS, name
        assert key.says[0].isupper(), name
        assert key.says.endswith("."), name
        assert len(key.says) <= 120, name
    assert table.says.endswith(".")


NOT_READ = {"note"}
"""It is for those who write it."""
EXTRA = """
id = "ours"
extends = "border-appointments"
without = []

[[area]]
id = "near"
from = 2026-01-01
source = "Us"
circles = [ { latitude = 32.5, longitude = -117.0, kilometres = 10 } ]

[[entry]]
id = "end"
text = "It ended."
source = "Us"
from = 2026-01-01
"""


def test_every_key_that_is_declared_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    looked_up: dict[tuple[str, ...], set[str]] = {}
    has = Row.has

    def noted(self: Row, name: str) -> bool:
        looked_up.setdefault(tuple(self.table.keys), set()).add(name)
        return has(self, name)

    monkeypatch.setattr(Row, "has", noted)
    (tmp_path / "pack.toml").write_text(EXTRA, encoding="utf-8")
    (tmp_path / "places.csv").write_text("name,altnames,state,latitude,longitude\nCasa,,MX-BCN,32.5,-117\n", "utf-8")
    for folder in (tmp_path, *(POLICY / name for name in PACKS)):
        check_pack(folder, TODAY)
    for place, table in tables():
        if place != "pack.toml parameters":
            assert {*table.keys} - NOT_READ <= looked_up[tuple(table.keys)], place


Run = Callable[..., str]


@pytest.fixture
def run() -> Run:
    def invoke(*words: str) -> str:
        result = CliRunner().invoke(main, ["packs", "schema", *words])
        assert result.exit_code == 0, result.output
        return result.output

    return invoke


def test_the_page_names_every_file_and_every_key(run: Run) -> None:
    page = run()
    for file, table in FILES.items():
        assert f"## {file}\n\n{table.says}\n" in page
        for name, key in table.keys.items():
            assert f"- `{name}` (" in page
            assert key.says in page
    assert "- `party_maximum` (a whole number from 1 to 100): The largest group that can book together." in page
    assert "- `allocation` (one of first_come, draw; optional): " in page
    one = run("sites.csv")
    assert one.startswith("## sites.csv\n")
    assert one.count("## ") == 1


def test_the_schema_is_json(run: Run) -> None:
    assert json.loads(run("--json")) == json.loads(json.dumps(json_schema()))
    sites = json.loads(run("sites.csv", "--json"))
    assert sites["items"]["properties"]["longitude"] == {
        "type": "number", "description": "Degrees east: sites are listed from west to east.",
        "minimum": -180, "maximum": 180,
    }  # fmt: skip


def test_a_new_parameter_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(PARAMETERS, "coffee_at", Key("clock", "When there is coffee."))
    (tmp_path / "pack.toml").write_text(
        'id = "ours"\nextends = "legal-clinic"\n[[parameters.coffee_at]]\nvalue = "8"\n'
        'from = 2026-12-01\nsource = "Us"\n',
        encoding="utf-8",
    )
    assert str(check_pack(tmp_path, TODAY)[0]).endswith(
        'parameter coffee_at 1: "value" is "8", not a time. Write it like this: value = "09:00"'
    )
