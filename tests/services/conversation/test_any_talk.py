"""Whatever people tap, in any order and as the days pass: no dead end, a summary that fits, seats that add up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.booking.slot import local, read_slot_id
from bot.core.conversation.events import Arrived, Said, Tapped
from bot.core.conversation.state import Conversation
from bot.core.language.message import Outgoing
from bot.core.language.text import Texts
from bot.core.programme.eligibility import Truth, truth
from bot.services.tick import tick
from bot.storage.tables import conversations, people
from bot.storage.tables.slots import utc
from tests.conftest import NOW, OpenApp
from tests.full_pack import full_pack

FULL = "every feature"
STRAIGHT = {
    "border-appointments": "understood continue agree 3 yes states MX-CHH ciudad-juarez done 2026-11-25 "
    "ciudad-juarez@2026-11-25T13:00 confirm",
    "legal-clinic": "continue agree 2 none card none no clinic remote done 2026-11-25 clinic@2026-11-25T10:00 confirm",
    FULL: "continue agree 3 none WRITE WRITE WRITE WRITE card none no WRITE yes clinic border done 2026-11-24 "
    "border@2026-11-24T23:00 confirm",
}
"""The straight way from the first question to the ticket of each pack."""
WRITE = "WRITE"
WORDS = {
    "legal-clinic.question.nationality": "Haiti",
    "legal-clinic.question.nights": "12",
    "legal-clinic.question.born": "14 March 1990",
    "place.question": "Tijuana",
}
"""What is written where something has to be; the first letters are those of the person alone."""
LETTERS = "legal-clinic.question.letters"
BEGUN = st.integers(0, 20)
"""How far somebody goes the straight way before anything may happen."""
TAPS = st.lists(st.integers(0, 40), min_size=10, max_size=35)
"""Which of the choices on the screen is tapped next; after A_DAY, a day passes first."""
A_DAY = 38


@dataclass
class Person:
    """Somebody who taps what is on the screen, and what the tables keep of them."""

    app: App
    talk: Talk
    letters: str
    now: datetime = NOW
    screen: tuple[Outgoing, ...] = ()

    def hear(self, choice: str = "") -> None:
        event = Said(self.words) if choice == WRITE else Tapped(choice) if choice else Arrived()
        shown = self.talk.hear(event)
        self.screen = tuple(outgoing for outgoing in shown if outgoing.choices) or self.screen
        assert shown, f"nothing is said to {choice}"
        assert self.choices, "a dead end"

    @property
    def words(self) -> str:
        key = self.screen[-1].key
        return self.letters if key == LETTERS else WORDS.get(key, "")

    @property
    def choices(self) -> list[str]:
        return [*(choice.id for choice in self.screen[-1].choices), *([WRITE] * 3 if self.words else [])]

    @property
    def kept(self) -> Conversation | None:
        person = people.at(self.app.db, self.app.seal, self.talk.address)
        saved = conversations.load(self.app.db, self.app.seal, person, self.app.pack.id) if person else None
        return saved.conversation if saved else None

    def pass_day(self) -> None:
        self.now += timedelta(days=1)
        self.talk.pass_time(self.now)


@pytest.fixture(params=STRAIGHT)
def arrive(request: pytest.FixtureRequest, open_app: OpenApp) -> Callable[[int], Person]:
    """Give a person who has come at NOW and gone a part of the straight way; all of them share one database."""
    app, numbers = open_app(full_pack() if request.param == FULL else request.param), count()
    tick(app, NOW)

    def one(begun: int) -> Person:
        tens, ones = divmod(next(numbers), 26)
        person = Person(
            app, Talk(app, f"terminal:{tens}-{ones}", lambda: person.now), f"{chr(65 + tens)}.{chr(65 + ones)}."
        )
        for choice in ("", "en", *STRAIGHT[request.param].split()[:begun]):
            person.hear(choice)
        return person

    return one


def check(person: Person) -> None:
    """What is so at every moment of every talk."""
    kept = person.kept
    if kept and "confirm" in person.choices and person.talk.step == "confirm_booking":
        the_summary_is_of_answers_that_fit(person, kept)
    rows = person.app.db.execute(
        "SELECT starts_at > ? AS ahead, taken, capacity, coalesce(sum(seats), 0) AS held FROM slots "
        "LEFT JOIN booking ON booking.slot = slots.id WHERE taken > 0 OR seats > 0 GROUP BY slots.id",
        (utc(person.now),),
    )
    for row in rows.fetchall():
        assert row["held"] <= row["taken"] <= row["capacity"]
        assert row["held"] == row["taken"] or not row["ahead"], "seats are taken by nobody"


def the_summary_is_of_answers_that_fit(person: Person, kept: Conversation) -> None:
    pack, answers = person.app.pack, kept.answers
    site = pack.site(answers.slot.partition("@")[0])
    assert site
    starts_at = read_slot_id(answers.slot, site)
    assert starts_at > person.now
    assert answers.day == local(starts_at, site).date().isoformat()
    assert site in pack.sites_for(answers.for_rules)
    assert site.id in answers.sites or pack.sites_for(answers.for_rules) == (site,), "a place that was not chosen"
    assert 1 <= answers.party <= pack.party_maximum
    for id in answers.questions:
        question = pack.question(id)
        assert question
        assert truth(question.when, answers.for_rules) is not Truth.NO, f"{id} is not asked of them"
    today = person.now.astimezone(ZoneInfo(pack.zone)).date()
    assert pack.determination(answers.for_rules, today).outcome == "listed"
    assert pack.next_question(answers.for_rules, today) is None
    assert not pack.areas or (answers.place and answers.place.inside != "no")
    shown = person.screen[-1]
    catalog = person.app.catalogs[shown.language]
    assert catalog.say(site.name) in shown.text
    assert catalog.say(Texts("people", "{n} person", "{n} people", answers.party)) in shown.text


def test_the_straight_way_leads_to_the_ticket(arrive: Callable[[int], Person]) -> None:
    assert arrive(99).talk.step == "booked"


cheap = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@cheap
@given(begun=BEGUN, taps=TAPS)
def test_any_taps_on_any_days_leave_what_fits_together(
    arrive: Callable[[int], Person], begun: int, taps: list[int]
) -> None:
    person = arrive(begun)
    for tap in taps:
        if tap > A_DAY:
            person.pass_day()
        person.hear(person.choices[tap % len(person.choices)])
        check(person)


@cheap
@given(begun=BEGUN, taps=TAPS)
def test_back_again_and_again_comes_to_rest(arrive: Callable[[int], Person], begun: int, taps: list[int]) -> None:
    person = arrive(begun)
    for tap in taps:
        person.hear(person.choices[tap % len(person.choices)])
    seen: list[tuple[str, ...]] = []
    for _ in range(40):
        if "back" not in person.choices:
            break
        person.hear("back")
        seen.append((person.talk.step, *(outgoing.key for outgoing in person.screen[-1:])))
    assert "back" not in person.choices or seen[-1] == seen[-2], f"Back goes in a circle: {seen[-6:]}"
