"""In any order of acts, copies put back included, nothing of an erased person ever returns."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bot.app import App
from bot.channels.local.story_player import CODE
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Arrived, Tapped
from bot.services.booking.check_ticket import check
from bot.services.conversation.deliver import parcels
from bot.services.tick import tick
from bot.storage.database import copy_file
from bot.storage.store import open_store
from bot.storage.tables import audit_log, people
from tests.conftest import NOW
from tests.services.conversation.test_respond import TO_SUMMARY

PEOPLE = st.sampled_from("abc")


class Desk(RuleBasedStateMachine):
    """Three people who book and erase themselves, a clock, and somebody who copies the database and puts it back."""

    folder: Path
    first: App
    number = 0

    def __init__(self) -> None:
        super().__init__()
        Desk.number += 1
        self.path = self.folder / f"{Desk.number}.db"
        self.copy = self.folder / f"{Desk.number}.copy"
        self.now = NOW
        self.held: dict[str, tuple[str, str]] = {}
        """Person and code by who holds an appointment."""
        self.gone: set[tuple[str, str]] = set()
        self._open()

    def _open(self) -> None:
        db, seal = open_store(self.path)
        self.app = replace(self.first, db=db, seal=seal)
        tick(self.app, self.now)

    def _address(self, who: str) -> str:
        return f"terminal:{who}"

    def _hear(self, who: str, *choices: str) -> str:
        """What is said to a greeting and some taps."""
        talk = Talk(self.app, self._address(who), lambda: self.now)
        shown = talk.hear(Arrived())
        for choice in choices:
            shown += talk.hear(Tapped(choice))
        return " ".join(outgoing.text for outgoing in shown)

    @rule(who=PEOPLE)
    def books(self, who: str) -> None:
        if who in self.held or people.at(self.app.db, self.app.seal, self._address(who)):
            return
        talk = Talk(self.app, self._address(who), lambda: self.now)
        for event in (*TO_SUMMARY, Tapped("confirm")):
            shown = talk.hear(event)
        person = people.at(self.app.db, self.app.seal, self._address(who))
        codes = CODE.findall(shown[-1].text)
        if person and codes:
            self.held[who] = person, codes[0]
            self.the_database_is_copied()

    @rule(who=PEOPLE)
    def erases(self, who: str) -> None:
        if who in self.held:
            self._hear(who, "yes", "forget", "yes")
            self.gone.add(self.held.pop(who))

    @rule(who=PEOPLE)
    def comes_back(self, who: str) -> None:
        said = self._hear(who, "yes", "status")
        assert not [code for _, code in self.gone if code in said]

    @rule(hours=st.sampled_from([1, 30, 24 * 8]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        tick(self.app, self.now)

    @rule()
    def the_database_is_copied(self) -> None:
        self.copy.unlink(missing_ok=True)
        copy_file(self.app.db, self.copy)

    @rule()
    def the_copy_is_put_back(self) -> None:
        if not self.copy.exists():
            return
        self.app.close()
        for left in (f"{self.path}-wal", f"{self.path}-shm"):
            Path(left).unlink(missing_ok=True)
        self.path.write_bytes(self.copy.read_bytes())
        self.held.clear()
        self._open()

    @invariant()
    def nothing_of_the_erased_is_there(self) -> None:
        there = {row["id"] for row in self.app.db.execute("SELECT id FROM person")}
        waiting = " ".join(parcel.outgoing.text for parcel in parcels(self.app, self.now + timedelta(days=1)))
        for person, code in self.gone:
            assert person not in there
            assert not self.app.seal.keys.has_key(person)
            assert code not in waiting

    def teardown(self) -> None:
        for _, code in self.gone:
            assert check(self.app, code, self.now, audit_log.Actor("clock", self.now)) == "not valid"
        self.app.close()


def test_in_any_order_nothing_of_an_erased_person_returns(app: App, tmp_path: Path) -> None:
    Desk.folder, Desk.first = tmp_path, app
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
