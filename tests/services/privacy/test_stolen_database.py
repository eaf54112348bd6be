"""Two talks that differ in one answer leave the same files: a thief without the keys learns no answer from them."""

import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.app import App
from bot.channels.local.talk import TERMINAL
from bot.core.conversation.events import Arrived, Event, Tapped
from bot.core.conversation.incoming import Incoming
from bot.core.programme.pack import Pack
from bot.services.conversation.respond import respond
from bot.services.tick import tick
from bot.storage.database import Connection
from bot.storage.store import open_store
from bot.storage.tables import outbox
from tests.conftest import NOW, OpenApp

RANDOM = re.compile(r"\b[0-9a-f]{16,64}\b")
"""Random ids of people, and keyed hashes."""
NOT_ANSWERS = {"more", "explain", "back", "help"}


class Way(NamedTuple):
    """What one person taps from the first message on, and which other answers lead the same way."""

    pack: str
    taps: str
    alike: dict[str, str]
    """By question: other answers that must lead the same way, so that the test cannot pass by comparing nothing."""
    others: tuple[tuple[str, str], ...] = ()
    """(tap, other tap): each is a person who came before and went the same way with other taps."""


BORDER = (
    "en understood continue agree 1 adult yes states MX-CHH tijuana done 2026-11-25 tijuana@2026-11-25T13:00 confirm "
    "paper help continue status"
)
CLINIC = "en continue agree 2 none asylum none no 2026-11-{day} clinic@2026-11-{day}T10:00 confirm paper status"
REMOTE = "en continue agree 1 none adult card none no remote done 2026-11-26 remote@2026-11-26T16:00 confirm status"
LANGUAGES = {"language.choose": "es fr ht"}
STATES = {"place.which_state": "MX-BCN MX-CHP MX-CMX"}
GROUP = {"party.question": "3 4 5"}
WAYS = {
    "border, alone": Way(
        "border-appointments",
        BORDER,
        LANGUAGES | STATES | {"alone": "accompanied"},
        others=(("agree 1 adult", "agree 3"), ("tijuana@", "tijuana@")),
    ),
    "border, a group": Way("border-appointments", BORDER.replace("1 adult", "2"), LANGUAGES | STATES | GROUP),
    "border, not listed": Way(
        "border-appointments",
        "en understood continue agree 1 adult none person continue know",
        LANGUAGES | {"vulnerable": "unsure", "alone": "accompanied"},
    ),
    "clinic, Creole": Way(
        "legal-clinic",
        CLINIC.format(day=25),
        LANGUAGES | GROUP | {"topic": "crime", "interpreter": "en ht", "private_room": "yes"},
        others=(("asylum none no 2026-11-25", "crime ht yes 2026-11-26"), ("2026-11-25", "2026-11-24")),
    ),
    "clinic, French": Way(
        "legal-clinic",
        CLINIC.format(day=27),
        LANGUAGES | GROUP | {"topic": "crime", "interpreter": "en fr", "private_room": "yes"},
        others=(("asylum none no 2026-11-27", "asylum ht no 2026-11-25"),),
    ),
    "clinic, by telephone": Way(
        "legal-clinic",
        REMOTE,
        LANGUAGES | {"topic": "papers unsure", "interpreter": "en ht", "private_room": "yes", "alone": "accompanied"},
        others=(
            (
                "card none no remote done 2026-11-26 remote@2026-11-26T16",
                "birth ht yes remote done 2026-11-24 remote@2026-11-24T16",
            ),
        ),
    ),
    "clinic, cancelled": Way(
        "legal-clinic",
        CLINIC.format(day=25) + " cancel yes",
        LANGUAGES | GROUP | {"topic": "crime", "interpreter": "en ht", "private_room": "yes"},
    ),
    "clinic, urgent": Way(
        "legal-clinic", "en continue agree 2 yes person continue know", LANGUAGES | GROUP | {"urgent": "unsure"}
    ),
}


@dataclass(frozen=True)
class Turn:
    """One turn: the step and the question that it led to, what was offered, and what the files show after it."""

    asked: tuple[str, str]
    offered: tuple[str, ...]
    shown: list[str]

    @property
    def lengths(self) -> set[str]:
        """The lengths of sealed rows, by table."""
        return {f"{row.partition(' ')[0]} {size}" for row in self.shown for size in re.findall(r"\d+ bytes", row)}


def turns(app: App, address: str, taps: list[str]) -> Iterator[Turn]:
    """Every turn of a person whose messages all wait: nothing is sent meanwhile."""
    carry = ""
    last = app.db.execute("SELECT coalesce(max(id), 0) FROM outbox").fetchone()[0]
    for number, event in enumerate([Arrived(), *map(Tapped, taps)]):
        answer = respond(app, incoming(address, number, event, carry), NOW)
        carry = answer.carry
        due = [reply for reply in outbox.due(app.db, app.seal, app.pack.id, NOW, most=999).replies if reply.id > last]
        last = max([last, *(reply.id for reply in due)])
        key = due[-1].reply.text.key if due else answer.replies[-1].key
        choices = due[-1].reply.choices if due else answer.replies[-1].choices
        offered = tuple(choice.id for choice in choices if not choice.aside)
        key = "result" if key.startswith("result.") else key  # which result it is, is an answer too
        yield Turn((answer.step, key), offered, [*visible(app.db), *visible(app.seal.keys.db)])


def incoming(address: str, number: int, event: Event, carry: str) -> Incoming:
    return Incoming(address, f"{address}:{number}", event, carry, "en", TERMINAL, str(number))


def visible(db: Connection) -> list[str]:
    """Every cell of a file as a thief sees it: a number for each random id or hash, the length of what is sealed."""
    numbers: dict[str, int] = {}

    def cell(value: object, *, sorted_by_hash: bool) -> object:
        if isinstance(value, str):
            return RANDOM.sub(lambda n: "*" if sorted_by_hash else f"*{numbers.setdefault(n[0], len(numbers))}", value)
        return f"{len(value)} bytes" if isinstance(value, bytes) else value

    shown = [f"{db.execute('PRAGMA page_count').fetchone()[0]} pages"]
    for table, sql in db.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY rootpage"
    ).fetchall():
        by_hash = "WITHOUT ROWID" in sql
        rows = db.execute(f"SELECT * FROM {table} {'' if by_hash else 'ORDER BY rowid'}").fetchall()
        told = [
            {name: cell(value, sorted_by_hash=by_hash) for name, value in zip(row.keys(), row, strict=True)}
            for row in rows
        ]
        shown += [f"{table} {row}" for row in (sorted(told, key=str) if by_hash else told)]
    return [row for row in shown if not row.startswith("_sqlite_migrations")]  # when this machine made the file


class Stage:
    """Play one way, with one tap replaced by another, each time on a copy of what those who came before left."""

    def __init__(self, app: App, way: Way, folder: Path) -> None:
        self.app, self.way, self.folder, self.played = app, way, folder, 0
        self.taps = way.taps.split()
        self.begun = folder / "begun"
        self.begun.mkdir()
        with closing(self._open(self.begun)) as begun:
            tick(begun, NOW)
            for number, (before, instead) in enumerate(way.others):
                list(turns(begun, f"terminal:{number}", way.taps.replace(before, instead).split()))

    def _open(self, folder: Path) -> App:
        db, seal = open_store(folder / "randevou.db")
        for file in (db, seal.keys.db):
            file.execute("PRAGMA synchronous = 0")
        return replace(self.app, db=db, seal=seal)

    def play(self, place: int = 0, tap: str = "") -> list[Turn]:
        self.played += 1
        app = self._open(Path(shutil.copytree(self.begun, self.folder / str(self.played))))
        mine = [*self.taps[:place], tap or self.taps[place], *self.taps[place + 1 :]]
        played = list(turns(app, "terminal:me", mine))
        app.close()
        return played


QUESTIONS = ("choose_language", "count_party", "answer_questions", "confirm_place")
"""The steps that ask something about a person."""


@pytest.mark.slow
@pytest.mark.parametrize("name", WAYS)
def test_two_talks_that_differ_in_one_answer_differ_in_no_clear_cell_and_no_length(
    name: str, open_app: OpenApp, tmp_path: Path
) -> None:
    way = WAYS[name]
    stage = Stage(open_app(way.pack), way, tmp_path)
    base = stage.play()
    assert ("confirm" in way.taps) == ("ticket.booked" in {turn.asked[1] for turn in base})
    same_way: dict[str, set[str]] = defaultdict(set)
    for place, turn in enumerate(base[:-1]):
        if turn.asked[0] not in QUESTIONS:
            continue
        hidden = without_group_size if turn.asked[0] == "count_party" else list
        for answer in set(turn.offered) - {stage.taps[place]} - NOT_ANSWERS:
            other, case = stage.play(place, answer), f"{turn.asked[1]}: {stage.taps[place]} or {answer}"
            assert other[place + 1].lengths == base[place + 1].lengths, case
            if [turn.asked for turn in other] == [turn.asked for turn in base]:
                same_way[turn.asked[1].removeprefix(f"{way.pack}.question.")].add(answer)
                for one, two in zip(base, other, strict=True):
                    assert hidden(one.shown) == hidden(two.shown), case
    for question, answers in way.alike.items():
        assert set(answers.split()) <= same_way[question], question


def without_group_size(shown: list[str]) -> list[str]:
    return [re.sub(r"'(seats|taken)': \d+", r"'\1'", row) for row in shown]


def test_every_question_of_both_packs_is_compared(packs: dict[str, Pack]) -> None:
    for name, pack in packs.items():
        compared = {question for way in WAYS.values() if way.pack == name for question in way.alike}
        assert {question.id for question in pack.questions} <= compared
