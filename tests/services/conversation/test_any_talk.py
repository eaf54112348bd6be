"""Whatever people tap, in any order and as the days pass: no dead end, a summary that fits, seats that add up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Arrived, Tapped
from bot.core.conversation.state import Conversation
from bot.core.language.message import Outgoing
from bot.services.tick import tick
from bot.storage.tables import conversations, people
from tests.conftest import NOW, OpenApp

PACKS = ("border-appointments", "legal-clinic")
TAPS = st.lists(st.integers(0, 40), min_size=20, max_size=60)
"""Which of the choices on the screen is tapped next; after A_DAY, a day passes first."""
A_DAY = 38


@dataclass
class Person:
    """Somebody who taps what is on the screen, and what the tables keep of them."""

    app: App
    talk: Talk
    now: datetime = NOW
    screen: tuple[Outgoing, ...] = ()

    def hear(self, choice: str = "") -> None:
        shown = self.talk.hear(Tapped(choice) if choice else Arrived())
        self.screen = tuple(outgoing for outgoing in shown if outgoing.choices) or self.screen
        assert shown, f"nothing is said to {choice}"
        assert self.choices, "a dead end"

    @property
    def choices(self) -> list[str]:
        return [choice.id for choice in self.screen[-1].choices]

    @property
    def kept(self) -> Conversation | None:
        person = people.at(self.app.db, self.app.seal, self.talk.address)
        saved = conversations.load(self.app.db, self.app.seal, person, self.app.pack.id) if person else None
        return saved.conversation if saved else None

    def pass_day(self) -> None:
        self.now += timedelta(days=1)
        self.talk.pass_time(self.now)


@pytest.fixture(params=PACKS)
def arrive(request: pytest.FixtureRequest, open_app: OpenApp) -> Callable[[], Person]:
    """Give a person who has just come, always at NOW; all of them share one database."""
    app, numbers = open_app(request.param), count()
    tick(app, NOW)

    def one() -> Person:
        person = Person(app, Talk(app, f"terminal:{next(numbers)}", lambda: person.now))
        person.hear()
        person.hear("en")
        return person

    return one


def check(person: Person) -> None:
    """What is so at every moment of every talk."""
    app, kept = person.app, person.kept
    if kept and "confirm" in person.choices and person.talk.step == "confirm_booking":
        slot, sites = kept.answers.slot, kept.answers.sites
        assert slot
        assert not sites or slot.partition("@")[0] in sites, "the summary names a place that is not among the chosen"
    rows = app.db.execute(
        "SELECT slots.id, taken, capacity, coalesce(sum(seats), 0) AS held FROM slots "
        "LEFT JOIN booking ON booking.slot = slots.id WHERE taken > 0 OR seats > 0 GROUP BY slots.id"
    )
    for row in rows.fetchall():
        assert row["held"] <= row["taken"] <= row["capacity"]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(taps=TAPS)
def test_any_taps_on_any_days_leave_what_fits_together(arrive: Callable[[], Person], taps: list[int]) -> None:
    person = arrive()
    for tap in taps:
        if tap > A_DAY:
            person.pass_day()
        person.hear(person.choices[tap % len(person.choices)])
        check(person)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(taps=TAPS)
def test_back_again_and_again_comes_to_rest(arrive: Callable[[], Person], taps: list[int]) -> None:
    person = arrive()
    for tap in taps:
        person.hear(person.choices[tap % len(person.choices)])
    seen: list[tuple[str, ...]] = []
    for _ in range(40):
        if "back" not in person.choices:
            break
        person.hear("back")
        seen.append((person.talk.step, *(outgoing.key for outgoing in person.screen[-1:])))
    assert "back" not in person.choices or seen[-1] == seen[-2], f"Back goes in a circle: {seen[-6:]}"
