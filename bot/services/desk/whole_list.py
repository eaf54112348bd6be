"""All that a pack asks today, in one list: to be read aloud before it is answered, and for the sheet of paper."""

from datetime import date
from typing import NamedTuple

from bot.app import App
from bot.core.conversation.steps.answer_questions import EXPLAIN, whole_question
from bot.core.language.text import Text
from bot.core.programme.eligibility import Question
from bot.core.programme.pack import Pack

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NEVER_ON_PAPER = ("initials", "birth_date")
"""Details of which only a mark is kept: on paper they would stay."""


class Asked(NamedTuple):
    """A question with all its answers, under the letter by which people find it again."""

    letter: str
    question: Question
    lines: tuple[Text, ...]
    answers: tuple[Text | str, ...]
    """In the order of their numbers on the screen; empty where something is written."""


def whole_list(app: App, day: date) -> tuple[Asked, ...]:
    """Return the questions that the pack may ask on a day, whatever is answered before them."""
    lettered = zip(LETTERS, _asked_on(app.pack, day), strict=False)
    return tuple(_whole(letter, question) for letter, question in lettered)


def _whole(letter: str, question: Question) -> Asked:
    asked = whole_question(question)
    answers = [choice.label for choice in asked.choices if choice != EXPLAIN and not choice.aside]
    return Asked(letter, question, asked.lines, tuple(answers))


def letter_of(app: App, key: str, day: date) -> str:
    """Return the letter of the question with this key; empty for anything else."""
    return next((one.letter for one in whole_list(app, day) if one.question.text.key == key), "")


def _asked_on(pack: Pack, day: date) -> list[Question]:
    """Return the questions that a rule of the day looks at, those for the appointment, and those they depend on."""
    needed = {test.subject for rule in pack.rules_on(day) for tests in rule.when for test in tests}
    needed |= {question.id for question in pack.questions if question.booking}
    for question in reversed(pack.questions):
        if question.id in needed:
            needed |= {test.subject for tests in question.when for test in tests}
    return [question for question in pack.questions if question.id in needed]
