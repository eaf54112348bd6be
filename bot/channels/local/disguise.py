"""Puts made-up words in place of what a person types where a PIN, a code or a personal detail is asked for."""

import random
from collections.abc import Iterator
from datetime import date

from bot.core.booking.code import CODES, read_code, without_codes, write_code
from bot.core.conversation.all_pages import PAGES
from bot.core.conversation.consistency import consistent
from bot.core.conversation.effects import SealDetail
from bot.core.conversation.events import Event, Said, Tapped
from bot.core.conversation.flow import advance
from bot.core.conversation.pin import is_simple, read_pin
from bot.core.conversation.secret import holds_secret
from bot.core.conversation.state import Conversation, World
from bot.core.understanding.personal_details import READ
from bot.core.understanding.several_answers import parts, people_part

LETTERS = "αβγδεζηθικλμνξοπρστυφχψω"
"""The letters of made-up initials, in the order of use: seldom those of the person."""
CODE_SHOWN = "CODE"
"""What a story says for the code that was shown last: each playing draws another one."""
NOTHING_READ = "qwrtzpsdf"
"""A text that is no PIN, code, detail, word or name."""


class Disguise:
    """The made-up values of one recording. The same value is always replaced by the same one: a right PIN stays right,
    a wrong one stays wrong, and details that are nearly the same stay so."""

    def __init__(self, seed: random.Random) -> None:
        self._seed = seed
        self._letters: dict[str, str] = {}
        self._pins: dict[str, str] = {}
        self._codes: dict[str, str] = {}
        self._dates: dict[date, date] = {}

    def shows(self, code: str) -> None:
        """Note the code that was shown last."""
        self._codes = {**{old: self._draw_code() for old in self._codes}, code: CODE_SHOWN}

    def put_on(self, event: Event, conversation: Conversation, world: World) -> Event:
        """Return what the story records for an event: where it may hold a secret, something that is heard the same."""
        if not isinstance(event, Said) or not _may_hold_secret(event, conversation, world):
            return event
        if code := read_code(event.text):  # a playing puts a real code in place of CODE
            return Said(self._codes.setdefault(code, self._draw_code()))
        course = _course(event, conversation, world)
        stand_ins = self._stand_ins(event.text, conversation, world)
        return next((one for one in stand_ins if _course(one, conversation, world) == course), Said(NOTHING_READ))

    def _stand_ins(self, text: str, conversation: Conversation, world: World) -> Iterator[Event]:
        """Yield what may be heard the same: made-up values, nothing that can be read, taps, and the words of sheets."""
        if pin := read_pin(text):
            yield Said(self._pin(pin))
        effect = advance(conversation, Said(text), world).effect
        if isinstance(effect, SealDetail):
            detail = self._detail(effect)
            yield Said(detail)
            said = parts(text, world.vocabulary, conversation.language)
            yield Said(f"{people_part(said, world.vocabulary, conversation.language)}, {detail}")
        yield Said(NOTHING_READ)
        yield from (Tapped(choice.id) for choice in conversation.shown)
        yield from (Tapped(id) for id in (*PAGES, "back", "yes", "no"))
        yield from map(Said, world.vocabulary.words(conversation.language).languages)
        yield from (Said(row.examples[0]) for sheet in world.calls.sheets.values() for row in sheet.rows.values())

    def _draw_code(self) -> str:
        return write_code(self._seed.randrange(CODES))

    def _pin(self, pin: str) -> str:
        """Return a PIN of the same length that is as simple, or as hard, to guess."""
        while pin not in self._pins:
            made = "".join(self._seed.choices("0123456789", k=len(pin)))
            if is_simple(made) == is_simple(pin) and made != pin and made not in self._pins.values():
                self._pins[pin] = made
        return self._pins[pin]

    def _detail(self, effect: SealDetail) -> str:
        if effect.kind == "initials":
            return "".join(f"{self._letter(letter)}." for letter in effect.values[0])
        made = self._date(date.fromisoformat(effect.values[0]))
        in_both_orders = len(effect.values) > 1
        return f"{made.day}/{made.month}/{made.year}" if in_both_orders else made.isoformat()

    def _letter(self, letter: str) -> str:
        return self._letters.setdefault(letter, LETTERS[len(self._letters) % len(LETTERS)])

    def _date(self, day: date) -> date:
        """Return a day; where the month can be read as the day, the made-up one can, too."""
        while day not in self._dates:
            month = self._seed.randint(1, 12)
            number = month if day.day == day.month else self._seed.randint(*((1, 12) if day.day <= 12 else (13, 28)))
            made = date(self._seed.randint(1940, 2005), month, number)
            alike = (made.day == made.month) == (day.day == day.month) and made.year != day.year
            if alike and made not in self._dates.values():
                self._dates[day] = made
                if day.day <= 12:
                    self._dates[_swapped(day)] = _swapped(made)
        return self._dates[day]


def _may_hold_secret(event: Said, conversation: Conversation, world: World) -> bool:
    facts = consistent(conversation, world)
    asked = facts.question if facts.step == "answer_questions" else None
    on_a_detail = asked is not None and asked.kind in READ
    if on_a_detail or holds_secret(event, conversation) or without_codes(event.text) != event.text:
        return True
    return isinstance(advance(conversation, event, world).effect, SealDetail)


def _course(event: Event, conversation: Conversation, world: World) -> tuple[object, ...]:
    """Return where an event leads: the representation of an effect leaves its secrets out."""
    turn = advance(conversation, event, world)
    said = tuple((reply.text.key, tuple(choice.id for choice in reply.choices)) for reply in turn.replies)
    return turn.conversation, said, repr(turn.effect)


def _swapped(day: date) -> date:
    return date(day.year, day.day, day.month)
