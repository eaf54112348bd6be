"""The database of an earlier release opens, and all people in it continue from where they were."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.app import App
from bot.cli import main
from bot.core.booking.code import read_code
from bot.services.booking import check_ticket
from bot.services.privacy import backup, erasure
from bot.services.tick import tick
from bot.settings import Settings, root
from bot.storage import sqlite
from bot.storage.database import transaction
from bot.storage.store import open_store
from bot.storage.tables import audit_log, outbox, people, received
from tests.yesterday import going_on
from tests.yesterday.people import BORDER, CLINIC, LATE
from tests.yesterday.phones import Button, phone

VERSIONS = sorted(path for path in Path(__file__).parent.glob("v*") if path.is_dir())
ABOUT_PEOPLE = ("person", "address", "consent", "conversation", "booking", "outbox", "screen", "pin", "identity")


class Yesterday:
    """One database of an earlier release, and what was recorded about it."""

    def __init__(self, folder: Path, place: Path) -> None:
        self.folder, self.place = folder, place
        self.known: dict[str, Any] = json.loads((folder / "people.json").read_text(encoding="utf-8"))
        self.buttons: dict[str, Any] = json.loads((folder / "buttons.json").read_text(encoding="utf-8"))
        self.now, self.secrets = datetime.fromisoformat(self.known["at"]), self.known["secrets"]
        self.updated = place / "updated"
        self.updated.mkdir(mode=0o700)
        db, seal = open_store(going_on.copy_store(folder, self.updated / "randevou.database"))
        db.close()
        seal.keys.close()
        self.apps = {pack: self.open(pack, place / "first" / "randevou.db") for pack in (BORDER, CLINIC)}

    def open(self, pack: str, database: Path) -> App:
        """Open a copy, as every command does; the second pack opens the same copy."""
        if not database.parent.exists():
            database.parent.mkdir(mode=0o700)
            going_on.copy_store(self.folder, database)
        return App.open(Settings(pack, database, root() / "locales", root() / "policy"))

    def ask(self, pack: str, question: Callable[..., Any], *about: Any) -> Any:
        """Ask a question of a fresh copy, which this release has updated."""
        return going_on.asker(self.updated, self.place / "randevou.db", self.apps[pack])(question, *about)

    def everybody(self, question: Callable[..., Any], *, says: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the answers for all people now, and those recorded by the earlier release."""
        cases = {address: case for address, case in self.known["cases"].items() if says in case}
        now = {address: self.ask(case["pack"], question, address, self.now) for address, case in cases.items()}
        if LATE.address in cases:  # version 0.1 said nothing to her while her message waited for its next try
            waited = {"keys": ["ticket.booked", "ticket.booked"], "types": ["ticket.booked", "slot.days"]}
            cases[LATE.address] = {**cases[LATE.address], **waited}
        return now, cases


@pytest.fixture(scope="module", params=VERSIONS, ids=lambda folder: folder.name)
def yesterday(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yesterday]:
    found = Yesterday(request.param, tmp_path_factory.mktemp("yesterday"))
    yield found
    for app in found.apps.values():
        app.close()


@pytest.fixture
def border(yesterday: Yesterday, tmp_path: Path) -> Iterator[App]:
    app = yesterday.open(BORDER, tmp_path / "store" / "randevou.db")
    yield app
    app.close()


@pytest.fixture
def clinic(yesterday: Yesterday, tmp_path: Path) -> Iterator[App]:
    app = yesterday.open(CLINIC, tmp_path / "store" / "randevou.db")
    yield app
    app.close()


def test_there_is_a_database_of_an_earlier_release() -> None:
    assert VERSIONS


def test_everybody_has_a_key_and_every_sealed_row_opens(yesterday: Yesterday, border: App) -> None:
    found = backup.check(border, yesterday.now)
    assert (found.without_key, found.broken) == (0, 0)
    assert found.people >= sum("keys" in case for case in yesterday.known["cases"].values())
    assert found.rows > 2 * found.people


def test_a_copy_from_before_the_update_and_before_a_rotation_can_be_put_back(
    yesterday: Yesterday, border: App, tmp_path: Path
) -> None:
    database = tmp_path / "store" / "randevou.db"
    backup.rotate(border, database)
    border.close()
    database.write_bytes((yesterday.folder / "randevou.database").read_bytes())
    again = yesterday.open(BORDER, database)
    assert backup.check(again, yesterday.now).broken == 0
    assert again.db.execute("SELECT count(*) FROM consent WHERE typeof(body) = 'text'").fetchone()[0] == 0
    again.close()


def test_no_file_shows_the_language_of_a_notice_once_it_was_opened(
    yesterday: Yesterday, border: App, tmp_path: Path
) -> None:
    older = sqlite.connect(f"file:{yesterday.folder / 'randevou.database'}?immutable=1", uri=True)
    notices = {notice for (notice,) in older.execute("SELECT notice FROM consent")}
    older.close()
    assert len(notices) > 2
    agreed = [
        people.consent(border.db, border.seal, row["person"], row["pack"])
        for row in border.db.execute("SELECT person, pack FROM consent")
    ]
    assert {one.notice for one in agreed if one} == notices
    there = b"".join(path.read_bytes() for path in (tmp_path / "store").iterdir())
    assert not [notice for notice in notices if notice.encode() in there]


@pytest.mark.parametrize("clear", [b"interpreter:", b"room:private"])
def test_the_files_name_no_need_of_anybody_once_they_were_opened(
    yesterday: Yesterday, border: App, tmp_path: Path, clear: bytes
) -> None:
    assert clear in (yesterday.folder / "randevou.database").read_bytes()
    assert border.db.execute("SELECT count(*) FROM booking").fetchone()[0]
    assert not [path.name for path in (tmp_path / "store").iterdir() if clear in path.read_bytes()]


def test_the_log_of_staff_is_still_whole(border: App) -> None:
    assert not audit_log.verify(border.db, border.seal).fault
    assert {row.action for row in audit_log.listing(border.db)} >= {"check", "desk words", "person erase"}


def test_everybody_sees_the_step_and_the_page_where_they_were(yesterday: Yesterday) -> None:
    now, then = yesterday.everybody(going_on.looks, says="keys")
    assert now == {address: {name: case[name] for name in now[address]} for address, case in then.items()}


def test_a_number_means_the_choice_that_was_on_the_screen(yesterday: Yesterday) -> None:
    now, then = yesterday.everybody(going_on.types, says="types")
    asked_back = {address: ["not_understood.either"] for address in OR_AN_HOUR & now.keys()}
    assert now == {address: case["types"] for address, case in then.items()} | asked_back | OF_A_BOOKING


def test_people_who_come_back_tomorrow_continue_and_type_the_pin_if_they_have_one(yesterday: Yesterday) -> None:
    now, then = yesterday.everybody(going_on.comes_back, says="comes_back")
    begun = {"telegram:501": [["back.appointment", "ticket.begun"]]}
    assert now == {address: case["comes_back"] for address, case in then.items()} | begun


OR_AN_HOUR = {"telegram:223", "telegram:234"}
"""Where the number of a choice is also an hour on the screen; version 0.1 took the choice, today it is asked back."""
OF_A_BOOKING = {
    "telegram:238": ["ticket.stands", "border-appointments.question.alone"],
    "telegram:320": ["group.question"],
}
"""What is said today to who has an appointment: that it stands, and another number of people is one of a group."""
OF_ITS_BUTTONS = {
    ("telegram:235", "13|not_now"): ["summary.stands", "ticket.booked"],
    ("telegram:238", "12|another_time"): OF_A_BOOKING["telegram:238"],
    ("telegram:320", "13|party"): OF_A_BOOKING["telegram:320"],
}
NOW_SAID = {"hide.done": "language.choose"}
"""What is said today instead of a text of version 0.1."""
HELLO = '["",[],"",0]|en'
OLD_BUT_OBEYED = {
    *(("telegram:306", HELLO), ("telegram:403", HELLO), ("telegram:502", HELLO)),
    *(("telegram:502", f"9|{choice}") for choice in ("confirm", "change", "not_now", "back")),
    *(("telegram:503", "9|back"), ("telegram:600", "2|back"), ("telegram:602", "6|back"), ("telegram:603", "9|back")),
    *(("telegram:604", "12|back"), ("telegram:607", "11|back")),
}
"""Buttons of questions that were answered, which version 0.1 obeyed or answered only after what waited."""


@pytest.mark.parametrize("chats", ["1", "2", "3", "4", "5", "6", "7"])
def test_every_button_in_a_chat_is_answered_as_before(yesterday: Yesterday, chats: str) -> None:
    now, then = {}, {}
    for address, buttons in yesterday.buttons.items():
        for entry in buttons if address.startswith(f"telegram:{chats}") else ():
            button, pack = Button(entry["message"], entry["data"]), yesterday.known["cases"][address]["pack"]
            now[address, button] = yesterday.ask(pack, going_on.taps, address, button, yesterday.now)
            old = "button.old" in entry["keys"] or (address, entry["data"]) in OLD_BUT_OBEYED
            said = OF_ITS_BUTTONS.get((address, button.data)) or [NOW_SAID.get(key, key) for key in entry["keys"]]
            then[address, button] = ["button.old"] if old else said
            if address == LATE.address and not old:  # version 0.1 said nothing to her while her message waited
                then[address, button] = ["ticket.booked", "help.menu"]
            if button.data.endswith("|danger"):  # it is answered before what waits
                then[address, button].sort(key=lambda key: key != "danger.now")
    assert now == then


def test_every_message_that_waits_is_said_in_its_order_with_all_that_it_carries(yesterday: Yesterday) -> None:
    said: dict[str, list[list[str]]] = {}
    for pack in (BORDER, CLINIC):  # each programme says its own messages
        for address, messages in yesterday.ask(pack, going_on.waits, yesterday.now).items():
            said.setdefault(address, []).extend(messages)
    assert said == yesterday.known["waiting"]


def test_what_was_set_aside_is_still_listed(border: App) -> None:
    assert [fault for _, fault in outbox.faults(border.db)] == ["BadRequest"]
    assert [fault for _, fault in received.faults(border.db)] == ["unreadable"]


def test_a_code_and_a_pin_bring_the_case_to_another_phone(yesterday: Yesterday, border: App) -> None:
    new = phone(border, "terminal:new", yesterday.now)
    for word in ("/start", "en", "recover", ":" + yesterday.secrets["code"]):
        new.does(word)
    assert new.does(":" + yesterday.secrets["pin"]) == ["recover.done", "ticket.booked"]


def test_the_words_of_a_desk_bring_the_case_to_another_phone(yesterday: Yesterday, clinic: App) -> None:
    new = phone(clinic, "terminal:new", yesterday.now)
    for word in ("/start", "en", "recover", ":" + yesterday.secrets["of_clinic"]):
        new.does(word)
    assert new.does(":" + yesterday.secrets["words"]) == ["recover.done", "ticket.booked"]


def test_helpers_get_accounts_and_only_then_give_words_for_a_case_of_yesterday(
    yesterday: Yesterday, clinic: App, tmp_path: Path
) -> None:
    code, secret = yesterday.secrets["of_clinic"], "four words, far apart\n"
    on = ["--db", str(tmp_path / "store" / "randevou.db"), "--pack", CLINIC]
    recover = ["recover", code, "--by", "ana", "--and", "luc", *on]
    assert "Each helper adds theirs: randevou staff add NAME" in CliRunner().invoke(main, recover).output
    for name in ("ana", "luc"):
        assert CliRunner().invoke(main, ["staff", "add", name, *on], input=secret).exit_code == 0
    assert read_code(CliRunner().invoke(main, recover, input=secret * 2).stdout.splitlines()[0])


def test_a_person_who_has_given_a_code_continues_with_the_pin(yesterday: Yesterday, border: App) -> None:
    asking = phone(border, "telegram:701", yesterday.now, count=going_on.FIRST_ID)
    assert asking.does(":" + yesterday.secrets["pin"]) == ["recover.done", "ticket.booked"]


def test_a_picture_that_was_saved_is_still_ours(yesterday: Yesterday, border: App) -> None:
    by = audit_log.Actor("user:ana", yesterday.now)
    assert check_ticket.check(border, yesterday.secrets["slip"], yesterday.now, by) == "valid"


def test_the_keys_can_be_changed(yesterday: Yesterday, border: App, tmp_path: Path) -> None:
    backup.rotate(border, tmp_path / "store" / "randevou.db")
    assert backup.check(border, yesterday.now).broken == 0


def test_the_clock_runs_on_until_nothing_is_kept_of_anybody(yesterday: Yesterday, border: App, clinic: App) -> None:
    for days in (0, 1, 2, 5, 100):
        for app in (border, clinic):
            tick(app, yesterday.now + timedelta(days=days), confirmed=True)
    assert not people.everyone(border.db)


def test_everybody_can_be_erased(border: App) -> None:
    for person in people.everyone(border.db):
        with transaction(border.db):
            erasure.erase(border, person)
    left = {table: border.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ABOUT_PEOPLE}
    assert left == dict.fromkeys(ABOUT_PEOPLE, 0)
    assert not border.seal.keys.people()
    assert border.db.execute("SELECT sum(taken) FROM slots").fetchone()[0] == 0
