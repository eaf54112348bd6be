"""Random events in random order: no exception, always a way out, never a second seat."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.core.booking.request import Offer, Request, Status
from bot.core.booking.slot import Booking, Slot, TooFewSeats
from bot.core.booking.timetable import seats_on
from bot.core.conversation import flow
from bot.core.conversation.effects import (
    AskForPlace,
    Book,
    Cancel,
    CountCases,
    Decline,
    DeclineOffer,
    Effect,
    Erase,
    FindSites,
    FindSlots,
    GiveConsent,
    KnowStatus,
    LeaveGroup,
    Recall,
    StopWaiting,
    SwitchPerson,
    Wait,
    WithdrawRequest,
)
from bot.core.conversation.events import (
    Arrived,
    Booked,
    Cancelled,
    Cases,
    Consented,
    Erased,
    Event,
    LeftGroup,
    Located,
    Look,
    NotBooked,
    Recalled,
    Said,
    Sent,
    SitesFound,
    SlotsFound,
    StatusKnown,
    Tapped,
)
from bot.core.conversation.flow import advance
from bot.core.conversation.state import Conversation, World, conversation_from_data, conversation_to_data
from bot.core.conversation.turn import Turn
from bot.core.language.message import Channel, Reply, say
from bot.core.understanding.vocabulary import Vocabulary
from bot.settings import root
from bot.storage.files.catalogs import load_catalogs
from bot.storage.files.gazetteer import load_gazetteer
from tests.conftest import LANGUAGES, NOW, our_pack
from tests.core.conversation.test_draw import with_parameters

CATALOGS = load_catalogs(root() / "locales")
VOCABULARY = Vocabulary.of(CATALOGS)
PACKS = {name: our_pack(name) for name in ("border-appointments", "legal-clinic")}
PACKS["a pack that draws"] = with_parameters(PACKS["border-appointments"], newcomers="draw", request_opens=None)
WORDS = [
    "yes", "wi", "non", "no", "3", "1", "99", "0", "help", "èd", "retour", "tapachula", "Ciudad Hidalgo", "Meksik",
    "chiapas", "guatemala", "demen", "mañana", "13:00", "el paso", "kjh", "", " ", "\x00", "🙂", "ht", "français",
    "mwen sèl", "nou twa", "-1", "one or more", "okenn", "a" * 500, "cancel", "delete my data", "{text}", "%s",
]  # fmt: skip
KNOWN_TAPS = [
    "back", "help", "person", "danger", "old", "hide", "know", "forget", "language", "status", "restart", "cancel",
    "leave", "information", "yes", "no", "continue", "confirm", "change", "slot", "2026-11-25", "x", "states",
    "withdraw", "request", "decline", "other_time", "days", "any",
]  # fmt: skip
ONWARD = ("understood", "continue", "agree", "3", "adult", "MX-CHH", "states", "done", "any", "yes", "confirm")
"""Choices that lead to a booking, if they are offered."""


class Machine(RuleBasedStateMachine):
    """One person and the pure core; four lines that count seats replace the store."""

    @initialize(pack=st.sampled_from(sorted(PACKS)), language=st.sampled_from(LANGUAGES))
    def hello(self, pack: str, language: str) -> None:
        chosen = PACKS[pack]
        self.now = NOW
        self.world = World(chosen, load_gazetteer(), CATALOGS, VOCABULARY, self.now, Channel("test", choices=6))
        self.conversation = Conversation(chosen.id, chosen.revision)
        self.booking: Booking | None = None
        self.request: Request | None = None
        self.taken = 0
        self.replies: tuple[Reply, ...] = ()
        self.hear(Arrived())
        self.hear(Tapped(language))

    @rule(words=st.one_of(st.sampled_from(WORDS), st.text(max_size=40)))
    def write(self, words: str) -> None:
        self.hear(Said(words))

    @rule(choice=st.sampled_from(KNOWN_TAPS), version=st.one_of(st.none(), st.integers(0, 3)))
    def tap_anything(self, choice: str, version: int | None) -> None:
        self.hear(Tapped(choice, version))

    @precondition(lambda self: self.conversation.shown)
    @rule(data=st.data())
    def tap_what_is_shown(self, data: st.DataObject) -> None:
        self.hear(Tapped(data.draw(st.sampled_from(self.conversation.shown)).id))

    @rule(data=st.data(), steps=st.integers(1, 25))
    def go_on(self, data: st.DataObject, steps: int) -> None:
        for _ in range(steps):
            ids = [choice.id for choice in self.conversation.shown if not choice.aside]
            onward = [id for id in ONWARD if id in ids]
            if ids and not self.booking:
                self.hear(Tapped(onward[0] if onward else data.draw(st.sampled_from(ids[:2]))))

    @rule(lat=st.floats(), lon=st.floats(), accuracy=st.floats())
    def share_a_point(self, lat: float, lon: float, accuracy: float) -> None:
        self.hear(Located(lat, lon, accuracy))

    @rule(heard=st.sampled_from([Arrived(), Sent("photo"), Sent("other"), Look()]))
    def do_something_else(self, heard: Event) -> None:
        self.hear(heard)

    @rule(days=st.integers(0, 20))
    def wait(self, days: int) -> None:
        self.now += timedelta(days=days)
        self.world = replace(self.world, now=self.now)

    @precondition(lambda self: self.request and self.request.state == "asked")
    @rule(lapses=st.booleans())
    def draw(self, lapses: bool) -> None:
        """A place is held for the person, and may go to others before they read of it."""
        assert self.request
        slot = Slot(1, self.request.sites[0], self.now + timedelta(days=3))
        offer = Offer(slot, self.request.group, None, slot.starts_at, "chance")
        state = replace(self.request, state="lapsed") if lapses else replace(self.request, state="offered", offer=offer)
        self.request = state
        self.hear(Tapped("status"))

    def hear(self, heard: Event) -> None:
        data = conversation_to_data(self.conversation)
        fresh = conversation_from_data(
            data, pack=self.world.pack.id, revision=self.world.pack.revision, version=self.conversation.version
        )
        turn = advance(replace(fresh, booking=self.booking, request=self.request), heard, self.world)
        self.replies = turn.replies
        for _ in range(10):
            if turn.effect is None:
                break
            turn = self.outcome(turn)
            self.replies += turn.replies
        assert turn.effect is None
        self.conversation = replace(turn.conversation, version=turn.conversation.version + 1)

    def outcome(self, turn: Turn) -> Turn:
        conversation: Conversation = turn.conversation
        match turn.effect:
            case SwitchPerson():
                conversation = Conversation(self.world.pack.id, self.world.pack.revision)
                return advance(conversation, Look(), self.world)
            case effect:
                assert effect is not None
                outcome = self.perform(effect)
                return advance(replace(conversation, request=self.request), outcome, self.world)

    def perform(self, effect: Effect) -> Event:
        match effect:
            case GiveConsent():
                return Consented()
            case FindSlots():
                return SlotsFound(tuple(self.slots(effect)))
            case FindSites(asked):
                return SitesFound(tuple({slot.site for slot in self.slots(asked)}))
            case Book(site, starts_at, request):
                if starts_at <= self.now:
                    return NotBooked(TooFewSeats(0))
                assert request.seats <= self.world.pack.party_maximum
                self.taken = request.seats
                moved = self.booking.sequence + 1 if self.booking else 0
                slot = Slot(1, site, starts_at)
                self.booking = Booking(1, slot, request, "BABA BABA 000 BABI", moved)
                self.request = self.request and replace(self.request, state="booked", offer=None)
                return Booked(self.booking)
            case Cancel() | Erase():
                self.booking, self.taken = None, 0
                self.request = None if isinstance(effect, Erase) else self.request
                return Cancelled() if isinstance(effect, Cancel) else Erased()
            case LeaveGroup(request):
                assert self.booking is not None
                self.taken = request.seats
                self.booking = replace(self.booking, request=request)
                return LeftGroup(self.booking)
            case AskForPlace(sites, group, days):
                assert sites
                since = self.request.since if self.request else self.now
                self.request = Request("asked", since, group, sites, days)
                return Look()
            case WithdrawRequest() | DeclineOffer():
                assert self.request, "there is something to withdraw or to decline"
                state = "withdrawn" if isinstance(effect, WithdrawRequest) else "asked"
                self.request = replace(self.request, state=state, offer=None)
                return Look()
            case KnowStatus():
                assert self.request
                return StatusKnown(Status(self.request.since, 812, 1450))
            case Wait() | Decline() | StopWaiting():
                return Look()
            case Recall():
                return Recalled(self.now, 1)
            case CountCases():
                return Cases(2)
        raise AssertionError(effect)

    def slots(self, asked: FindSlots) -> Any:
        """Return the slots that a timetable of the coming days would offer."""
        for ahead in range(4):
            day = self.world.today + timedelta(days=ahead)
            for site in self.world.pack.sites:
                for number, (starts_at, seats) in enumerate(seats_on(self.world.pack, site, day)):
                    if site.id in asked.sites and asked.earliest <= starts_at <= asked.latest:
                        yield Slot(number, site.id, starts_at, seats)

    def teardown(self) -> None:
        if hasattr(self, "conversation"):
            event("consented" if self.conversation.consented else "not consented")
            event(f"request: {self.request.state if self.request else 'none'}")
            event("booked" if self.booking else "not booked")

    @invariant()
    def there_is_always_a_way_on(self) -> None:
        if hasattr(self, "replies"):
            assert self.replies
            assert self.replies[-1].wants != "nothing"
            if self.conversation.over:
                assert {"hide", "continue"} <= {choice.id for choice in self.replies[-1].choices}
            elif self.conversation.language and self.conversation.aside != "hide":
                assert "help" in {choice.id for choice in self.replies[-1].choices}

    @invariant()
    def one_person_holds_one_booking_at_most(self) -> None:
        if hasattr(self, "taken"):
            assert self.taken == (self.booking.request.seats if self.booking else 0)
            assert self.conversation.booking == self.booking or self.conversation.language == ""

    @invariant()
    def every_message_can_be_said_in_every_language_and_leaves_no_hole(self) -> None:
        for reply in getattr(self, "replies", ()):
            for catalog in CATALOGS.values():
                said = say(reply, catalog)
                assert said.text.strip()
                assert all(label.text for label in said.choices)


TestAnyConversation: Any = Machine.TestCase
TestAnyConversation.settings = settings(
    max_examples=300, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
)


def test_a_path_that_goes_in_a_circle_is_loud(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(flow.STEPS, "see_practice", lambda conversation, *_: Turn(conversation))
    with pytest.raises(RuntimeError, match="see_practice asks no question and requests no effect"):
        advance(Conversation(world.pack.id, world.pack.revision, "en"), Look(), world)
