"""The audit log: what staff, commands and the clock did. Rows are only added, linked by a keyed hash."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from bot.core.desk.acts import Act, audited
from bot.storage import setting_table
from bot.storage.database import Connection, Row
from bot.storage.keys.sealing import Seal

ACTIONS = frozenset(
    {
        "audit list", "audit prune", "audit verify", "backup", "bookings list", "bookings review", "chat", "check",
        "clock accept", "clock show", "desk certificate", "desk invited", "desk sign-in", "draw announce",
        "draw reveal", "draw run", "draw show", "faults", "forget", "keys accept", "keys check", "keys give-up",
        "keys rotate", "packs check", "person end help", "person erase",
        "requests list", "requests told", "serve start", "serve stop",
        "slots capacity", "slots close", "slots import", "slots list", "slots open", "slots reset", "staff add",
        "staff invite", "staff list", "staff remove", "staff role", "tick",
        *map(audited, Act),
    }
)  # fmt: skip
"""The allowed actions: the verb of the command, what staff may do at the desk, or what a person did with their data."""
FIELDS = frozenset(
    {
        "as_of", "asked", "bad", "day", "erased", "first", "hash", "note", "number", "offered",
        "past", "people", "reason", "reminders", "role", "rows", "seats",
        "second", "site", "slots", "staff", "time", "told", "verdict", "written",
    }
)  # fmt: skip
"""The allowed details of a row: counts, days, sites, names of staff, a note of staff. None describes who writes."""
ACTOR = re.compile(r"clock|person|staff:\d{1,9}|user:[\w.@-]{1,64}(/[\w.@-]{1,64})?")
OBJECT = re.compile(r"(pack|site|slot|booking|person|rows|staff):[\w.:@+-]{1,64}|")
VALUE = re.compile(r"[\w.:+-]{0,64}")
NAMES = frozenset({"first", "second", "staff", "note"})
"""The details that may have more than one word: names of accounts of staff, and what staff noted."""
NAME = re.compile(r"[\w -]{1,64}")
KEPT, SLACK = timedelta(days=365), timedelta(days=30)
"""Rows are deleted one year after they were written, all that are due together: about once a month."""
HEAD = "audit"
"""The setting that notes the last row."""
UNKNOWN = "?"
"""Replaces the hash of the previous row if the head was lost; from then on `verify` always reports such a row."""
_COLUMNS = ("number", "at", "actor", "action", "object", "detail", "previous")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and when: `clock`, `person`, an account of this machine (`user:ana`) or of staff (`staff:3`)."""

    name: str
    at: datetime


class AuditRow(NamedTuple):
    """One row without its hashes. The texts are as stored, `at` too: a damaged row can still be listed."""

    number: int
    at: str
    actor: str
    action: str
    object: str
    detail: dict[str, str]


@dataclass(frozen=True, slots=True)
class Verified:
    """The result of `verify`: number of rows, last row as `number:hash`, and the fault of the first bad row or ""."""

    rows: int
    last: str
    fault: str


@dataclass(frozen=True, slots=True)
class _Head:
    """The last row that was written, stored apart from the rows, so that rows deleted at the end are noticed."""

    number: int = 0
    hash: str = ""
    known: bool = True


def write(db: Connection, seal: Seal, by: Actor, action: str, what: str = "", **detail: int | str) -> None:
    """Add a row, in the same transaction as the change it describes; raise ValueError for a word not in the lists."""
    assert db.in_transaction, "the row must be in the transaction of the change"
    values = {name: str(value) for name, value in detail.items() if value != ""}
    allowed = action in ACTIONS and ACTOR.fullmatch(by.name) and OBJECT.fullmatch(what)
    well_formed = all((NAME if name in NAMES else VALUE).fullmatch(value) for name, value in values.items())
    if not (allowed and values.keys() <= FIELDS and well_formed):
        raise ValueError(f"the audit log does not accept this row: {action}")
    head = _head(db, seal)
    row: dict[str, int | str] = {
        "number": head.number + 1,
        "at": _utc(by.at),
        "actor": by.name,
        "action": action,
        "object": what,
        "detail": json.dumps(values, sort_keys=True),
        "previous": head.hash,
    }
    hash = _hash(seal, row)
    db.execute(
        """INSERT INTO audit (number, at, actor, action, object, detail, previous, hash)
           VALUES (:number, :at, :actor, :action, :object, :detail, :previous, :hash)""",
        {**row, "hash": hash},
    )
    _set_head(db, seal, head.number + 1, hash)


def pseudonym(seal: Seal, id: str) -> str:
    """Return the pseudonym of a person as the object of a row; after an erasure it leads to nobody."""
    return f"person:{seal.hash_for_audit(f'person:{id}')[:16]}"


def count_about(db: Connection, seal: Seal, id: str) -> int:
    """Count the rows about a person."""
    found = db.execute("SELECT count(*) FROM audit WHERE object = :object", {"object": pseudonym(seal, id)})
    return int(found.fetchone()[0])


def opened_by(db: Connection, seal: Seal, id: str) -> list[tuple[str, datetime]]:
    """Return who of the staff opened the case of a person at a desk, and when, the oldest first."""
    rows = db.execute(
        "SELECT at, detail FROM audit WHERE object = :object AND action LIKE 'desk %' ORDER BY number",
        {"object": pseudonym(seal, id)},
    )
    return [
        (detail[name], datetime.fromisoformat(row["at"]))
        for row in rows
        for detail in (_read(row["detail"]),)
        for name in ("staff", "first", "second")
        if name in detail
    ]


def prune(db: Connection, seal: Seal, by: Actor) -> int:
    """Delete rows older than one year, and add a row from which the chain continues; return how many were deleted."""
    oldest = db.execute("SELECT at FROM audit ORDER BY number LIMIT 1").fetchone()
    if oldest is None or oldest["at"] >= _utc(by.at - KEPT - SLACK):
        return 0
    last = db.execute(
        """SELECT number, hash FROM audit
           WHERE number < coalesce((SELECT min(number) FROM audit WHERE at >= :kept), number + 1)
           ORDER BY number DESC LIMIT 1""",
        {"kept": _utc(by.at - KEPT)},
    ).fetchone()
    write(db, seal, by, "audit prune", f"rows:{last['number']}", hash=last["hash"])
    return db.execute("DELETE FROM audit WHERE number <= :last", {"last": last["number"]}).rowcount


def listing(db: Connection, since: datetime | None = None) -> list[AuditRow]:
    """Return the rows since a moment, oldest first, without their hashes."""
    rows = db.execute(
        f"SELECT {', '.join(map(_as_bytes, _COLUMNS[:-1]))} FROM audit WHERE at >= :since ORDER BY number",
        {"since": _utc(since) if since else ""},
    )
    return [
        AuditRow(
            number=row["number"],
            at=_text(row["at"]),
            actor=_text(row["actor"]),
            action=_text(row["action"]),
            object=_text(row["object"]),
            detail=_read(_text(row["detail"])),
        )
        for row in rows
    ]


def verify(db: Connection, seal: Seal, seen: str = "") -> Verified:
    """Check the chain from its first row to the head, and report the first row that was changed or is missing.

    `seen` is the last row of an earlier check, as `number:hash`: it must still exist, or be older than the rows kept.
    """
    first = _beginning(db)
    number, previous, fault, known = first.number, first.hash, "", {first.number: first.hash}
    for row in db.execute(f"SELECT {', '.join(_as_bytes(name) for name in (*_COLUMNS, 'hash'))} FROM audit ORDER BY 1"):
        fault = fault or _fault(seal, row, number, previous)
        number, previous = int(row["number"]), _text(row["hash"])
        known[number] = previous
    fault = fault or _end(_head(db, seal), number, previous) or _seen(seen, known, first.number)
    return Verified(len(known) - 1, f"{number}:{previous[:16]}", fault)


def is_ours(db: Connection, seal: Seal) -> bool:
    """Return whether the last row was written with these keys; a log without rows cannot tell."""
    columns = ", ".join(_as_bytes(name) for name in (*_COLUMNS, "hash"))
    row = db.execute(f"SELECT {columns} FROM audit ORDER BY number DESC LIMIT 1").fetchone()
    return row is not None and not _fault(seal, row, int(row["number"]) - 1, _text(row["previous"]))


def _beginning(db: Connection) -> _Head:
    """Return the start of the chain: zero, or the last row deleted by age, which the newest `audit prune` row names."""
    row = db.execute(
        f"""SELECT {_as_bytes("object")}, {_as_bytes("detail")} FROM audit
            WHERE action = 'audit prune' ORDER BY number DESC LIMIT 1"""
    ).fetchone()
    try:
        detail = json.loads(_text(row["detail"])) if row else {}
        return _Head(int(_text(row["object"]).partition(":")[2]), str(detail["hash"])) if row else _Head()
    except (ValueError, KeyError, TypeError):
        return _Head()  # that row was changed, and the check of the chain reports it


def _fault(seal: Seal, row: Row, number: int, previous: str) -> str:
    """Return what is wrong with a row that must follow this number and hash, or ""."""
    found = int(row["number"])
    if found > number + 1:
        return f"row {number + 1} is missing"
    if found <= number:
        return f"row {found} does not belong here"
    values = {name: found if name == "number" else _text(row[name]) for name in _COLUMNS}
    if _hash(seal, values) != _text(row["hash"]):
        return f"row {found} was changed"
    return "" if values["previous"] == previous else f"row {found} does not follow row {number}"


def _end(head: _Head, number: int, previous: str) -> str:
    """Return what is wrong with the end of the chain, or ""."""
    if not head.known:
        return f"after row {number} rows may be missing: the note of the last row was changed or deleted"
    if head.number > number:
        return f"row {number + 1} is missing: {head.number - number} rows are missing at the end"
    return "" if (head.number, head.hash) == (number, previous) else f"row {number} is not the last that was written"


def _seen(seen: str, known: Mapping[int, str], first: int) -> str:
    number, _, hash = seen.partition(":")
    if not seen or int(number) < first:
        return ""
    return "" if hash and known.get(int(number), "").startswith(hash) else f"row {number} is not the one that was seen"


def _head(db: Connection, seal: Seal) -> _Head:
    """Return the last row as noted; if the note was changed, mark it as unknown, so that new rows do not hide this."""
    noted = setting_table.read(db, HEAD)
    last = db.execute("SELECT max(number) AS number FROM audit").fetchone()["number"]
    number, _, rest = noted.partition(":")
    hash, _, mark = rest.partition(":")
    if noted and mark == _mark(seal, number, hash):
        return _Head(max(int(number), last or 0), hash)
    return _Head() if not noted and last is None else _Head(last or 0, UNKNOWN, known=False)


def _set_head(db: Connection, seal: Seal, number: int, hash: str) -> None:
    setting_table.write(db, HEAD, f"{number}:{hash}:{_mark(seal, str(number), hash)}")


def _mark(seal: Seal, number: str, hash: str) -> str:
    return seal.hash_for_audit(f"head:{number}:{hash}")


def _hash(seal: Seal, row: Mapping[str, int | str]) -> str:
    return seal.hash_for_audit(json.dumps([row[name] for name in _COLUMNS]))


def _as_bytes(name: str) -> str:
    """Return SQL that reads a column as bytes: damaged text must not stop the check."""
    return name if name == "number" else f"CAST({name} AS BLOB) AS {name}"


def _read(detail: str) -> dict[str, str]:
    """Return the details of a row; they may have been damaged, and `verify` reports it."""
    try:
        return dict(json.loads(detail))
    except (ValueError, TypeError):
        return {"unreadable": detail}


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _text(cell: bytes | None) -> str:
    return bytes(cell or b"").decode(errors="replace")
