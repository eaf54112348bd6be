"""Runs the cases of a pack: each is a full sentence with a date, answers and the expected result."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.core.errors import suggest
from bot.core.programme.eligibility import UNSURE, Answer
from bot.core.programme.pack import Pack
from bot.storage.files.packs.reader import Draft
from bot.storage.files.packs.row import LONG_AGO, Row
from bot.storage.files.packs.rules import KnownQuestions
from bot.storage.files.packs.tables import CASES, EXPECTED
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
    seats: int | None
    """The seats of all sites together on that day."""
    entries: tuple[str, ...] | None
    """The ids of the texts that are read on that day, in their order."""
    values: Mapping[str, object]
    """The values of parameters on that day."""


def read_cases(draft: Draft, pack: Pack, asked: KnownQuestions) -> tuple[Case, ...]:
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
        case = _case(row, pack, asked)
        cases += [case] if row.valid else []
    file.done()
    return tuple(cases)


def _case(row: Row, pack: Pack, asked: KnownQuestions) -> Case:
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
        seats=row.whole("seats"),
        entries=row.words("entries") if row.has("entries") else None,
        values=_values(row),
    )
    row.done()
    if row.valid and case.expect is None and case.seats is None and case.entries is None and not case.values:
        row.add_mistake('"expect" is missing.', 'For example: expect = "listed"')
    return case


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


def failures(pack: Pack, cases: tuple[Case, ...]) -> list[tuple[str, str]]:
    """Return each case whose result is not the expected one: its name, and the difference."""
    return [(case.name, fault) for case in cases for fault in _faults(pack, case)]


def _named_texts(ids: tuple[str, ...] | None) -> str:
    return ", ".join(f'"{id}"' for id in ids or ()) or "of no entry"


def _faults(pack: Pack, case: Case) -> list[str]:
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
    seats = sum(pack.per_day(site.id, case.on) for site in pack.sites)
    if case.seats not in (None, seats):
        faults.append(f"it expects {case.seats} seats, but the sites have {seats} together.")
    for name, wanted in case.values.items():
        if (value := pack.parameter(name, case.on)) != wanted:
            faults.append(f'it expects "{name}" to be {wanted}, but it is {value}.')
    return faults
