"""Reads what a pack asks and what its rules list: conditions, questions.toml, rules.toml."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from bot.core.language.text import Text
from bot.core.programme.eligibility import ALWAYS, PARTY, UNSURE, Answer, Condition, Item, Option, Question, Rule, Test
from bot.core.programme.pack import Service
from bot.core.understanding.personal_details import READ as DETAILS
from bot.storage.files.packs.reader import LONGEST_LABEL, LONGEST_SOURCE, Draft, suggest
from bot.storage.files.packs.row import Row, describe

ANY = "any"
"""In a condition, the key under which several ways to fulfil it stand."""
SERVICES = "services"
"""Instead of a list of options: they are the services of services.csv."""
KINDS = ("yes_no", "list", "choice", "number", "country", *DETAILS)
SEALED = "of it only a seal is kept, so nothing can be compared with it"
OUTCOMES = ("listed", "not_listed", "ask_a_person")
WAYS_OUT = (UNSURE, "back", "help", "more", "done")
"""Choices that the conversation itself offers beside a question's options."""
COUNTRY = re.compile(r"[A-Z]{2}")


class KnownQuestions:
    """The questions read so far, and what may be compared with them; one with a mistake is None."""

    def __init__(self, party_maximum: int) -> None:
        none = Text("", "")
        party = Question(PARTY, "number", none, none, minimum=1, maximum=party_maximum, unsure=False)
        self.questions: dict[str, Question | None] = {PARTY: party}
        self.later: frozenset[str] = frozenset()
        """Those that stand further down in the file."""
        self.unread = False
        """Whether the file could not be read, so that no question is known."""

    def fault(self, question: Question, answer: object) -> tuple[str, str] | None:
        """What is wrong with an answer to a question, in a rule or a case, and the fix; None if nothing."""
        options = [option.id for option in question.options]
        match question.kind:
            case kind if kind in DETAILS:
                return f'"{question.id}" is compared, but {SEALED}.', "Delete it here."
            case "yes_no" | "list" if answer not in ("yes", "no"):
                return f'"{question.id}" is answered with {describe(answer)}.', 'Write "yes" or "no", in quotes.'
            case "choice" if answer not in options:
                option = f'"{answer}"' if isinstance(answer, str) else describe(answer)
                return f'"{question.id}" has no option {option}.', suggest(str(answer), options)
            case "country" if not (isinstance(answer, str) and COUNTRY.fullmatch(answer)):
                fix = 'Write its two capital letters (ISO 3166), such as "MX".'
                return f'"{question.id}" is compared with {describe(answer)}, not with a country.', fix
            case "number" if type(answer) is not int:
                return f'"{question.id}" is compared with {describe(answer)}.', "Write a number without quotes."
            case "number" if not question.minimum <= int(str(answer)) <= question.maximum:
                bounds = f"from {question.minimum} to {question.maximum}"
                return f'"{question.id}" is compared with {answer}.', f"Its answers go {bounds}."
        return None


def condition(row: Row, asked: KnownQuestions, name: str = "when") -> Condition:
    """A condition: `{ vulnerable = "yes" }`, `{ party = { max = 1 }, topic = ["a"] }`, `{ any = [...] }`.

    All of its tests must hold; of the values in a list, one; of the tables under `any`, one besides the rest.
    No condition: always.
    """
    if not row.has(name):
        return ALWAYS
    table = row.values[name]
    if not isinstance(table, dict) or not table:
        fault = f'"{name}" is {describe(table) if table else "empty"}.'
        row.add_mistake(fault, 'Write { question = "answer" }, or delete it.')
        return ALWAYS
    common = _tests(row, asked, {key: value for key, value in table.items() if key != ANY})
    ways = table.get(ANY, [{}])
    if not isinstance(ways, list) or not ways or not all(isinstance(way, dict) for way in ways):
        row.add_mistake(f'"{ANY}" is not a list of conditions.', 'Write any = [ { a = "yes" }, { b = "yes" } ].')
        return ALWAYS
    if ANY in table and not all(ways):
        row.add_mistake(f'"{ANY}" has an empty condition, which always holds.', "Fill it in, or delete it.")
    return tuple((*common, *_tests(row, asked, way)) for way in ways)


def _tests(row: Row, asked: KnownQuestions, table: Mapping[str, Any]) -> tuple[Test, ...]:
    return tuple(_test(row, asked, subject, wanted) for subject, wanted in table.items())


def _test(row: Row, asked: KnownQuestions, subject: str, wanted: Any) -> Test:
    if subject in asked.later:
        row.add_mistake(f'"{subject}" is asked later.', "Move that question up in the file, before this one.")
    elif subject not in asked.questions and not asked.unread:
        known = {*asked.questions, *asked.later}
        row.add_mistake(f'"{subject}" is not a question of this pack.', suggest(subject, known))
    question = asked.questions.get(subject)
    if isinstance(wanted, dict):
        return _bounds(row, asked, question, subject, wanted)
    values = wanted if isinstance(wanted, list) else [wanted]
    if not values:
        row.add_mistake(f'"{subject}" is compared with an empty list.', "Write at least one answer.")
    answers: set[Answer] = set()
    for value in values:
        if value == UNSURE:
            fix = "An answer that is not sure goes to a person by itself; delete it here."
            row.add_mistake(f'"{subject}" is compared with "unsure".', fix)
        elif question and (fault := asked.fault(question, value)):
            row.add_mistake(*fault)
        elif isinstance(value, str | int):
            answers.add(value)
    return Test(subject, frozenset(answers))


def _bounds(row: Row, asked: KnownQuestions, question: Question | None, subject: str, table: dict[str, Any]) -> Test:
    bounds = Row(row.draft, row.file, row.place, table, typed=True)
    least, most = bounds.whole("min", required=False), bounds.whole("max", required=False)
    bounds.done()
    if question and question.kind != "number":
        row.add_mistake(f'"{subject}" is not a number, but has "min" or "max".', 'Write its answer, such as "yes".')
    elif bounds.valid and least is None and most is None:
        row.add_mistake(f'"{subject}" has neither "min" nor "max".', "Write { min = 18 }, { max = 20 } or both.")
    elif least is not None and most is not None and most < least:
        row.add_mistake(f'"{subject}" has a "max" ({most}) below its "min" ({least}).', "Exchange them.")
    elif question:
        for bound in (least, most):
            if bound is not None and (fault := asked.fault(question, bound)):
                row.add_mistake(*fault)
    return Test(subject, minimum=least, maximum=most)


def read_questions(draft: Draft, asked: KnownQuestions, services: tuple[Service, ...]) -> tuple[Question, ...]:
    """The questions of questions.toml, in its order."""
    table = draft.toml("questions.toml")
    asked.unread = table is None
    file = Row(draft, "questions.toml", "", table or {}, typed=True)
    written = file.values.get("question", ())
    rows = written if isinstance(written, list) else []
    asked.later = frozenset(str(row.get("id")) for row in rows if isinstance(row, dict))
    for row in file.tables("question", "question"):
        question, valid = _question(row, asked, services)
        asked.later -= {question.id}
        asked.questions[question.id] = question if valid else None
    file.done()
    return tuple(question for id, question in asked.questions.items() if question and id != PARTY)


def _question(row: Row, asked: KnownQuestions, services: tuple[Service, ...]) -> tuple[Question, bool]:
    id = row.id("question", refused=(PARTY, ANY))
    key = f"question.{id}"
    kind = row.one_of("kind", KINDS)
    least, most = (row.whole(name, required=False) for name in ("min", "max"))
    question = Question(
        id=id,
        kind=kind,
        text=row.text("text", key),
        label=row.text("label", f"{key}.label", longest=LONGEST_LABEL),
        options=_options(row, key, services),
        items=_items(row, key),
        when=condition(row, asked),
        minimum=least or 0,
        maximum=120 if most is None else most,
        booking=row.flag("booking"),
        unsure=row.flag("unsure") if row.has("unsure") else True,
    )
    row.done()
    _fit_kind(row, question, least is not None or most is not None)
    return question, row.valid


def _fit_kind(row: Row, question: Question, bounded: bool) -> None:
    of_services = row.values.get("options") == SERVICES
    if question.kind == "choice" and len(question.options) < 2 and row.valid and not of_services:
        row.add_mistake('a question of kind "choice" has two options or more.', "Add them under options = [ ... ].")
    if question.kind == "list" and not question.items and row.valid:
        row.add_mistake('a question of kind "list" has items.', "Add them with [[question.item]].")
    for name, given, kind in (
        ("options", question.options, "choice"),
        ("item", question.items, "list"),
        ("min or max", bounded, "number"),
    ):
        if given and question.kind in KINDS and question.kind != kind:
            fix = f'Delete it, or make it kind = "{kind}".'
            row.add_mistake(f'a question of kind "{question.kind}" has no {name}.', fix)
    if question.maximum < question.minimum:
        row.add_mistake(f'"max" ({question.maximum}) is below "min" ({question.minimum}).', "Exchange them.")


def _options(row: Row, key: str, services: tuple[Service, ...]) -> tuple[Option, ...]:
    if row.has("options") and row.values["options"] == SERVICES:
        if not services and row.draft.is_clean("services.csv"):
            row.add_mistake('"options" is "services", but there are none.', "Write them in services.csv.")
        return tuple(Option(service.id, service.label) for service in services)
    names = f"option of {row.place}"
    options = []
    for option in row.tables("options", "option"):
        id = option.id(names, refused=WAYS_OUT)
        options.append(Option(id, option.text("label", f"{key}.option.{id}", longest=LONGEST_LABEL)))
        option.done()
    return tuple(options)


def _items(row: Row, key: str) -> tuple[Item, ...]:
    items = []
    for item in row.tables("item", "item"):
        id = item.id(f"item of {row.place}")
        label, holds, holds_not = (
            item.text(name, f"{key}.item.{id}{end}", longest=LONGEST_LABEL)
            for name, end in (("label", ""), ("holds", ".holds"), ("holds_not", ".holds_not"))
        )
        items.append(Item(id, label, holds, holds_not))
        item.done()
    return tuple(items)


def read_rules(draft: Draft, asked: KnownQuestions) -> tuple[Rule, ...]:
    """The rules of rules.toml, in its order: the first that holds settles it."""
    table = draft.toml("rules.toml")
    file = Row(draft, "rules.toml", "", table or {}, typed=True)
    rules = []
    for row in file.tables("rule", "rule"):
        rule, valid = _rule(row, asked)
        rules += [rule] if valid else []
    file.done()
    if table is not None and not draft.ids("rule") and file.valid:
        file.add_mistake("there is no rule, so everybody would be sent to a person.", "Add a [[rule]].")
    return tuple(rules)


def _rule(row: Row, asked: KnownQuestions) -> tuple[Rule, bool]:
    id = row.id("rule", again=True)
    start, end = row.period(f"rule {id}")
    rule = Rule(
        id=id,
        outcome=row.one_of("outcome", OUTCOMES),
        when=condition(row, asked),
        reason=row.text("reason", _key(row, id, str(start), "reason")),
        source=row.text("source", _key(row, id, str(start), "source"), longest=LONGEST_SOURCE),
        start=start,
        end=end,
        url=row.url(),
        contact=row.word("contact", required=False),
    )
    row.done()
    return rule, row.valid


def _key(row: Row, id: str, start: str, name: str) -> str:
    """The key of a rule's reason or source; a later version with other words has its first day in the key."""
    key = f"rule.{id}.{name}"
    before = row.draft.texts.get(f"{row.draft.id}.{key}")
    return key if before is None or before.english == row.values.get(name) else f"{key}.{start}"


def subjects(*conditions: Condition) -> Collection[str]:
    """The questions that conditions look at."""
    return {test.subject for condition in conditions for tests in condition for test in tests}
