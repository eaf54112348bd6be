"""Several people behind one phone, in any order of acts: while one case is open, nothing of another one is shown."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bot.app import App
from bot.channels.local.story_player import CODE
from bot.channels.local.talk import TERMINAL, Talk
from bot.core.conversation.events import Arrived, Event, Said, Tapped
from bot.core.conversation.incoming import Incoming
from bot.services.conversation.deliver import Results, parcels, settle
from bot.services.conversation.respond import respond
from bot.services.privacy import erasure
from bot.services.tick import tick
from bot.storage.database import transaction
from bot.storage.tables import conversations, people
from tests.conftest import NOW
from tests.core.conversation.without_a_case import keys_without_a_case
from tests.services.conversation.test_respond import TO_SUMMARY

PINS = {"es": "4821", "ht": "593862"}
DAY_BEFORE = datetime.fromisoformat("2026-11-24T11:00:00-08:00")
"""An hour before everybody with an appointment is reminded."""


class Phone(RuleBasedStateMachine):
    """One phone, three people with a case each in a language of their own, two of them behind a PIN."""

    app: App
    quiet: frozenset[str]
    """The keys of what says nothing about any case."""
    number = 0

    def __init__(self) -> None:
        super().__init__()
        Phone.number += 1
        self.now = DAY_BEFORE
        self.address = f"terminal:phone {Phone.number}"
        self.codes: dict[str, str] = {}
        self.written: dict[str, bool] = {}
        self.down = False
        self.talk = Talk(self.app, self.address, lambda: self.now)
        for language in ("en", "es", "ht"):
            self._new_case(language)
        self.down = False

    def _new_case(self, language: str) -> None:
        self.talk.hear(Arrived())
        if self.codes:
            self.talk.hear(Tapped("someone_else"))
            self.talk.hear(Tapped("case:0"))
        for event in (Tapped(language), *TO_SUMMARY[2:], Tapped("confirm")):
            shown = self.talk.hear(event)
        person = self._current()
        assert person
        (self.codes[person],) = CODE.findall(shown[-1].text)
        if language in PINS:
            for event in (Tapped("pin"), Said(PINS[language]), Said(PINS[language])):
                self.talk.hear(event)
        self.written[person] = True

    def _current(self) -> str | None:
        return people.current_at(self.app.db, self.app.seal, self.address)

    def _open(self, *, rested: bool = False) -> str | None:
        """Whose case is open, by what is kept; also if it has rested too long."""
        person = self._current()
        kept = conversations.load(self.app.db, self.app.seal, person, self.app.pack.id) if person else None
        if kept is None or kept.conversation.locked:
            return None
        return person if rested or self.now - kept.at <= timedelta(minutes=30) else None

    def _hear(self, event: Event) -> None:
        before = self._open()
        self.talk.heard += 1
        heard = Incoming(self.address, f"{self.talk.run}:{self.talk.heard}", event, self.talk.carry, channel=TERMINAL)
        answer = respond(self.app, heard, self.now)
        self.talk.carry = answer.carry
        assert not [outgoing for outgoing in answer.replies if CODE.findall(outgoing.text)]
        if isinstance(event, Arrived) or self._open() is None:
            self.written = dict.fromkeys(self.written, False)
        person = self._current()
        if isinstance(event, Said) and person and before is None and self._open() == person:
            self.written[person] = True
        if not self.down:
            self._deliver()

    def _deliver(self) -> None:
        open_, late = self._open(), self._open(rested=True)
        done = []
        for parcel in parcels(self.app, self.now, self.address):
            text = parcel.outgoing.text
            assert open_ in (None, parcel.person), f"{parcel.outgoing.key} of another case while one is open"
            if parcel.person == late:  # an answer that was long under way
                assert set(CODE.findall(text)) <= {self.codes[parcel.person]}
            else:
                assert parcel.outgoing.key in self.quiet, parcel.outgoing.key
                assert not CODE.findall(text)
            done.append(parcel.id)
        settle(self.app, Results(done), self.now)

    @rule()
    def comes(self) -> None:
        self._hear(Arrived())

    @rule(choice=st.sampled_from(["yes", "someone_else", "case:1", "case:2", "case:3", "case:0", "continue"]))
    def says_who(self, choice: str) -> None:
        self._hear(Tapped(choice))

    @rule(pin=st.sampled_from([*PINS.values(), "7777"]))
    def writes_a_pin(self, pin: str) -> None:
        self._hear(Said(pin))

    @rule(choice=st.sampled_from(["status", "know", "help", "hide", "save", "paper", "another_time", "back", "pin"]))
    def asks(self, choice: str) -> None:
        self._hear(Tapped(choice))

    @rule(words=st.sampled_from(["hello", "status", "someone else", "3", "recover", "kjh"]))
    def writes(self, words: str) -> None:
        self._hear(Said(words))

    @rule(minutes=st.sampled_from([1, 29, 31, 61, 130]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        tick(self.app, self.now)
        if not self.down:
            self._deliver()

    @rule(down=st.booleans())
    def the_line_goes_down_or_comes_back(self, down: bool) -> None:
        self.down = down
        if not down:
            self._deliver()

    @invariant()
    def no_case_with_a_pin_is_open_without_it(self) -> None:
        person = self._open()
        kept = conversations.load(self.app.db, self.app.seal, person, self.app.pack.id) if person else None
        if person and kept and kept.conversation.language in PINS and person in self.written:
            assert self.written[person], kept.conversation.language

    def teardown(self) -> None:
        with transaction(self.app.db):
            for person in people.all_at(self.app.db, self.app.seal, self.address):
                erasure.erase(self.app, person)


@pytest.mark.xdist_group("without-a-case")
def test_in_any_order_nothing_of_one_case_is_shown_while_another_is_open(app: App) -> None:
    tick(app, NOW)
    Phone.app = app
    Phone.quiet = keys_without_a_case() | {"reminder.notice"}
    run_state_machine_as_test(
        Phone,
        settings=settings(
            max_examples=10, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
