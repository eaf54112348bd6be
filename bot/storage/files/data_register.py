"""Reads policy/privacy/register.toml, and reports entries that are wrong."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from bot.core.errors import FileError
from bot.core.language.text import PLACEHOLDER, Text
from bot.core.programme.data_register import Basis, DataClass, Limit, Unit

FILE = Path("privacy") / "register.toml"
Table = Mapping[str, Any]
"""A table of the register. TOML has no types; the file ships with the program, and the tests read it."""
NEEDED = ("purpose", "whose", "basis", "seen_by", "goes", "columns")


class RegisterError(FileError):
    """A mistake in the data register."""


def read_register(policy: Path) -> tuple[DataClass, ...]:
    """Return every class of data in the order of the file; raise RegisterError for the first one with a mistake."""
    path = policy / FILE
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise RegisterError(str(path), "", f"it cannot be read ({error}).", "Restore it.") from error
    found: dict[str, DataClass] = {}
    for id, table in tables.items():
        found[id] = _class(str(path), id, table, found)
    return tuple(found.values())


def _class(file: str, id: str, table: Table, earlier: Mapping[str, DataClass]) -> DataClass:
    if missing := [name for name in NEEDED if not table.get(name)]:
        raise RegisterError(file, id, f'"{missing[0]}" is missing.', "Fill it in: no data is kept without it.")
    if table["basis"] not in get_args(Basis):
        raise RegisterError(file, id, f'"basis" is "{table["basis"]}".', f"Write one of {', '.join(get_args(Basis))}.")
    about_people = table["basis"] != "no personal data"
    if about_people and not (table.get("keep") and table.get("notice")):
        fault = "data about people needs a retention term, and a notice for them."
        raise RegisterError(file, id, fault, 'Give it "notice" and "keep".')
    keep = dict(table.get("keep", {}))
    goes_with = keep.pop("as", "")
    if goes_with and goes_with not in earlier:
        fault = f'there is no class "{goes_with}" above.'
        raise RegisterError(file, f"{id}.keep", fault, "Name an earlier class, or a term.")
    own = tuple(_limit(file, id, name, entry) for name, entry in keep.items())
    notice = table.get("notice", "")
    if strange := set(PLACEHOLDER.findall(notice)) ^ {limit.name for limit in own if notice}:
        fault = f'"notice" and "keep" do not agree on {min(strange)}.'
        raise RegisterError(file, id, fault, "The notice must name every number of the terms, and no other.")
    return DataClass(
        id=id,
        purpose=table["purpose"],
        whose=table["whose"],
        basis=table["basis"],
        seen_by=table["seen_by"],
        goes=table["goes"],
        notice=Text(f"privacy.kept.{id}", notice) if notice else None,
        limits=(*own, *(earlier[goes_with].limits if goes_with else ())),
        columns=table["columns"],
        known=tuple(table.get("known", ())),
    )


def _limit(file: str, id: str, name: str, entry: Table) -> Limit:
    units: list[Unit] = [unit for unit in get_args(Unit) if unit in entry]
    if len(units) != 1 or not entry.get("after"):
        raise RegisterError(
            file, f"{id}.keep.{name}", "it is not a term.", 'Write { days = 7, by = "...", after = "..." }.'
        )
    number, by = entry[units[0]], entry.get("by", "")
    if isinstance(number, str):
        return Limit(name, units[0], entry["after"], pack_key=number)
    if not by:
        raise RegisterError(file, f"{id}.keep.{name}", '"by" is missing.', "Name the constant that enforces it.")
    return Limit(name, units[0], entry["after"], number=number, constant=by)
