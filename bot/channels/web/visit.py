"""What the chat answers to one request: plain functions, called in the thread of the App."""

import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from bot.app import App
from bot.channels.web.form import Form, read_form, write_form
from bot.core.conversation.events import BEFORE_CONSENT, Arrived, Event, Located, Look, Said, Tapped
from bot.core.conversation.incoming import Incoming
from bot.core.conversation.pages.call_for_help import at_hand
from bot.core.conversation.state import Conversation
from bot.core.language.message import Channel, Outgoing
from bot.services.conversation.deliver import Parcel, Results, parcels, settle
from bot.services.conversation.respond import respond
from bot.services.conversation.session import open_session
from bot.services.privacy.shared_phone import AWAY
from bot.storage.database import transaction
from bot.storage.tables import people

KNOWN = Channel("web", choices=12, label=80, open=True)
"""The channel for a person who has agreed: messages of one address are limited."""
NEWCOMER = replace(KNOWN, open=False)
"""The channel before consent: no row is stored, so the limit is on the internet address, in memory."""
ASKS_LANGUAGE = "language.choose"
"""The question that a new person sees first, and everybody after Close."""
LONGEST_TEXT = 2_000
"""Characters of a typed text that are read."""
EARTH = 20_000_000
"""Metres: no place is farther away than half around the earth."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a person sees: the messages of this turn, the signed form of all buttons, and whom to call."""

    language: str
    bubbles: tuple[Outgoing, ...]
    form: str
    at_hand: tuple[str, ...]
    home: str
    """Where the talk can be looked at again: before consent, in the language that was chosen."""
    cookie: str = ""
    """The address of a person who has agreed; empty where nothing is stored."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A form that has done its work: the page to show is the present one, at its own address."""

    cookie: str


def visit(app: App, cookie: str, language: str, hint: str, now: datetime) -> Page:
    """Show the present question, and what waits for the person; `language` is one that was named by the link."""
    person = people.at(app.db, app.seal, f"web:{cookie}") if cookie else None
    if person is None:
        return _hello(app, language, hint, now)
    look = Incoming(f"web:{cookie}", secrets.token_urlsafe(12), Look(), "", hint, NEWCOMER)
    with transaction(app.db):
        last = open_session(app, look, app.world(now, NEWCOMER, hint)).asked_at
    shown = _delivered(app, look.address, now) if last and now - last <= AWAY else []
    if all(parcel.notice for parcel in shown):
        answer = respond(app, look, now)
        said = (*(parcel.outgoing for parcel in shown + _delivered(app, look.address, now)), *answer.replies)
        return _page(app, said, Form(now, answer.carry, hint), cookie)
    return _page(app, tuple(parcel.outgoing for parcel in shown), Form(now, "", hint), cookie)


def hear(app: App, cookie: str, new: Callable[[str], str], fields: Mapping[str, str], now: datetime) -> Page | Seen:
    """Answer a form once: by a page if nothing of it is stored. `new` makes the cookie of a person who agrees by it."""
    form, event = read_form(fields.get("form", ""), cookie, now, app.seal), read_event(fields)
    if form is None or event is None:
        return Seen(cookie)
    if isinstance(event, Tapped) and form.carry:
        event = replace(event, version=BEFORE_CONSENT)
    address = cookie or new(form.id)
    incoming = Incoming(f"web:{address}", form.id, event, form.carry, form.hint, KNOWN if cookie else NEWCOMER)
    answer = respond(app, incoming, now)
    kept = address if people.at(app.db, app.seal, incoming.address) else ""
    if not answer.replies:
        return Seen(kept)
    return _page(app, answer.replies, Form(now, answer.carry, form.hint), kept)


def read_event(fields: Mapping[str, str]) -> Event | None:
    """Return what a form says: a button, a position, or words; None if it says nothing that can be read."""
    with suppress(ValueError):
        if choice := fields.get("choice"):
            return Tapped(choice, int(fields.get("version", "")))
        if latitude := fields.get("latitude"):
            return _position(float(latitude), float(fields.get("longitude", "")), float(fields.get("accuracy") or 0))
        if text := fields.get("text", "").strip():
            return Said(text[:LONGEST_TEXT])
    return None


def _position(latitude: float, longitude: float, accuracy: float) -> Located | None:
    on_earth = abs(latitude) <= 90 and abs(longitude) <= 180 and 0 <= accuracy < EARTH
    return Located(latitude, longitude, accuracy) if on_earth else None


def whom_to_call(app: App, language: str, now: datetime) -> tuple[str, ...]:
    """Return the numbers and the message to show: they are part of each page, and need no network."""
    world, catalog = app.world(now, NEWCOMER, language), app.catalogs[language]
    conversation = Conversation(app.pack.id, app.pack.revision, language)
    return tuple(catalog.say(text) for text in at_hand(conversation, world))


def _hello(app: App, language: str, hint: str, now: datetime) -> Page:
    event: Event = Tapped(language, BEFORE_CONSENT) if language else Arrived()
    incoming = Incoming(f"web:{secrets.token_urlsafe(16)}", secrets.token_urlsafe(12), event, "", hint, NEWCOMER)
    answer = respond(app, incoming, now)
    return _page(app, answer.replies, Form(now, answer.carry, language or hint), "")


def _delivered(app: App, address: str, now: datetime) -> list[Parcel]:
    waiting = parcels(app, now, address)
    settle(app, Results([parcel.id for parcel in waiting]), now)
    return waiting


def _page(app: App, said: tuple[Outgoing, ...], form: Form, cookie: str) -> Page:
    """Return a page around what is said; where a language is asked for, it tells nothing of the person's own."""
    chosen = "" if not said or said[-1].key == ASKS_LANGUAGE else said[-1].language
    language = next((code for code in (chosen, form.hint) if code in app.catalogs), next(iter(app.catalogs)))
    home = "/" if cookie else f"/{chosen}"
    signed = write_form(form, cookie, app.seal)
    return Page(language, said, signed, whom_to_call(app, language, form.made), home, cookie)
