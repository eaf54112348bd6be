"""Make the database of this release for later releases, and record how all people in it continue.

Run `python -m tests.yesterday.make` once for each release, with the code of that release: it adds the folder of its
version (version 0.1 made v0.1), and refuses to make it twice. The files in a folder are never made again.
"""

import json
import shutil
import sys
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.app import App
from bot.channels.local.story_player import CODE
from bot.core.conversation.all_pages import PAGES
from bot.core.conversation.flow import STEPS
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text
from bot.services.booking import check_ticket
from bot.services.conversation.deliver import Results, parcels, settle
from bot.services.conversation.respond import Closed, respond_all
from bot.services.privacy import recovery
from bot.services.tick import tick
from bot.settings import Settings, root
from bot.storage import sqlite
from bot.storage.database import transaction
from bot.storage.tables import audit_log, bookings, outbox, people, slots
from tests.conftest import DESK, NOW, two_helpers
from tests.services.booking.test_one_person import asking
from tests.yesterday import going_on
from tests.yesterday.people import ASKING, BORDER, CLINIC, EVERYTHING, LATE, LOST, OWNER, PIN, VISITOR, everybody
from tests.yesterday.phones import Button, Phone, Telegram, phone

HERE = Path(__file__).parent
TICK = timedelta(seconds=1)
"""Time between two actions, so short that the first person has not been away for long when the last action ends."""
SMALLER = (
    "DELETE FROM received WHERE at < :before AND fault IS NULL",
    "DELETE FROM screen WHERE person NOT IN (SELECT person FROM outbox)",
    "PRAGMA journal_mode = delete",
    "PRAGMA page_size = 1024",
    "VACUUM",
    "PRAGMA journal_mode = wal",
)
"""Statements that make the database small for the repository: fewer rows in the largest tables, and small pages."""
NEVER_STORED = {"status", "erased"}
"""Pages that close at once and are therefore never stored."""


class Maker:
    """All people together, on one clock."""

    def __init__(self, folder: Path) -> None:
        self.database, self.now = folder / "randevou.db", NOW
        packs = {BORDER: BORDER, CLINIC: CLINIC, ASKING: str(asking(folder / "asking"))}
        self.apps = {name: self._open(pack) for name, pack in packs.items()}
        self.phones: dict[str, Phone] = {}
        self.codes: dict[str, str] = {}

    def _open(self, pack: str) -> App:
        return App.open(Settings(pack, self.database, root() / "locales", root() / "policy"))

    def make(self) -> dict[str, Any]:
        """Let all people act; return what only they know: codes, words, and the text of a picture."""
        for name in (BORDER, CLINIC):
            tick(self.apps[name], NOW)
        slots.set_open(self.apps[BORDER].db, self.apps[BORDER].pack.id, False, site="matamoros")
        for person in everybody():
            there = self.phones[person.address] = phone(self.apps[person.pack], person.address, self.now)
            for word in person.way.split():
                self._does(there, person.language if word == "LANG" else word)
        secrets = self._desk()
        self._troubles()
        tick(self.apps[CLINIC], self.now)
        return secrets

    def _does(self, there: Phone, word: str) -> None:
        if word == "~":
            there.online = False
            return
        self.now += TICK
        there.now = self.now
        if word.startswith(":="):
            word = ":" + self.codes[OWNER.address if word == ":=CODE" else VISITOR.address]
        there.does(word)
        for code in CODE.findall(there.screen[-1].text) if there.screen else ():
            self.codes[there.address] = code

    def _desk(self) -> dict[str, str]:
        border, clinic = self.apps[BORDER], self.apps[CLINIC]
        words = recovery.issue(clinic, self.codes[VISITOR.address], two_helpers(clinic), self.now, DESK)
        person = people.at(border.db, border.seal, OWNER.address)
        assert words is not None
        assert person is not None
        held = bookings.of(border.db, border.seal, person, border.pack.id)
        assert held
        with transaction(border.db):
            slip = check_ticket.ticket_text(border, held)
        check_ticket.check(border, slip, self.now, audit_log.Actor("user:ana", self.now))
        codes = {"code": self.codes[OWNER.address], "of_clinic": self.codes[VISITOR.address]}
        return {**codes, "pin": PIN, "words": words, "slip": slip}

    def _troubles(self) -> None:
        """Make a message that must wait, one that can never be sent, one with every flag, and an unreadable update."""
        app = self.apps[BORDER]
        (late,), (lost,) = (parcels(app, self.now, person.address) for person in (LATE, LOST))
        later = {late.id: self.now + timedelta(minutes=30)}
        settle(app, Results(later=later, faults={lost.id: "BadRequest"}), self.now)
        person = people.at(app.db, app.seal, EVERYTHING.address)
        assert person
        flags = dict.fromkeys(going_on.FLAGS.values(), True)
        text = Text("save.qr_sent", "Here is the picture.")
        choices = (Choice("help", text, aside=True), Choice("ticket", "Ticket"))
        reply = Reply(text, (text,), (text,), choices, files=("calendar", "qr", "map"), **flags)
        with transaction(app.db):
            outbox.add(app.db, app.seal, person, app.pack.id, 1, reply, self.now, "7")
        respond_all(app, [], self.now, [Closed("Telegram", "1", "unreadable")])

    def buttons(self) -> dict[str, list[Button]]:
        """Return buttons of each Telegram chat: the very first one, and all of the last message."""
        chats = {address: there for address, there in self.phones.items() if isinstance(there, Telegram)}
        return {address: list(dict.fromkeys([there.buttons[0], *there.last])) for address, there in chats.items()}

    def close(self, folder: Path) -> None:
        """Close everything, and copy the store into a folder: three files without a log."""
        for app in self.apps.values():
            app.close()
        db = sqlite.connect(self.database, isolation_level=None)
        for statement in SMALLER:
            db.execute(statement, {"before": (self.now - 60 * TICK).isoformat()} if ":before" in statement else {})
        db.close()
        for name, ending in going_on.FILES.items():
            shutil.copyfile(self.database.with_name(self.database.name + ending), folder / name)
        left = {path.name for path in self.database.parent.glob("randevou.db*-*")}
        assert not left, f"a log is left: {left}"


def record_answers(folder: Path, scratch: Path, maker: Maker, secrets: dict[str, str]) -> None:
    """Record how all people continue; each question uses a fresh copy."""
    now, buttons = maker.now + TICK, maker.buttons()
    cases: dict[str, dict[str, Any]] = {}
    taps: dict[str, list[dict[str, Any]]] = {}
    for person in everybody():
        address, pack = person.address, CLINIC if person.pack == ASKING else person.pack
        ask = going_on.asker(folder, scratch / "randevou.db", maker.apps[pack])
        case = {"pack": pack, "language": person.language, "step": maker.phones[address].step}
        if ask(going_on.is_kept, address):
            case |= ask(going_on.looks, address, now)
            case |= {"types": ask(going_on.types, address, now), "comes_back": ask(going_on.comes_back, address, now)}
        cases[address] = case
        taps[address] = [{**button._asdict(), "keys": ask(going_on.taps, address, button, now)}
                         for button in buttons.get(address, [])]  # fmt: skip
    waiting: dict[str, list[list[str]]] = {}
    for pack in (BORDER, CLINIC):
        ask = going_on.asker(folder, scratch / "randevou.db", maker.apps[pack])
        for address, messages in ask(going_on.waits, now).items():
            waiting.setdefault(address, []).extend(messages)
    _check_complete(list(cases.values()), waiting)
    known = {"at": now.isoformat(), "secrets": secrets, "waiting": waiting, "cases": cases}
    _write(folder / "people.json", known, 2)
    _write(folder / "buttons.json", {address: found for address, found in taps.items() if found}, 1)


def _check_complete(cases: list[dict[str, Any]], waiting: dict[str, list[list[str]]]) -> None:
    """Raise AssertionError if a step or page has no person, or a flag has no message."""
    pages = {*PAGES, "cancelled"} - NEVER_STORED - {case.get("aside") for case in cases}
    steps = set(STEPS) - {case["step"] for case in cases}
    flags = set(going_on.FLAGS) - {mark for messages in waiting.values() for marks in messages for mark in marks}
    assert not pages | steps | flags, f"no person or no message has: {sorted(pages | steps | flags)}"


def _write(path: Path, what: dict[str, Any], depth: int) -> None:
    path.write_text(_lines(what, depth) + "\n", encoding="utf-8")


def _lines(what: Any, depth: int) -> str:
    """Format as JSON, with one line for each entry of the outer objects."""
    if not depth or not isinstance(what, dict):
        return json.dumps(what, ensure_ascii=False)
    return "{\n" + ",\n".join(f"{json.dumps(name)}: {_lines(value, depth - 1)}" for name, value in what.items()) + "\n}"


def main() -> None:
    """Make the folder of this version."""
    folder = HERE / f"v{'.'.join(version('randevou').split('.')[:2])}"
    if folder.exists():
        sys.exit(f"{folder.name} is there already: it is never made again.")
    with TemporaryDirectory() as scratch:
        made, new = Path(scratch, "made"), Path(scratch, folder.name)
        made.mkdir()
        new.mkdir()
        maker = Maker(made)
        secrets = maker.make()
        maker.close(new)
        record_answers(new, Path(scratch), maker, secrets)
        shutil.copytree(new, folder)


if __name__ == "__main__":
    main()
