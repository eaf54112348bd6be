"""Runs the cases of a pack: each is a full sentence with a date, answers and the expected result."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.core.errors import suggest
from bot.core.places import areas, matching, ranking
from bot.core.places.gazetteer import Gazetteer
from bot.core.programme.eligibility import UNSURE, Answer
from bot.core.programme.pack import Area, Pack
from bot.storage.files.packs.reader import Draft
from bot.storage.files.packs.row import LONG_AGO, Row
from bot.storage.files.packs.rules import KnownQuestions
from bot.storage.files.packs.tables import CASES, EXPECTED, INSIDE
from bot.storage.files.packs.values import describe

FILE = "cases.toml"
OPEN, CLOSED = "open", "closed"


@dataclass(frozen=True, slots=True)
class Case:
    """The expected result of some answers on a day; a field that is None is not checked."""

    name: str
    on: date
    answers: Mapping[str, Answer]
    expect: str | None
    rule: str | None
    next: str | None
    """The id of the next question, "" if no question follows."""
    place: str
    """A town, state or country as people type it; "" if the case is not about one."""
    inside: str | None
    """Whether the area covers the place: "unclear" near its line, or if only a part of a state is covered."""
    site: str
    """The site whose seats are counted; "" for all sites together."""
    seats: int | None
    """The seats on that day."""
    entries: tuple[str, ...] | None
    """The ids of the texts that are read on that day, in their order."""
    values: Mapping[str, object]
    """The values of parameters on that day."""


def read_cases(draft: Draft, pack: Pack, asked: KnownQuestions, gazetteer: Gazetteer) -> tuple[Case, ...]:
    """Return the cases of cases.toml."""
    table = draft.toml(FILE, optional=True)
    if table is None:
        if draft.is_clean(FILE):
            fix = "Write some: only with cases can a pack be changed safely."
            fault = "the file is missing; it says which result is expected for which answers."
            draft.add_mistake(FILE, "", fault, fix)
        return ()
    file = Row(draft, FILE, "", table, CASES, typed=True)
    cases = []
    for row in file.tables("case", "case"):
        case = _case(row, pack, asked, gazetteer)
        cases += [case] if row.valid else []
    file.done()
    return tuple(cases)


def _case(row: Row, pack: Pack, asked: KnownQuestions, gazetteer: Gazetteer) -> Case:
    name = row.word("name")
    if name and not (name[0].isupper() and name.endswith(".")):
        row.add_mistake(
            "the name of a case is a full sentence.", "Begin with a capital letter and end with a full stop."
        )
    if name in row.draft.ids("case"):
        row.add_mistake("another case has the same name.", "Say what is different in this one.")
    row.draft.ids("case").append(name)
    case = Case(
        name=name,
        on=row.day("on") or LONG_AGO,
        answers=_answers(row, asked),
        expect=row.one_of("expect", EXPECTED) if row.has("expect") else None,
        rule=_named(row, "rule", [rule.id for rule in pack.rules]),
        next=_named(row, "next", [question.id for question in pack.questions]),
        place=row.word("place"),
        inside=row.one_of("inside", INSIDE) if row.has("inside") else None,
        site=_named(row, "site", [site.id for site in pack.sites]) or "",
        seats=row.whole("seats"),
        entries=row.words("entries") if row.has("entries") else None,
        values=_values(row),
    )
    row.done()
    _check_place(row, case, gazetteer)
    expected = (case.expect, case.inside, case.seats, case.entries)
    if row.valid and not case.values and all(nothing is None for nothing in expected):
        row.add_mistake('"expect" is missing.', 'For example: expect = "listed"')
    return case


def _check_place(row: Row, case: Case, gazetteer: Gazetteer) -> None:
    if row.refused & {"place", "inside"}:
        return
    if case.place and case.inside is None:
        row.add_mistake('"place" is given without "inside".', 'Write inside = "yes", "no" or "unclear".')
    elif case.inside and not case.place:
        row.add_mistake('"inside" is given without "place".', 'Write place = "Tapachula, Chiapas".')
    elif case.place and _covered(case, (), gazetteer) is None:
        fix = 'Write the town with its state, such as "Tapachula, Chiapas".'
        row.add_mistake(f'"place" is "{case.place}", which is not one place that is known.', fix)


def _named(row: Row, name: str, known: list[str]) -> str | None:
    if not row.has(name):
        return None
    if row.values[name] == "":
        return ""
    word = row.word(name)
    if word and word not in known:
        row.add_mistake(f'"{name}" is "{word}".', suggest(word, known))
    return word


def _values(row: Row) -> Mapping[str, object]:
    values = row.values.get("values", {}) if row.has("values") else {}
    if not isinstance(values, dict):
        row.add_mistake(f'"values" is {describe(values)}.', "Write values = { daily_total = 1000 }")
        return {}
    return values


def _answers(row: Row, asked: KnownQuestions) -> Mapping[str, Answer]:
    answers = row.values.get("answers", {}) if row.has("answers") else {}
    if not isinstance(answers, dict):
        row.add_mistake(f'"answers" is {describe(answers)}.', 'Write answers = { party = 3, vulnerable = "yes" }')
        return {}
    for id, answer in answers.items():
        question = asked.questions.get(id)
        if question is None:
            row.add_mistake(f'"{id}" is not a question of this pack.', suggest(id, asked.questions))
        elif answer == UNSURE and not question.unsure:
            row.add_mistake(f'"{id}" does not offer "unsure".', "Write another answer.")
        elif answer != UNSURE and (fault := asked.fault(question, answer)):
            row.add_mistake(*fault)
    return answers


def failures(pack: Pack, cases: tuple[Case, ...], gazetteer: Gazetteer) -> list[tuple[str, str]]:
    """Return each case whose result is not the expected one: its name, and the difference."""
    return [(case.name, fault) for case in cases for fault in _faults(pack, case, gazetteer)]


def _named_texts(ids: tuple[str, ...] | None) -> str:
    return ", ".join(f'"{id}"' for id in ids or ()) or "of no entry"


def _faults(pack: Pack, case: Case, gazetteer: Gazetteer) -> list[str]:
    determination = pack.determination(case.answers, case.on)
    read = tuple(entry.id for entry in pack.entries_on(case.on))
    closed = bool(read) or pack.is_page
    outcome = CLOSED if closed else determination.outcome or OPEN
    rule = determination.rule.id if determination.rule and not closed else ""
    faults = []
    if case.expect not in (None, outcome):
        by = f' by the rule "{rule}"' if rule else ""
        faults.append(f'it expects "{case.expect}", but the result is "{outcome}"{by}.')
    elif case.rule not in (None, rule):
        faults.append(f'it expects the rule "{case.rule}", but it was "{rule}".')
    if case.entries not in (None, read):
        faults.append(f"it expects the texts {_named_texts(case.entries)}, but they are {_named_texts(read)}.")
    if case.next is not None:
        question = pack.next_question(case.answers, case.on)
        asked = question.id if question else ""
        if case.next != asked:
            faults.append(f'it expects the question "{case.next}" next, but it is "{asked}".')
    covered = _covered(case, pack.areas_on(case.on, case.answers), gazetteer) if case.place else None
    if case.inside != covered:
        faults.append(f'it expects "{case.place}" to be inside: "{case.inside}", but it is "{covered}".')
    seats = sum(pack.per_day(site.id, case.on) for site in pack.sites if case.site in ("", site.id))
    if case.seats not in (None, seats):
        have = f'"{case.site}" has {seats}' if case.site else f"the sites have {seats} together"
        faults.append(f"it expects {case.seats} seats, but {have}.")
    for name, wanted in case.values.items():
        if (value := pack.parameter(name, case.on)) != wanted:
            faults.append(f'it expects "{name}" to be {wanted}, but it is {value}.')
    return faults


def _covered(case: Case, chosen: tuple[Area, ...], gazetteer: Gazetteer) -> areas.Answer | None:
    """Return whether areas cover the place of a case; None if its words do not name one place."""
    match matching.match(case.place, gazetteer):
        case ranking.Found(place) if place.country == "MX":
            point = {"latitude": place.latitude, "longitude": place.longitude}
            return areas.inside(chosen, state=place.state, gazetteer=gazetteer, **point)
        case ranking.Found(place):
            return areas.inside(chosen, state=place.country, gazetteer=gazetteer)
        case ranking.FoundState(state):
            return areas.inside(chosen, state=state.code, gazetteer=gazetteer)
        case ranking.CountryOnly(country):
            return areas.inside(chosen, state=country, gazetteer=gazetteer)
    return None
