"""A wrong value in any key that is declared is one message: it names the file, the key, the fault and a fix."""

import csv
import json
import shutil
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from bot.storage.files.packs import check_pack
from bot.storage.files.packs.keys import Table
from bot.storage.files.packs.schema import FILES
from tests.full_pack import write
from tests.storage.files.test_pack_schema import misfits

TODAY = date(2026, 11, 26)
LONGEST_MESSAGE = 500
WRONG: tuple[Any, ...] = ("x" * 5000, [5], 5, "https://[")
WRONG_CELLS = {
    "decimal": "north",
    "whole": "1,000",
    "day": "01/02/2026",
    "weekdays": "Mon-",
    "times": "25:00",
    "zone": "Tijuana/America",
    "site": "nowhere",
    "hours": "Mon- 09:00-16:00",
    "flag": "perhaps",
    "id": "A B",
    "url": "https://[",
}
"""Of each kind of a column, what is nearly right."""
CLOSED = {"id": "later", "text": "It is closed.", "from": date(2040, 1, 1), "source": "Rules of the clinic"}
EXAMPLES: dict[str, dict[str, list[dict[str, Any]]]] = {
    "pack.toml": {"entry": [CLOSED]},
    "cases.toml": {"case": [{"name": "A couple is asked.", "on": TODAY, "answers": {"party": 2}, "expect": "open"}]},
}
"""What the clinic does not have."""
CIRCLE = {"latitude": 32.5, "longitude": -117.0, "kilometres": 10}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The clinic with one site and without heard words, so that it is checked fast."""
    folder = write(tmp_path / "clinic")
    shutil.rmtree(folder / "heard")
    (folder / "places.csv").write_text("name,altnames,state,latitude,longitude\nCasa,,MX-BCN,32.5,-117\n", "utf-8")
    return folder


def written(table: dict[str, Any]) -> str:
    """A table as TOML."""

    def value(of: Any) -> str:
        match of:
            case dict():
                return f"{{ {', '.join(f'{json.dumps(name)} = {value(one)}' for name, one in of.items())} }}"
            case list():
                return f"[{', '.join(map(value, of))}]"
            case date():
                return of.isoformat()
        return json.dumps(of)

    return "".join(f"{name} = {value(one)}\n" for name, one in table.items())


def with_wrong_values(keys: Table, within: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Put a wrong value into each key of `within` and of its tables, one after another."""
    for number, (name, key) in enumerate(keys.keys.items()):
        inner = within.get(name)
        if key.of and inner:
            yield from with_wrong_values(key.of, inner[0] if isinstance(inner, list) else inner)
        unfit = [one for one in WRONG if [*misfits(one, key.schema)]]
        within[name] = unfit[number % len(unfit)]
        yield name, within[name]
        within.pop(name)
        if inner is not None:
            within[name] = inner


def complaints(folder: Path, file: str, name: str, value: object) -> Iterator[str]:
    """Say what is not as it should be in the messages about one wrong value."""
    found = check_pack(folder, TODAY)
    told = f"{file} {name} = {str(value)[:40]!r}: {[str(one)[-200:] for one in found]}"
    if len(found) != 1:
        yield f"{len(found)} messages for {told}"
    for one in found:
        if one.file != str(folder / file) or name not in str(one) or not one.fix:
            yield f"file, key or fix is not named: {told}"
        if len(str(one)) > LONGEST_MESSAGE:
            yield f"too long: {told}"


@pytest.mark.parametrize("file", [name for name in FILES if name.endswith(".toml")])
def test_a_wrong_value_of_a_table_is_one_message(file: str, folder: Path) -> None:
    whole: dict[str, Any] = tomllib.loads((folder / file).read_text("utf-8")) | deepcopy(EXAMPLES.get(file, {}))
    for area in whole.get("area", [])[:1]:
        area["circles"] = [CIRCLE]
    found = []
    for name, value in with_wrong_values(FILES[file], whole):
        (folder / file).write_text(written(whole), encoding="utf-8")
        found += complaints(folder, file, name, value)
    assert found == []


@pytest.mark.parametrize("file", [name for name in FILES if name.endswith(".csv")])
def test_a_wrong_cell_is_one_message(file: str, folder: Path) -> None:
    rows = [*csv.DictReader((folder / file).read_text("utf-8").splitlines())]
    found = []
    for name, key in FILES[file].keys.items():
        if (file, name) == ("closed.csv", "note"):
            continue  # nobody reads it
        for value in (WRONG_CELLS.get(key.kind, "x" * 5000), "x" * 5000):
            changed = StringIO()
            table = csv.DictWriter(changed, [*dict.fromkeys([*rows[0], name])])
            table.writeheader()
            table.writerows([{**rows[0], name: value}, *rows[1:]])
            (folder / file).write_text(changed.getvalue(), encoding="utf-8")
            found += complaints(folder, file, name, value)
    assert found == []
