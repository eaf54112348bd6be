"""Reads the questions of a pack, questions.toml, with their options and items."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.core.programme.eligibility import PARTY, Item, Option, Question
from bot.core.programme.pack import Service
from bot.storage.files.packs.reader import Draft
from bot.storage.files.packs.row import Row
from bot.storage.files.packs.rules import KnownQuestions, condition, note_before
from bot.storage.files.packs.tables import AGES, QUESTION_KINDS, QUESTIONS
from bot.storage.files.packs.values import describe

SERVICES = "services"
"""Replaces a list of options: the options are then the services of services.csv."""


def read_questions(draft: Draft, asked: KnownQuestions, services: tuple[Service, ...]) -> tuple[Question, ...]:
    """Return the questions of questions.toml, in the order of the file."""
    table = draft.toml("questions.toml")
    asked.unread = table is None and draft.parent is None
    file = Row(draft, "questions.toml", "", table or {}, QUESTIONS, typed=True)
    written = file.values.get("question", ())
    rows = written if isinstance(written, list) else []
    asked.later = frozenset(str(row.get("id")) for row in rows if isinstance(row, dict)) - asked.questions.keys()
    for row in file.tables("question", "question"):
        question, valid = _question(row, asked, services)
        asked.unread = asked.unread or "id" in row.refused
        asked.later -= {question.id}
        asked.questions[question.id] = question if valid else None
    asked.unread = asked.unread or "question" in file.refused
    file.done()
    return tuple(question for id, question in asked.questions.items() if question and id != PARTY)


def _question(row: Row, asked: KnownQuestions, services: tuple[Service, ...]) -> tuple[Question, bool]:
    id = row.id("question")
    key = f"question.{id}"
    kind = row.one_of("kind", QUESTION_KINDS)
    least, most = (row.whole(name) for name in ("min", "max"))
    question = Question(
        id=id,
        kind=kind,
        text=row.text("text", key),
        label=row.text("label", f"{key}.label"),
        options=_options(row, key, services),
        items=_items(row, key),
        when=condition(row, asked),
        minimum=least or 0,
        maximum=120 if most is None else most,
        booking=row.flag("booking"),
        unsure=row.flag("unsure") if row.has("unsure") else True,
    )
    note_before(row, "question", id)
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
        if given and question.kind in QUESTION_KINDS and question.kind != kind:
            fix = f'Delete it, or make it kind = "{kind}".'
            row.add_mistake(f'a question of kind "{question.kind}" has no {name}.', fix)
    if question.maximum < question.minimum:
        row.add_mistake(f'"max" ({question.maximum}) is below "min" ({question.minimum}).', "Swap the two numbers.")


def _options(row: Row, key: str, services: tuple[Service, ...]) -> tuple[Option, ...]:
    if row.has("options") and row.values["options"] == SERVICES:
        if not services and row.draft.is_clean("services.csv"):
            row.add_mistake('"options" is "services", but the pack has no services.', "Write them in services.csv.")
        return as_options(services)
    names = f"option of {row.place}"
    options = []
    for option in row.tables("options", "option"):
        id = option.id(names)
        label = option.text("label", f"{key}.option.{id}")
        heard = option.text_if_any("heard", f"{key}.option.{id}.heard")
        options.append(Option(id, label, heard))
        option.done()
    return tuple(options)


def as_options(services: Iterable[Service]) -> tuple[Option, ...]:
    """Return services as the options of a question."""
    return tuple(Option(service.id, service.label) for service in services)


def with_services(questions: Iterable[Question], topic: str, services: tuple[Service, ...]) -> Iterator[Question]:
    """Yield questions, the one whose answer is a service with these services as its options."""
    for question in questions:
        yield replace(question, options=as_options(services)) if question.id == topic else question


def _items(row: Row, key: str) -> tuple[Item, ...]:
    items = []
    for item in row.tables("item", "item"):
        id = item.id(f"item of {row.place}")
        label, holds, holds_not = (
            item.text(name, f"{key}.item.{id}{end}")
            for name, end in (("label", ""), ("holds", ".holds"), ("holds_not", ".holds_not"))
        )
        at_most, at_least = _ages(item)
        items.append(Item(id, label, holds, holds_not, at_most, at_least))
        item.done()
    return tuple(items)


def _ages(item: Row) -> tuple[int, int | None]:
    """Return the ages for which an item holds: everybody up to the first one, and from the second one."""
    if not item.has("ages"):
        return -1, None
    table = item.values["ages"]
    if not isinstance(table, dict) or not table:
        item.add_mistake(
            f'"ages" is {describe(table) if table else "empty"}.', "Write { at_most = 20, at_least = 71 }."
        )
        return -1, None
    ages = Row(item.draft, item.file, item.place, table, AGES, typed=True)
    most, least = ages.whole("at_most"), ages.whole("at_least")
    ages.done()
    if most is not None and least is not None and least <= most:
        item.add_mistake(f'"at_least" ({least}) is not above "at_most" ({most}).', "Correct one of the two ages.")
    return -1 if most is None else most, least
