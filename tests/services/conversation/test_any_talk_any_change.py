"""The pack changes in the middle of any talk: no dead end, nothing lost, all told once, and Back comes to rest."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.booking.slot import Booking
from bot.core.conversation.choices import FORGET
from bot.core.programme.pack import Pack
from bot.core.programme.site import Site
from bot.services.booking.affected import judged
from bot.services.privacy.erasure import erase
from bot.services.tick import tick
from bot.storage.database import transaction
from bot.storage.tables import bookings, people
from tests.conftest import NOW, OpenApp
from tests.services.conversation.test_any_talk import STRAIGHT, Person, check

PACK = "legal-clinic"
GIVES_UP = ("confirm", "yes", FORGET.id)
"""What may change or end an appointment: nothing else does, and no pack."""


def at_sites(pack: Pack, change: Callable[[Site], Site]) -> Pack:
    return replace(pack, sites=tuple(map(change, pack.sites)))


def without_option(pack: Pack, question: str, option: str) -> Pack:
    kept = [
        replace(one, options=tuple(o for o in one.options if o.id != option)) if one.id == question else one
        for one in pack.questions
    ]
    return replace(pack, questions=tuple(kept))


def without_site(pack: Pack, site: str) -> Pack:
    """Without a site, and without the services that were given only there: no pack may keep them."""
    services = [replace(one, sites=tuple(s for s in one.sites if s != site)) for one in pack.services]
    for gone in (one.id for one in services if not one.sites):
        pack = without_option(pack, pack.topic, gone)
    sites = tuple(one for one in pack.sites if one.id != site)
    return replace(pack, sites=sites, services=tuple(one for one in services if one.sites))


EDITS: dict[str, Callable[[Pack], Pack]] = {
    "a day closes": lambda pack: at_sites(pack, lambda site: replace(site, closed=frozenset({DAY}))),
    "other hours": lambda pack: at_sites(pack, lambda site: replace(site, times=site.times[::2])),
    "other weekdays": lambda pack: at_sites(pack, lambda site: replace(site, weekdays=frozenset({2, 4}))),
    "the site leaves": lambda pack: without_site(pack, "clinic"),
    "the other site leaves": lambda pack: without_site(pack, "remote"),
    "no seats": lambda pack: replace(pack, capacities=tuple(replace(one, per_day=0) for one in pack.capacities)),
    "no interpreters": lambda pack: replace(pack, resources=()),
    "a service ends": lambda pack: without_option(
        replace(pack, services=tuple(one for one in pack.services if one.id != "card")), "topic", "card"
    ),
    "a language ends": lambda pack: without_option(pack, "interpreter", "none"),
    "another question": lambda pack: replace(
        pack, questions=tuple(replace(q, id="room") if q.id == "private_room" else q for q in pack.questions)
    ),
    "smaller parties": lambda pack: replace(pack, party_maximum=1),
    "nobody is listed": lambda pack: replace(pack, rules=tuple(rule for rule in pack.rules if rule.id != "everyone")),
    "everybody goes to a person": lambda pack: replace(
        pack, rules=tuple(replace(rule, outcome="ask_a_person") for rule in pack.rules)
    ),
    "a short horizon": lambda pack: replace(
        pack, parameters=tuple(replace(p, value=2) if p.name == "horizon_days" else p for p in pack.parameters)
    ),
}
DAY = NOW.date().replace(day=25)
"""The day of the appointment on the straight way."""


class Step(NamedTuple):
    """A tap on one of the choices on the screen, or a change of the pack and a tick."""

    tap: int = 0
    edits: frozenset[str] | None = None


STEPS = st.lists(
    st.builds(Step, st.integers(0, 40), st.none())
    | st.builds(Step, st.just(0), st.frozensets(st.sampled_from(sorted(EDITS)), max_size=3)),
    min_size=5,
    max_size=25,
)
BEGUN = st.integers(4, 13)
"""How far somebody goes the straight way before anything may change; often they have an appointment then."""


class Changing:
    """A person, the pack under edit, and what the person was told of the appointment."""

    def __init__(self, app: App, address: str, begun: int) -> None:
        self.first, self.told, self.revisions = app, False, count()
        self.person = Person(app, Talk(app, address, lambda: NOW), "")
        for choice in ("", "en", *STRAIGHT[PACK].split()[:begun]):
            self.person.hear(choice)

    @property
    def held(self) -> Booking | None:
        app, person = self.person.app, people.at(self.first.db, self.first.seal, self.person.talk.address)
        return bookings.of(app.db, app.seal, person, PACK) if person else None

    @property
    def void(self) -> bool:
        held = self.held
        return any(one.why for one in judged(self.person.app, NOW) if held and one.booking.booking == held.id)

    def change(self, edits: frozenset[str]) -> None:
        pack, before = self.first.pack, self.held
        for name in sorted(edits):
            pack = EDITS[name](pack)
        app = replace(self.first, pack=replace(pack, revision=str(next(self.revisions)))).with_former_sites()
        self.person.app = self.person.talk.app = app
        told = tick(app, NOW).told
        assert told == (self.void and not self.told), "told once, and only if it does not take place"
        self.told = self.void
        after = self.held
        assert (before and before.slot) == (after and after.slot), "a change of the pack takes nothing from anybody"
        assert (before and before.code) == (after and after.code)

    def tap(self, number: int) -> None:
        person, before = self.person, self.held
        choice = person.choices[number % len(person.choices)]
        person.hear(choice)
        check(person)
        after = self.held
        if choice not in GIVES_UP:
            assert (before and before.id) == (after and after.id), f"{choice} changes an appointment"
        if before is None or after is None or before.id != after.id:
            self.told = False
        if after and person.screen[-1].key in ("ticket.booked", "ticket.void"):
            assert person.screen[-1].key == ("ticket.void" if self.void else "ticket.booked")


@pytest.fixture
def arrive(open_app: OpenApp) -> Callable[[int], Changing]:
    """Give a person who has gone a part of the straight way; each is alone on one database."""
    app, numbers = open_app(PACK), count()

    def one(begun: int) -> Changing:
        with transaction(app.db):
            for row in app.db.execute("SELECT id FROM person").fetchall():
                erase(app, row["id"])
        tick(app, NOW)
        return Changing(app, f"terminal:{next(numbers)}", begun)

    return one


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(begun=BEGUN, steps=STEPS)
def test_whatever_changes_between_any_taps_nothing_is_lost_and_back_comes_to_rest(
    arrive: Callable[[int], Changing], begun: int, steps: list[Step]
) -> None:
    one = arrive(begun)
    for step in steps:
        if step.edits is None:
            one.tap(step.tap)
        else:
            one.change(step.edits)
    seen: list[tuple[str, str]] = []
    for _ in range(40):
        if "back" not in one.person.choices:
            break
        one.person.hear("back")
        seen.append((one.person.talk.step, one.person.screen[-1].key))
    assert "back" not in one.person.choices or seen[-1] == seen[-2], f"Back goes in a circle: {seen[-6:]}"
    if one.held and not one.person.talk.carry:  # somebody else at this phone, before consent, has no ticket here
        assert one.person.talk.step in ("booked", "come_back"), "Back always returns to the ticket"
