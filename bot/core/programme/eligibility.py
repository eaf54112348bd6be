"""What a programme asks, and what its rules list for the answers: never a decision, always with a reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Literal, Protocol, TypeVar

from bot.core.language.text import Text

Answer = str | int
"""The value of one answer: "yes", "no", "unsure", the id of an option, a number or the code of a country."""

Kind = Literal["yes_no", "list", "choice", "number", "country", "initials", "birth_date"]
"""The kind of a question: which answers it can have."""
Outcome = Literal["listed", "not_listed", "ask_a_person"]

UNSURE = "unsure"
PARTY = "party"
"""The answer that every pack asks for: how many people must stay together."""


class Dated(Protocol):
    """Something that is in force from a first day to a last day (None: no end)."""

    @property
    def start(self) -> date: ...
    @property
    def end(self) -> date | None: ...


class Version(Dated, Protocol):
    """Something dated with an id: entries of one id are its versions."""

    @property
    def id(self) -> str: ...


D = TypeVar("D", bound=Dated)
V = TypeVar("V", bound=Version)


def in_force(entries: Iterable[D], on: date, *, keep_last: bool = False) -> D | None:
    """Return the entry in force on a day; `keep_last` keeps the last one after its end, for a demonstration."""
    begun = [entry for entry in entries if entry.start <= on]
    running = [entry for entry in begun if entry.end is None or on <= entry.end]
    chosen = running or (begun if keep_last else [])
    return max(chosen, key=lambda entry: entry.start, default=None)


@dataclass(frozen=True, slots=True)
class Test:
    """A test of one answer: one of certain values, or a number between a minimum and a maximum, both included."""

    __test__ = False
    subject: str
    values: frozenset[Answer] = frozenset()
    minimum: int | None = None
    maximum: int | None = None

    def holds(self, answer: Answer) -> bool:
        """Return whether an answer (not "unsure") passes."""
        if self.values:
            return answer in self.values
        if not isinstance(answer, int):
            return False
        return (self.minimum is None or self.minimum <= answer) and (self.maximum is None or answer <= self.maximum)


Condition = tuple[tuple[Test, ...], ...]
"""Groups of tests: it holds if all tests of at least one group pass. `((),)` always holds."""
ALWAYS: Condition = ((),)


class Truth(Enum):
    """What is known about a condition: unknown is never counted as no."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    OPEN = "open"


def truth(condition: Condition, answers: Mapping[str, Answer]) -> Truth:
    """Return whether a condition holds for the answers so far.

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
    """One possible answer to a choice question."""

    id: str
    label: Text
    heard: Text | None = None
    """Words that people type for it, with | between them: each language has its own list."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a sensitive list. If it is asked alone, its buttons are the two sentences, never yes and no."""

    id: str
    label: Text
    holds: Text
    holds_not: Text
    at_most: int = -1
    """It holds for everybody of this age or younger; below zero for nobody."""
    at_least: int | None = None
    """It holds for everybody of this age or older."""

    @property
    def has_ages(self) -> bool:
        """Whether ages in numbers decide it."""
        return self.at_most >= 0 or self.at_least is not None

    def holds_for(self, age: int) -> bool:
        """Return whether it holds for a person of this age, in years."""
        return age <= self.at_most or (self.at_least is not None and age >= self.at_least)


@dataclass(frozen=True, slots=True)
class ItemWords:
    """The words of one language for the items of lists, as written in the folder of the pack."""

    spellings: Mapping[str, tuple[str, ...]]
    concepts: Mapping[str, tuple[str, ...]]
    together: Mapping[str, tuple[str, ...]]
    """Concepts that stand together, by item."""
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Sentences as people type them, by item."""

    def __hash__(self) -> int:
        return hash((*self.spellings, *self.concepts, *self.together))


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a pack."""

    id: str
    kind: Kind
    text: Text
    label: Text
    """Two or three words that name the question in a summary."""
    options: tuple[Option, ...] = ()
    items: tuple[Item, ...] = ()
    when: Condition = ALWAYS
    minimum: int = 0
    maximum: int = 120
    booking: bool = False
    """Whether it is asked for the appointment itself (a topic, an interpreter), not for the rules."""
    unsure: bool = True
    """Whether "I am not sure" is offered."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What one rule lists, its condition, its source, and the contact that helps."""

    id: str
    outcome: Outcome
    when: Condition
    reason: Text
    source: Text
    start: date
    end: date | None = None
    url: str = ""
    contact: str = ""
    """The kind of contact that helps if the person should ask somebody."""
    estimate: bool = False


@dataclass(frozen=True, slots=True)
class Determination:
    """What the rules list for some answers on a day; `outcome` is None while a question is still open."""

    outcome: Outcome | None
    rule: Rule | None = None
    """The rule that decided the outcome; None if no rule did."""
    open: frozenset[str] = frozenset()
    """The questions whose answers can still change the outcome."""

    @property
    def told(self) -> str:
        """Return the outcome and rule that a person hears; another value later means that the determination changed."""
        return f"{self.outcome} {self.rule.id if self.rule else ''}".strip()


def versions_on(entries: Iterable[V], on: date, *, keep_last: bool = False) -> tuple[V, ...]:
    """Return the entries in force on a day, in file order; of the versions of one id, only the one in force."""
    versions: dict[str, list[V]] = {}
    for entry in entries:
        versions.setdefault(entry.id, []).append(entry)
    chosen = (in_force(of_one_id, on, keep_last=keep_last) for of_one_id in versions.values())
    return tuple(entry for entry in chosen if entry)


def determine(
    rules: tuple[Rule, ...],
    answers: Mapping[str, Answer],
    questions: tuple[Question, ...] = (),
) -> Determination:
    """Return what rules (already filtered to those in force) list: the first rule that holds decides.

    Unknown is never counted as no. On "I am not sure", a rule that sends to a person does so as well; any other rule
    that depends on that answer also sends to a person, unless a later rule decides. An answer to a question that is
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
    """Return the first unanswered question, in file order, that still matters; None when enough is known."""
    if determination.outcome not in (None, "listed"):
        return None
    needed = set(determination.open) | {question.id for question in questions if question.booking}
    for question in reversed(questions):  # a question on which a needed question depends is needed too
        if question.id in needed and truth(question.when, answers) is Truth.OPEN:
            needed |= {test.subject for tests in question.when for test in tests}
    for question in questions:
        asked = truth(question.when, answers) in (Truth.YES, Truth.UNSURE)
        if asked and question.id in needed and question.id not in answers:
            return question
    return None
