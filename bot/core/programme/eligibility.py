"""What a programme asks, and what its rules list for the answers: never a decision, always with a reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Literal, Protocol, TypeVar

from bot.core.language.text import Text

Answer = str | int
"""What one answer comes to: "yes", "no", "unsure", the id of an option, a number or a country's code."""

UNSURE = "unsure"
PARTY = "party"
"""The answer that every pack has: how many people must stay together."""


class Dated(Protocol):
    """Something in force from a first day to a last one (None: still)."""

    @property
    def start(self) -> date: ...
    @property
    def end(self) -> date | None: ...


D = TypeVar("D", bound=Dated)


def in_force(entries: Iterable[D], on: date, *, keep_last: bool = False) -> D | None:
    """The entry in force on a day; `keep_last` keeps the last one after its end, as a demonstration does."""
    begun = [entry for entry in entries if entry.start <= on]
    running = [entry for entry in begun if entry.end is None or on <= entry.end]
    chosen = running or (begun if keep_last else [])
    return max(chosen, key=lambda entry: entry.start, default=None)


@dataclass(frozen=True, slots=True)
class Test:
    """One answer compared with a rule: certain values, or a lowest and highest number, both included."""

    __test__ = False
    subject: str
    values: frozenset[Answer] = frozenset()
    minimum: int | None = None
    maximum: int | None = None

    def holds(self, answer: Answer) -> bool:
        """Whether a given answer (not "unsure") passes."""
        if self.values:
            return answer in self.values
        if not isinstance(answer, int):
            return False
        return (self.minimum is None or self.minimum <= answer) and (self.maximum is None or answer <= self.maximum)


Condition = tuple[tuple[Test, ...], ...]
"""Any of these groups, all of the tests in a group. `((),)` always holds."""
ALWAYS: Condition = ((),)


class Truth(Enum):
    """What is known of a condition: unknown is never counted as no."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    OPEN = "open"


def truth(condition: Condition, answers: Mapping[str, Answer]) -> Truth:
    """Whether a condition holds for the answers so far.

    >>> truth(((Test("age", maximum=20),),), {"age": 20})
    <Truth.YES: 'yes'>
    >>> truth(((Test("age", maximum=20),),), {})
    <Truth.OPEN: 'open'>
    """
    found = Truth.NO
    for tests in condition:
        group = _all(tests, answers)
        if group is Truth.YES:
            return group
        if group is Truth.OPEN or found is Truth.NO:
            found = group
    return found


def _all(tests: tuple[Test, ...], answers: Mapping[str, Answer]) -> Truth:
    found = Truth.YES
    for test in tests:
        one = _one(test, answers)
        if one is Truth.NO:
            return one
        if one is Truth.OPEN or found is Truth.YES:
            found = one
    return found


def _one(test: Test, answers: Mapping[str, Answer]) -> Truth:
    if test.subject not in answers:
        return Truth.OPEN
    if answers[test.subject] == UNSURE:
        return Truth.UNSURE
    return Truth.YES if test.holds(answers[test.subject]) else Truth.NO


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice question."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a sensitive list; asked alone, the buttons are the two sentences, never yes and no."""

    id: str
    label: Text
    holds: Text
    holds_not: Text


@dataclass(frozen=True, slots=True)
class Question:
    """Something that a pack asks."""

    id: str
    kind: Literal["yes_no", "list", "choice", "number", "country", "initials", "birth_date"]
    text: Text
    label: Text
    """Two or three words that name the question in a summary."""
    options: tuple[Option, ...] = ()
    items: tuple[Item, ...] = ()
    when: Condition = ALWAYS
    minimum: int = 0
    maximum: int = 120
    booking: bool = False
    """Asked for the appointment itself (a topic, an interpreter), not for the rules."""
    unsure: bool = True
    """Whether "I am not sure" is offered."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What one rule lists, when, on whose word, and what follows."""

    id: str
    outcome: Literal["listed", "not_listed", "ask_a_person"]
    when: Condition
    reason: Text
    source: Text
    start: date
    end: date | None = None
    url: str = ""
    contact: str = ""
    """The kind of contact that helps with this, when a person is to be asked."""


@dataclass(frozen=True, slots=True)
class Determination:
    """What the rules list for some answers on a day; `outcome` is None while a question is still open."""

    outcome: Literal["listed", "not_listed", "ask_a_person"] | None
    rule: Rule | None = None
    """The rule that settled it; None when none did."""
    open: frozenset[str] = frozenset()
    """The questions whose answers can still change the outcome."""

    @property
    def told(self) -> str:
        """What a person who has heard this was told: another value means that it has changed."""
        return f"{self.outcome} {self.rule.id if self.rule else ''}".strip()


def rules_on(rules: Iterable[Rule], on: date, *, keep_last: bool = False) -> tuple[Rule, ...]:
    """The rules in force on a day, in file order; of several versions of one id, the one in force."""
    versions: dict[str, list[Rule]] = {}
    for rule in rules:
        versions.setdefault(rule.id, []).append(rule)
    chosen = (in_force(entries, on, keep_last=keep_last) for entries in versions.values())
    return tuple(rule for rule in chosen if rule)


def determine(
    rules: tuple[Rule, ...],
    answers: Mapping[str, Answer],
    questions: tuple[Question, ...] = (),
) -> Determination:
    """What rules (already those in force) list: the first that holds settles it.

    Unknown is never counted as no: a rule that would send to a person does so on "I am not sure" as well, and
    any other rule that hangs on it does if no later one settles the matter. An answer to a question that is
    not asked in this case (its `when` does not hold) counts as given and matching nothing.
    """
    known: dict[str, Answer] = dict(answers)
    for question in questions:
        if truth(question.when, known) is Truth.NO:
            known.setdefault(question.id, "")
    unsure: Rule | None = None
    still_open: set[str] = set()
    for rule in rules:
        holds = truth(rule.when, known)
        if holds is Truth.OPEN:
            still_open |= {test.subject for tests in rule.when for test in tests} - known.keys()
        elif holds is Truth.YES or (holds is Truth.UNSURE and rule.outcome == "ask_a_person"):
            if still_open:
                break
            if unsure and rule.outcome == "not_listed":
                return Determination("ask_a_person", unsure)
            return Determination(rule.outcome, rule)
        elif holds is Truth.UNSURE:
            unsure = unsure or rule
    if still_open:
        return Determination(None, open=frozenset(still_open))
    if unsure or not rules:
        return Determination("ask_a_person", unsure)
    return Determination("not_listed")


def next_question(
    questions: tuple[Question, ...], determination: Determination, answers: Mapping[str, Answer]
) -> Question | None:
    """The first unanswered question, in file order, that still matters; None when enough is known."""
    if determination.outcome not in (None, "listed"):
        return None
    needed = set(determination.open) | {question.id for question in questions if question.booking}
    for question in reversed(questions):  # what a needed question hangs on is needed too
        if question.id in needed and truth(question.when, answers) is Truth.OPEN:
            needed |= {test.subject for tests in question.when for test in tests}
    for question in questions:
        asked = truth(question.when, answers) in (Truth.YES, Truth.UNSURE)
        if asked and question.id in needed and question.id not in answers:
            return question
    return None
