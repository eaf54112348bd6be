"""Questions to a database of an earlier release: can all people in it continue from where they were?"""

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
"""The files of a store: their names in the repository, and the ending that each has next to its database."""
FLAGS = {
    **{name: name for name in ("location", "typed", "hide", "secret", "located")},
    "instead": "in_place",
    "unsay": "clear_input",
}
"""Each flag of a Reply: its name in people.json, which version 0.1 wrote, and its name in the code."""
FIRST_ID = 900
"""The ids of new messages start here, so that they differ from all ids used before."""
DAY = timedelta(days=1)
A_WHILE = timedelta(hours=2)
"""The time after which every waiting message may be sent."""


def copy_store(folder: Path, database: Path) -> Path:
    """Copy a store to a place where it can be opened, readable only by its owner: git does not keep file modes."""
    for suffix in ("-wal", "-shm", ".keys-wal", ".keys-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    for name, ending in FILES.items():
        target = database.with_name(database.name + ending)
        target.unlink(missing_ok=True)
        target.touch(mode=0o600)
        shutil.copyfile(folder / name, target)
    return database


def asker(folder: Path, database: Path, app: App) -> Callable[..., Any]:
    """Return a function that asks a question of a fresh copy of a store, with the pack and the words of an App."""

    def ask(question: Callable[..., Any], *about: Any) -> Any:
        db, seal = open_store(copy_store(folder, database))
        for file in (db, seal.keys.db):
            file.execute("PRAGMA synchronous = 0")  # this copy need not survive a power cut
        try:
            return question(replace(app, db=db, seal=seal), *about)
        finally:
            db.close()
            seal.keys.close()

    return ask


def is_kept(app: App, address: str) -> bool:
    """Return whether anything is stored about the person who uses an address."""
    return _kept(app, address) is not None


def _kept(app: App, address: str) -> Conversation | None:
    person = people.at(app.db, app.seal, address)
    found = conversations.load(app.db, app.seal, person, app.pack.id) if person else None
    return found.conversation if found else None


def looks(app: App, address: str, now: datetime) -> dict[str, Any]:
    """Return the open page, the step, and the keys of the texts that a person sees when the state is shown again."""
    found, there = _kept(app, address), phone(app, address, now, count=FIRST_ID)
    said = there.hear(Look())
    return {"aside": found.aside if found else "", "step": there.step, "keys": said}


def types(app: App, address: str, now: datetime) -> list[str]:
    """Return the keys of the answer to the first choice, typed as a number."""
    return phone(app, address, now, count=FIRST_ID).does(":1")


def taps(app: App, address: str, button: Button, now: datetime) -> list[str]:
    """Return the keys of the answer to a button that was sent earlier."""
    there = phone(app, address, now, count=FIRST_ID)
    assert isinstance(there, Telegram)
    there.messages = FIRST_ID
    return there.tap(button)


def comes_back(app: App, address: str, now: datetime) -> list[list[str]]:
    """Return the keys of the answers to a person who comes back on the next day, and types the PIN if it is asked."""
    there = phone(app, address, now + DAY, count=FIRST_ID)
    there.does("/start")
    said = [there.does(":1")]
    if said[-1][-1:] == ["back.pin"]:
        said.append(there.does(f":{PIN}"))
    return said


def waits(app: App, now: datetime) -> dict[str, list[list[str]]]:
    """Return the waiting messages by address, in order: the key of each, its flags, and what comes with it."""
    moment = now + A_WHILE
    replies = {row.id: row.reply for row in outbox.due(app.db, app.seal, app.pack.id, moment).replies}
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
