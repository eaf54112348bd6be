"""What a database that an earlier release left behind is asked: does everybody in it go on from where they were?"""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import App
from bot.core.conversation.events import Look
from bot.core.conversation.state import Conversation
from bot.services.conversation.deliver import Parcel, parcels
from bot.storage.store import open_store
from bot.storage.tables import conversations, outbox, people
from tests.yesterday.people import PIN
from tests.yesterday.phones import Button, Telegram, phone

FILES = {"randevou.database": "", "randevou.database.key": ".key", "randevou.database.keys": ".keys"}
"""What a store consists of, as it lies in the repository, and what each is called beside its database."""
FLAGS = {
    **{name: name for name in ("location", "typed", "hide", "secret", "located")},
    "instead": "in_place",
    "unsay": "clear_input",
}
"""Each flag of a Reply: its name in people.json, which version 0.1 wrote, and its name in the code."""
FIRST_ID = 900
"""The messages that are brought in here are not those that were brought in before."""
DAY = timedelta(days=1)
A_WHILE = timedelta(hours=2)
"""When every message that has to wait for something may be sent."""


def put_down(folder: Path, database: Path) -> Path:
    """Copy a store to where it can be opened, readable by its owner only; git keeps no such modes."""
    for suffix in ("-wal", "-shm", ".keys-wal", ".keys-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    for name, ending in FILES.items():
        target = database.with_name(database.name + ending)
        target.unlink(missing_ok=True)
        target.touch(mode=0o600)
        shutil.copyfile(folder / name, target)
    return database


def asker(folder: Path, database: Path, app: App) -> Callable[..., Any]:
    """Puts each question to a copy of its own of the store in a folder, with the pack and the words of an App."""

    def ask(question: Callable[..., Any], *about: Any) -> Any:
        db, seal = open_store(put_down(folder, database))
        for file in (db, seal.keys.db):
            file.execute("PRAGMA synchronous = 0")  # what is asked here need not outlive a power cut
        try:
            return question(replace(app, db=db, seal=seal), *about)
        finally:
            db.close()
            seal.keys.close()

    return ask


def is_kept(app: App, address: str) -> bool:
    """Whether anything is kept of whoever uses an address."""
    return _kept(app, address) is not None


def _kept(app: App, address: str) -> Conversation | None:
    person = people.at(app.db, app.seal, address)
    found = conversations.load(app.db, app.seal, person, app.pack.id) if person else None
    return found[0] if found else None


def looks(app: App, address: str, now: datetime) -> dict[str, Any]:
    """Where somebody is: the page beside the path, the step, and the keys of what they see when it is said again."""
    found, there = _kept(app, address), phone(app, address, now, count=FIRST_ID)
    said = there.hear(Look())
    return {"aside": found.aside if found else "", "step": there.step, "keys": said}


def types(app: App, address: str, now: datetime) -> list[str]:
    """The keys of the answer to the first choice, by its number."""
    return phone(app, address, now, count=FIRST_ID).does(":1")


def taps(app: App, address: str, button: Button, now: datetime) -> list[str]:
    """The keys of the answer to a button that was sent to somebody before."""
    there = phone(app, address, now, count=FIRST_ID)
    assert isinstance(there, Telegram)
    there.messages = FIRST_ID
    return there.tap(button)


def comes_back(app: App, address: str, now: datetime) -> list[list[str]]:
    """The keys of the answers to somebody who comes back on the next day, and writes the PIN where there is one."""
    there = phone(app, address, now + DAY, count=FIRST_ID)
    there.does("/start")
    said = [there.does(":1")]
    if said[-1][-1:] == ["back.pin"]:
        said.append(there.does(f":{PIN}"))
    return said


def waits(app: App, now: datetime) -> dict[str, list[list[str]]]:
    """What waits for everyone, in order: the key of each message, its flags, and what it brings when it is said."""
    moment = now + A_WHILE
    replies = {row.id: row.reply for row in outbox.due(app.db, app.seal, moment)}
    found: dict[str, list[list[str]]] = {}
    for parcel in parcels(app, moment):
        flags = [name for name, flag in FLAGS.items() if getattr(replies[parcel.id], flag)]
        said = [parcel.outgoing.key, f"wants {parcel.outgoing.wants}", *flags, *_brings(parcel)]
        found.setdefault(parcel.address, []).append(said)
    return found


def _brings(parcel: Parcel) -> list[str]:
    named = {"is a notice": parcel.notice, "has failed": parcel.attempts}
    named |= {"replaces": parcel.outgoing.replaces, "clears": parcel.outgoing.clears}
    return [*(name for name, value in named.items() if value), *(file.name for file in parcel.outgoing.files)]
