"""Reads pack.toml: who runs the programme, how long data is kept, dated parameters and areas."""

import re
from dataclasses import dataclass, replace

from bot.core.errors import suggest
from bot.core.language.text import Text
from bot.core.programme.entry import Entry
from bot.core.programme.pack import Area, Pack, Parameter
from bot.storage.files.packs.extending import head_row
from bot.storage.files.packs.keys import Key
from bot.storage.files.packs.reader import HEAD, Draft
from bot.storage.files.packs.row import Row
from bot.storage.files.packs.rules import COUNTRY, KnownQuestions, condition, dated_key
from bot.storage.files.packs.tables import (
    LIMIT,
    LIMIT_KEY,
    OPERATOR_KINDS,
    PACK_KINDS,
    PAGE,
    PARAMETERS,
    PROGRAMME,
    SEAT_PER,
    dated_value,
)
from bot.storage.files.packs.values import describe

NOT_SAID = Text("", "")
"""What a page does not say of appointments."""
STATE = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Head:
    """The top of pack.toml. Its areas are read after the questions, which their conditions use."""

    pack: Pack
    """The pack without what its other files and tables say."""
    row: Row


def read_head(draft: Draft) -> Head | None:
    """Return the top of pack.toml; None if the file cannot be read."""
    table = draft.toml(HEAD)
    if table is None:
        return None
    row = head_row(draft, table)
    draft.id = row.id("pack")
    pack = Pack(
        revision="",
        id=draft.id,
        name=row.text("name", "name"),
        operator=row.text("operator", "operator"),
        about_operator=row.text("about_operator", "about_operator"),
        decider=NOT_SAID,
        who_sees=NOT_SAID,
        zone=row.zone("zone"),
        kind=row.one_of("kind", PACK_KINDS) if row.has("kind") else "programme",
        operator_kind=row.one_of("operator_kind", OPERATOR_KINDS) if row.has("operator_kind") else None,
    )
    if pack.is_page:
        row.table = PAGE
    else:
        pack = _with_claims(row, _with_bookings(row, pack))
        _say_what_it_is(row, pack)
    return Head(pack, row)


def _with_bookings(row: Row, pack: Pack) -> Pack:
    demonstration, ended = row.flag("demonstration"), row.day("imitation_ended")
    return replace(
        pack,
        decider=row.text("decider", "decider"),
        who_sees=row.text("who_sees", "who_sees"),
        demonstration=demonstration,
        imitation_ended=ended,
        seat_per=row.one_of("seat_per", SEAT_PER),
        party_maximum=row.whole("party_maximum") or int(PROGRAMME.keys["party_maximum"].most),
        keep_drafts_days=row.whole("keep_drafts_days") or 1,
        keep_days=row.whole("keep_days") or 1,
        topic=row.word("topic"),
        interpreter=row.word("interpreter"),
        private_room=row.word("private_room"),
        bring=row.text_if_any("bring", "bring"),
        late=row.text_if_any("late", "late"),
        identity=row.words("identity"),
    )


def _with_claims(row: Row, pack: Pack) -> Pack:
    return replace(
        pack,
        free=row.flag("free"),
        cost=row.text_if_any("cost", "cost"),
        imitates=row.word("imitates"),
    )


def _say_what_it_is(row: Row, pack: Pack) -> None:
    if "demonstration" not in row.values:
        fix = "Write demonstration = true, or false for real appointments."
        row.add_mistake('"demonstration" is missing.', fix)
    elif pack.demonstration and not pack.imitation_ended and "imitation_ended" not in row.refused:
        fix = "Write the day on which the imitated programme ended: people are told so."
        row.add_mistake('a demonstration needs "imitation_ended".', fix)
    elif pack.demonstration and not pack.imitates and "imitates" not in row.refused:
        fix = "Write the name of the programme that it imitates: people are told so."
        row.add_mistake('a demonstration needs "imitates".', fix)
    imitated = [name for name in ("imitation_ended", "imitates") if row.has(name) and name not in row.refused]
    if imitated and not pack.demonstration and "demonstration" not in row.refused:
        fix = "Delete it, or write demonstration = true."
        row.add_mistake(f'"{imitated[0]}" is given, but this is not a demonstration.', fix)
    if pack.free and pack.cost and row.valid:
        row.add_mistake('"free" is true, but "cost" is given.', "Delete one of them.")


def read_parameters(head: Head) -> tuple[Parameter, ...]:
    """Return the dated values under [[parameters.horizon_days]] ... of pack.toml."""
    if not head.row.has("parameters"):
        return ()
    tables = head.row.values["parameters"]
    if not isinstance(tables, dict):
        head.row.add_mistake(
            f'"parameters" is {describe(tables)}.', "Write [[parameters.horizon_days]] above each value."
        )
        return ()
    file = Row(head.row.draft, head.row.file, "", tables, PROGRAMME, typed=True)
    parameters = []
    for name in tables:
        key = _declared(name)
        if key is None:
            file.add_mistake(f'there is no parameter "{name}".', suggest(name, PARAMETERS))
            continue
        for row in file.tables(name, f"parameter {name}", dated_value(key)):
            parameter = _parameter(row, name, key)
            parameters += [parameter] if row.valid else []
    return tuple(parameters)


def _declared(name: str) -> Key | None:
    country = name.removeprefix(LIMIT)
    return LIMIT_KEY if country != name and COUNTRY.fullmatch(country) else PARAMETERS.get(name)


def _parameter(row: Row, name: str, key: Key) -> Parameter:
    value: int | str | None
    match key.kind:
        case "one_of":
            value = row.one_of("value", key.words)
        case "clock":
            value = row.clock("value")
        case _:
            value = row.whole("value")
    start, end = row.period(f"parameter {name}")
    parameter = Parameter(
        name=name,
        value=value if value is not None else 0,
        start=start,
        end=end,
        source=row.word("source"),
        url=row.url(),
        estimate=row.flag("estimate"),
    )
    row.done()
    return parameter


def read_areas(head: Head, asked: KnownQuestions) -> tuple[Area, ...]:
    """Return the areas under [[area]] of pack.toml."""
    areas = []
    for row in head.row.tables("area", "area"):
        id = row.id("area")
        start, end = row.period()
        area = Area(
            start=start,
            end=end,
            source=row.text("source", f"area.{id}.source"),
            states=frozenset(row.words("states")),
            parallel=row.decimal("parallel"),
            circles=tuple(_circle(circle) for circle in row.tables("circles", "circle")),
            when=condition(row, asked),
            url=row.url(),
            estimate=row.flag("estimate"),
            id=id,
        )
        row.done()
        for state in sorted(area.states):
            if not STATE.fullmatch(state):
                row.refuse("states", f'"states" has "{state}".', 'Write ISO 3166-2 codes, such as "MX-TAB".')
        if row.valid and not (area.states or area.parallel is not None or area.circles):
            row.add_mistake("the area covers nothing.", 'Give it "states", "parallel" or "circles".')
        areas += [area] if row.valid else []
    return tuple(areas)


def read_entries(head: Head) -> tuple[Entry, ...]:
    """Return the dated texts under [[entry]] of pack.toml, and note every key of the file that nothing reads."""
    entries = []
    for row in head.row.tables("entry", "entry"):
        id = row.id("entry", again=True)
        start, end = row.period(f"entry {id}")
        entry = Entry(
            id=id,
            text=row.text("text", dated_key(row, f"entry.{id}", start, "text")),
            source=row.text("source", dated_key(row, f"entry.{id}", start, "source")),
            start=start,
            end=end,
            url=row.url(),
        )
        row.done()
        entries += [entry] if row.valid else []
    if head.pack.is_page and not head.row.draft.known("entry") and head.row.valid:
        head.row.add_mistake("a page has texts.", "Write each of them under [[entry]].")
    head.row.done()
    return tuple(entries)


def _circle(row: Row) -> tuple[float, float, float]:
    latitude = row.decimal("latitude")
    longitude = row.decimal("longitude")
    kilometres = row.decimal("kilometres")
    row.done()
    return latitude or 0.0, longitude or 0.0, kilometres or 0.0
