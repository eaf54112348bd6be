"""What an older database may have lost: counted, held, and accepted by an operator."""

import logging
from dataclasses import dataclass
from datetime import datetime

from bot.app import App
from bot.services.privacy import erasure
from bot.storage import lost_commits
from bot.storage.lost_commits import miscounted_slots
from bot.storage.tables import outbox, people

log = logging.getLogger("randevou")


@dataclass(frozen=True, slots=True)
class Loss:
    """What is known about lost commits."""

    commits: int
    """At least this many; 0 for a copy that may be up to date."""
    keys_alone: int
    """People of whom only the key is left: they came later."""
    without_seats: int
    """People who hold no booking here, and may have made one since."""
    messages: int
    """Messages that are held."""


def loss(app: App) -> Loss | None:
    """Return what may be lost, or None if nothing is held."""
    commits = lost_commits.missing_commits(app.db)
    if commits is None:
        return None
    alone = len(erasure.keys_alone(app))
    return Loss(commits, alone, people.count_without_seats(app.db), outbox.count_held(app.db))


def report(app: App, now: datetime) -> None:
    """Log at the start of a server what may be lost."""
    if lost := loss(app):
        log.error(
            "the database is older than its keys by these commits or more: messages are held; see randevou keys check",
            extra={"count": lost.commits},
        )
    if wrong := miscounted_slots(app.db, now):
        log.error("slots count other seats than their bookings hold; see randevou keys check", extra={"count": wrong})


def accept(app: App, *, send: bool) -> None:
    """Go on with the database as it is, in the transaction of the caller.

    Keys without rows are destroyed. The messages that were held are deleted, or sent with `send`.
    """
    lost_commits.accept(app.db)
    (outbox.release if send else outbox.delete_held)(app.db)
    erasure.sweep(app)
    erasure.drop_keys_alone(app)
