"""Reads the rules of a pack, rules.toml, and the conditions of rules, questions and areas."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from bot.core.errors import suggest
from bot.core.language.text import Text
from bot.core.programme.eligibility import (
    ALWAYS,
    PARTY,
    UNSURE,
    Answer,
    Condition,
    Question,
    Rule,
    Test,
)
from bot.core.understanding.personal_details import READ as DETAILS
from bot.storage.files.packs.reader import Draft
from bot.storage.files.packs.row import Row
from bot.storage.files.packs.tables import ANY, BOUNDS, OUTCOMES, RULES
from bot.storage.files.packs.values import describe

SEALED = "only a keyed hash of its answer is kept, so nothing can be compared with it"
COUNTRY = re.compile(r"[A-Z]{2}")


class KnownQuestions:
    """The questions read so far, by id; a question with a mistake is None."""

    def __init__(self, party_maximum: int, inherited: Iterable[Question] = ()) -> None:
        none = Text("", "")
        party = Question(PARTY, "number", none, none, minimum=1, maximum=party_maximum, unsure=False)
        self.questions: dict[str, Question | None] = {PARTY: party}
        self.questions |= {question.id: question for question in inherited}
        self.later: frozenset[str] = frozenset()
        """The ids of questions that come later in the file."""
        self.unread = False
        """Whether the file, or an id in it, could not be read: then an unknown question may be that one."""

    def fault(self, question: Question, answer: object) -> tuple[str, str] | None:
        """Return what is wrong with an answer in a rule or a case, and the fix; None if the answer is right."""
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
                return f'"{question.id}" is compared with {answer}.', f"Its answers are {bounds}."
        return None


def condition(row: Row, asked: KnownQuestions, name: str = "when") -> Condition:
    """Read a condition: `{ vulnerable = "yes" }`, `{ party = { max = 1 }, topic = ["a"] }`, `{ any = [...] }`.

    All tests must hold. For a list, one of its values must match. With `any`, one of its tables must hold as well as
    the rest. A missing condition always holds.
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


def _tests(row: Row, asked: KnownQuestions, table: Mapping[str, object]) -> tuple[Test, ...]:
    return tuple(_test(row, asked, subject, wanted) for subject, wanted in table.items())


def _test(row: Row, asked: KnownQuestions, subject: str, wanted: object) -> Test:
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
            fix = 'The answer "unsure" always leads to a person; delete it here.'
            row.add_mistake(f'"{subject}" is compared with "unsure".', fix)
        elif question and (fault := asked.fault(question, value)):
            row.add_mistake(*fault)
        elif isinstance(value, str | int):
            answers.add(value)
    return Test(subject, frozenset(answers))


def _bounds(row: Row, asked: KnownQuestions, question: Question | None, subject: str, table: dict[str, object]) -> Test:
    bounds = Row(row.draft, row.file, row.place, table, BOUNDS, typed=True)
    least, most = bounds.whole("min"), bounds.whole("max")
    bounds.done()
    if question and question.kind != "number":
        row.add_mistake(f'"{subject}" is not a number, but has "min" or "max".', 'Write its answer, such as "yes".')
    elif bounds.valid and least is None and most is None:
        row.add_mistake(f'"{subject}" has neither "min" nor "max".', "Write { min = 18 }, { max = 20 } or both.")
    elif least is not None and most is not None and most < least:
        row.add_mistake(f'"{subject}" has a "max" ({most}) below its "min" ({least}).', "Swap the two numbers.")
    elif question:
        for bound in (least, most):
            if bound is not None and (fault := asked.fault(question, bound)):
                row.add_mistake(*fault)
    return Test(subject, minimum=least, maximum=most)


def read_rules(draft: Draft, asked: KnownQuestions) -> tuple[Rule, ...]:
    """Return the rules of rules.toml, in the order of the file: the first rule that holds decides."""
    table = draft.toml("rules.toml")
    file = Row(draft, "rules.toml", "", table or {}, RULES, typed=True)
    rules = []
    for row in file.tables("rule", "rule"):
        rule, valid = _rule(row, asked)
        rules += [rule] if valid else []
    file.done()
    if table is not None and not draft.known("rule") and file.valid:
        file.add_mistake("there is no rule, so everyone would be sent to a person.", "Add a [[rule]].")
    return tuple(rules)


def _rule(row: Row, asked: KnownQuestions) -> tuple[Rule, bool]:
    id = row.id("rule", again=True)
    start, end = row.period(f"rule {id}")
    rule = Rule(
        id=id,
        outcome=row.one_of("outcome", OUTCOMES),
        when=condition(row, asked),
        reason=row.text("reason", dated_key(row, f"rule.{id}", start, "reason")),
        source=row.text("source", dated_key(row, f"rule.{id}", start, "source")),
        start=start,
        end=end,
        url=row.url(),
        contact=row.word("contact"),
        estimate=row.flag("estimate"),
    )
    note_before(row, "rule", id)
    row.done()
    return rule, row.valid


def note_before(row: Row, kind: str, id: str) -> None:
    """Note before which other question or rule this one comes, if it says so."""
    if row.has("before") and (before := row.word("before")):
        row.draft.before.setdefault(kind, {})[id] = before, row.place


def dated_key(row: Row, of: str, start: date, name: str) -> str:
    """Return the key of a text of something dated; a later version with other words has its first day in it."""
    key = f"{of}.{name}"
    before = row.draft.texts.get(f"{row.draft.id}.{key}")
    return key if before is None or before.english == row.values.get(name) else f"{key}.{start}"


def subjects(*conditions: Condition) -> Collection[str]:
    """Return the ids of the questions that conditions use."""
    return {test.subject for condition in conditions for tests in condition for test in tests}
