"""Lays a pack over the one that it extends: what it does not say itself is that of its parent."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain
from operator import attrgetter
from os.path import isfile  # False for what cannot be the name of a folder
from pathlib import Path
from typing import Any, TypeVar  # Any: the list that is left out has a type of its own

from bot.core.errors import PackError, suggest
from bot.core.programme.eligibility import Condition, ItemWords, Question, Rule
from bot.core.programme.entry import Entry
from bot.core.programme.pack import Area, Pack, Parameter
from bot.core.programme.site import Capacity
from bot.settings import root
from bot.storage.files.packs.reader import HEAD, Draft
from bot.storage.files.packs.row import Row
from bot.storage.files.packs.rules import KnownQuestions
from bot.storage.files.packs.tables import PAGE, PROGRAMME

T = TypeVar("T")
D = TypeVar("D", Rule, Area, Parameter, Capacity, Entry)
Key = Callable[[T], object]

LISTS = {
    "question": ("questions", "id"),
    "rule": ("rules", "id"),
    "site": ("sites", "id"),
    "service": ("services", "id"),
    "resource": ("resources", "name"),
    "contact": ("contacts", "id"),
    "area": ("areas", "id"),
    "parameter": ("parameters", "name"),
    "entry": ("entries", "id"),
}
"""What an extension can leave out: where a pack has it, and what names it there."""
CLOSED = "closed"
NEVER_INHERITED = ("id", "extends", "without", "parameters", "area", "entry")
"""The keys of pack.toml that each pack writes for itself, or that are laid over those of the parent one by one."""
DAY = timedelta(days=1)


def lineage(folder: Path) -> list[Path]:
    """Return the folder of a pack and those that it extends, the nearest first: a neighbour, or one that ships.

    Raises PackError for a parent that is missing, and for a circle.
    """
    folders = [folder]
    while name := _extended(folders[-1]):
        file, homes = str(folders[-1] / HEAD), (folders[-1].resolve().parent, root() / "policy")
        parent = next((home / name for home in homes if isfile(home / name / HEAD)), None)
        if parent is None:
            known = {head.parent.name for home in homes for head in home.glob(f"*/{HEAD}")} - {folders[-1].name}
            raise PackError(file, "", f'"extends" is "{name}", and there is no such pack.', suggest(name, known))
        seen = [one.resolve() for one in folders]
        folders.append(parent)
        if parent.resolve() in seen:
            way = ", ".join(one.name for one in folders[seen.index(parent.resolve()) :])
            raise PackError(file, "", f'"extends" leads in a circle: {way}.', "Delete it in one of them.")
    return folders


def _extended(folder: Path) -> str:
    """Return the name that a pack extends; "" for none, and for a file that cannot be read.

    Raises PackError for a value that is not a name. Reading stops there: without the parent every other key is missing.
    """
    with suppress(OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        text = (folder / HEAD).read_text("utf-8-sig")
        table = tomllib.loads(text) if "extends" in text else {}
        draft = Draft(folder)
        name = Row(draft, HEAD, "", table, PROGRAMME, typed=True).word("extends")
        if draft.mistakes:
            raise draft.mistakes[0]
        return name
    return ""


def head_row(draft: Draft, table: dict[str, object]) -> Row:
    """Return the top of pack.toml, with what the parent says where the pack says nothing."""
    if draft.parent is None:
        draft.head = table
        row = Row(draft, HEAD, "", table, PROGRAMME, typed=True)
        if row.has("without"):
            row.add_mistake('"without" is given, but the pack extends nothing.', 'Write extends = "...", or delete it.')
        return row
    theirs = {name: value for name, value in draft.parent.head.items() if name not in NEVER_INHERITED}
    if table.get("kind") == "page":
        theirs = {name: value for name, value in theirs.items() if name in PAGE.keys}
    own = Row(draft, HEAD, "", table, PROGRAMME, typed=True)
    draft.without = own.words("without")
    for name in draft.without:
        if ":" not in name and name not in theirs:
            own.add_mistake(f'"without" has "{name}", which is not a key of the parent.', suggest(name, theirs))
    inherited = {name: theirs[name] for name in theirs if name not in table and name not in draft.without}
    draft.head = {**table, **inherited}
    draft.owners = {name: draft.parent.owners.get(name, draft.parent.id) for name in inherited}
    row = Row(draft, HEAD, "", draft.head, PROGRAMME, typed=True)
    row.owners = draft.owners
    if draft.parent.head.get("kind") == "page" and table.get("kind", "page") != "page":
        row.add_mistake('"kind" is not that of the parent.', "Delete it: only a page extends a page.")
    if table.get("id") == draft.parent.id:
        row.add_mistake(f'"id" is "{draft.parent.id}", which is that of the parent.', "Choose another id.")
    return row


def left_out(draft: Draft, parent: Pack) -> Pack:
    """Return the parent without what the pack leaves out; what hangs on a site goes with it."""
    closed = draft.parent.closed if draft.parent else {}
    for entry in draft.without:
        kind, colon, id = entry.partition(":")
        if not colon:
            continue
        if kind == CLOSED:
            known = {str(day) for day in chain.from_iterable(closed.values())}
            closed = {site: {day for day in days if str(day) != id} for site, days in closed.items()}
        elif kind in LISTS:
            where, named = LISTS[kind]
            things = getattr(parent, where)
            known = {getattr(thing, named) for thing in things}
            kept: dict[str, Any] = {where: tuple(thing for thing in things if getattr(thing, named) != id)}
            parent = replace(parent, **kept)
        else:
            draft.add_mistake(HEAD, "", f'"without" has "{entry}".', suggest(kind, [*LISTS, CLOSED]))
            continue
        if id not in known:
            fault = f'"without" has "{entry}": the parent has no such {kind}.'
            draft.add_mistake(HEAD, "", fault, suggest(id, known))
    draft.closed = {site: {*days} for site, days in closed.items()}
    sites = {site.id for site in parent.sites}
    services = (replace(one, sites=tuple(site for site in one.sites if site in sites)) for one in parent.services)
    parent = replace(
        parent,
        services=tuple(services),
        capacities=tuple(capacity for capacity in parent.capacities if capacity.site in sites),
        resources=tuple(resource for resource in parent.resources if resource.site in sites),
    )
    draft.inherited = {
        "site": [site.id for site in parent.sites],
        "rule": [rule.id for rule in parent.rules],
        "entry": [entry.id for entry in parent.entries],
        "contact kind": [kind for contact in parent.contacts for kind in contact.kinds],
    }
    return parent


def as_page(parent: Pack, page: Pack) -> Pack:
    """Return what a page takes from the pack that it extends: who helps, texts, and words."""
    return replace(page, contacts=parent.contacts, entries=parent.entries, words=parent.words)


def laid_over(draft: Draft, parent: Pack, own: Pack) -> Pack:
    """Return a pack with all that its parent has and it does not say itself; its questions are complete already."""
    id, name, site = attrgetter("id"), attrgetter("name"), attrgetter("site")
    return replace(
        own,
        rules=in_place(draft, "rule", dated(parent.rules, own.rules, id)),
        parameters=dated(parent.parameters, own.parameters, name),
        areas=dated(parent.areas, own.areas, id),
        entries=dated(parent.entries, own.entries, id),
        capacities=dated(parent.capacities, own.capacities, site),
        services=replaced(parent.services, own.services, id),
        resources=replaced(parent.resources, own.resources, attrgetter("name", "site")),
        contacts=replaced(parent.contacts, own.contacts, id),
        words={code: {**parent.words.get(code, {}), **own.words.get(code, {})} for code in (*parent.words, *own.words)},
        heard={code: _both(parent.heard.get(code), own.heard.get(code), own) for code in (*parent.heard, *own.heard)},
        calls={code: _all_words(parent.calls.get(code), own.calls.get(code)) for code in (*parent.calls, *own.calls)},
    )


def replaced(theirs: Sequence[T], own: Sequence[T], key: Key[T]) -> tuple[T, ...]:
    """Return what the parent has, each with what the pack has under the same key in its place; what is new is last."""
    return _merged(theirs, own, key, lambda _, mine: mine)


def dated(theirs: Sequence[D], own: Sequence[D], key: Key[D]) -> tuple[D, ...]:
    """Return what the parent has, without the days on which the pack has something under the same key."""
    return _merged(theirs, own, key, lambda before, mine: [*_on_other_days(before, mine), *mine])


def _merged(
    theirs: Sequence[T], own: Sequence[T], key: Key[T], merge: Callable[[list[T], list[T]], list[T]]
) -> tuple[T, ...]:
    if not theirs:
        return tuple(own)
    before: dict[object, list[T]] = {}
    mine: dict[object, list[T]] = {}
    for things, by_key in ((theirs, before), (own, mine)):
        for thing in things:
            by_key.setdefault(key(thing), []).append(thing)
    return tuple(
        thing
        for id in {**before, **mine}
        for thing in (merge(before.get(id, []), mine[id]) if id in mine else before[id])
    )


def _on_other_days(theirs: Iterable[D], mine: Iterable[D]) -> Iterable[D]:
    """Return dated entries of the parent without the days of the pack's own ones."""
    left = list(theirs)
    for own in mine:
        left = [part for entry in left for part in _cut(entry, own.start, own.end)]
    return left


def _cut(entry: D, start: date, end: date | None) -> Iterator[D]:
    """Yield what is left of an entry before a first and after a last day."""
    if entry.start < start:
        last = start - DAY
        yield entry if entry.end and entry.end <= last else replace(entry, end=last)
    if end and (entry.end is None or entry.end > end):
        yield entry if entry.start > end else replace(entry, start=end + DAY)


def in_place(draft: Draft, kind: str, things: Sequence[T]) -> tuple[T, ...]:
    """Return questions or rules in their order, each that says "before" another one right there."""
    ordered = list(things)
    named = attrgetter("id")
    for id, (other, place) in draft.before.get(kind, {}).items():
        known = [named(thing) for thing in ordered]
        if other not in known:
            draft.add_mistake(f"{kind}s.toml", place, f'"before" is "{other}".', suggest(other, {*known} - {id}))
            continue
        moved = [thing for thing in ordered if named(thing) == id]
        ordered = [thing for thing in ordered if named(thing) != id]
        at = next((at for at, thing in enumerate(ordered) if named(thing) == other), 0)
        ordered[at:at] = moved
    return tuple(ordered)


def check_inherited(draft: Draft, parent: Pack, pack: Pack, asked: KnownQuestions) -> None:
    """Note where what the parent has asks for a question or an answer that the pack has changed."""
    conditions: list[tuple[str, str, Condition]] = [
        *(("question", question.id, question.when) for question in parent.questions),
        *(("rule", rule.id, rule.when) for rule in parent.rules),
        *(("area", area.id, area.when) for area in parent.areas),
    ]
    for kind, id, condition in conditions:
        if id in draft.ids(kind):
            continue
        of = f'the {kind} "{id}" of the parent'
        for test in {test for tests in condition for test in tests}:
            question = asked.questions.get(test.subject)
            if test.subject not in asked.questions:
                fault = f'{of} uses "{test.subject}", which is not a question of this pack any more.'
                draft.add_mistake(HEAD, "", fault, f'Leave it out as well, "{kind}:{id}". Or write a new one.')
            compared = [*sorted(test.values, key=str), *(n for n in (test.minimum, test.maximum) if n is not None)]
            for value in compared if question else ():
                if question and (wrong := asked.fault(question, value)):
                    fix = f'Leave out "{kind}:{id}". Or write a new one.'
                    draft.add_mistake(HEAD, "", f"{of}: {wrong[0]}", fix)
    _asked_later(draft, pack.questions)


def _asked_later(draft: Draft, questions: Sequence[Question]) -> None:
    order = {question.id: place for place, question in enumerate(questions)}
    for question in questions:
        for subject in sorted({test.subject for tests in question.when for test in tests}):
            if order.get(subject, -1) >= order[question.id]:
                fix = f'Write before = "{question.id}" in that question.'
                draft.add_mistake("questions.toml", f'question "{question.id}"', f'"{subject}" is asked later.', fix)


def _both(theirs: ItemWords | None, mine: ItemWords | None, pack: Pack) -> ItemWords:
    """Return the words for the items that the pack has, its own before those of the parent."""
    both = _all_words(theirs, mine)
    items = {item.id for question in pack.questions for item in question.items}
    return replace(both, together={item: lines for item, lines in both.together.items() if item in items})


def _all_words(*words: ItemWords | None) -> ItemWords:
    known = [each for each in words if each]
    return ItemWords(
        _joined(each.spellings for each in known),
        _joined(each.concepts for each in known),
        _joined(each.together for each in known),
        _joined(each.examples for each in known),
    )


def _joined(tables: Iterable[Mapping[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    return {key: words for table in tables for key, words in table.items()}
