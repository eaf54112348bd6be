"""A talk with one person on this machine: shared by the terminal and the JSON lines."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.app import App
from bot.core.conversation.events import Event, Look
from bot.core.conversation.incoming import Incoming
from bot.core.conversation.state import Conversation, World
from bot.core.language.message import Channel, Outgoing
from bot.core.language.text import Catalog
from bot.services.conversation.deliver import deliver
from bot.services.conversation.respond import Answer, respond
from bot.services.conversation.session import open_session
from bot.services.tick import tick
from bot.storage.database import transaction
from bot.storage.tables.audit_log import Actor

Watch = Callable[[Event | datetime, list[Outgoing]], None]
"""Called with every event, or new time of the clock, and what was shown for it."""
TERMINAL = Channel("terminal", choices=12, label=80)


@dataclass(slots=True)
class Talk:
    """One person talking: what the channel remembers of them, and the clock."""

    app: App
    address: str
    clock: Callable[[], datetime]
    carry: str = ""
    step: str = ""
    language: str = ""
    run: str = field(default_factory=lambda: secrets.token_hex(6))
    heard: int = 0
    by: Actor | None = None
    """Who moves the clock of this talk, for the audit."""

    @property
    def catalog(self) -> Catalog:
        """Return the words of the person's language."""
        return self.app.catalogs.get(self.language) or next(iter(self.app.catalogs.values()))

    @property
    def languages(self) -> list[str]:
        """Return the languages that the person can choose."""
        return [code for code, catalog in self.app.catalogs.items() if catalog.offered]

    def at_present(self) -> tuple[Conversation, World]:
        """Return the conversation as the next event finds it, and what its steps may look at."""
        world = self.app.world(self.clock(), TERMINAL, self.language)
        incoming = Incoming(self.address, "", Look(), self.carry, self.language, TERMINAL)
        with transaction(self.app.db):
            return open_session(self.app, incoming, world).conversation, world

    def hear(self, event: Event) -> list[Outgoing]:
        """Answer one event; return everything to show, in order."""
        self.heard += 1
        now = self.clock()
        incoming = Incoming(self.address, f"{self.run}:{self.heard}", event, self.carry, self.language, TERMINAL)
        answer = respond(self.app, incoming, now)
        self._remember(answer)
        return [*answer.replies, *self.delivered(now)]

    def pass_time(self, now: datetime) -> list[Outgoing]:
        """Tick at a given time; return what it sent to this person."""
        tick(self.app, now, self.by)
        return self.delivered(now)

    def delivered(self, now: datetime) -> list[Outgoing]:
        """Return what waited in the outbox for this person."""
        shown: list[Outgoing] = []
        deliver(self.app, lambda _, outgoing: shown.append(outgoing), now, self.address)
        return shown

    def _remember(self, answer: Answer) -> None:
        self.carry = answer.carry
        self.step = answer.step or self.step
        self.language = answer.language or self.language
