"""What the chat answers to one request: plain functions, called in the thread of the App."""

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.app import App
from bot.channels.web.limits import Newcomers
from bot.core.conversation.events import BEFORE_CONSENT, Arrived, Event, Located, Look, Said, Tapped
from bot.core.conversation.incoming import Incoming
from bot.core.conversation.page import CLOSED
from bot.core.conversation.pages.call_for_help import at_hand
from bot.core.conversation.phone import AWAY_IF_SHARED, OWN, away, is_shared
from bot.core.conversation.state import Conversation
from bot.core.language.message import Channel, Outgoing
from bot.core.language.text import Text
from bot.http.form import Form, read_form, write_form
from bot.services.conversation.deliver import Parcel, Results, parcels, settle
from bot.services.conversation.respond import respond
from bot.services.conversation.session import open_session
from bot.storage.database import transaction
from bot.storage.tables import conversations, people

KNOWN = Channel("web", choices=12, label=80, open=True, asks_whose=True, prints=True)
"""The channel for a person who has agreed: messages of one address are limited."""
NEWCOMER = replace(KNOWN, open=False)
"""The channel before consent: no row is stored, so the limit is on the internet address, in memory."""
COOKIE = "randevou"
"""The name of the cookie of a person who has agreed."""
NUMBERS = Text("web.numbers", "In danger? Numbers to call, and a message to show")
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
    lasts: bool = False
    """Whether the cookie outlives the browser: only on a phone that is the person's own, and no one else's."""
    open_for: timedelta = AWAY_IF_SHARED
    """After so long without a tap the page gives way to the first one."""
    first: bool = False
    """Whether it is the page of a new person, also after *Close*: nothing in it tells of a case."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A form that has done its work: the page to show is the present one, at its own address."""

    cookie: str
    closed: bool = False
    """Whether the chat is closed: the browser should keep nothing of it."""


def visit(app: App, cookie: str, language: str, hint: str, now: datetime) -> Page:
    """Show the present question, and what waits for the person; `language` is one that was named by the link."""
    person = people.at(app.db, app.seal, f"web:{cookie}") if cookie else None
    if person is None:
        return _hello(app, language, hint, now)
    look = Incoming(f"web:{cookie}", secrets.token_urlsafe(12), Look(), "", hint, NEWCOMER, repeats=False)
    with transaction(app.db):
        session = open_session(app, look, app.world(now, NEWCOMER, hint))
    last, open_for = session.asked_at, away(session.conversation, NEWCOMER)
    lasts = session.conversation.answers.phone == OWN and len(people.all_at(app.db, app.seal, look.address)) == 1
    shown = _delivered(app, look.address, now) if last and now - last <= open_for else []
    said, carry = tuple(parcel.outgoing for parcel in shown), ""
    if all(parcel.notice for parcel in shown):
        answer = respond(app, look, now)
        due = sorted(_delivered(app, look.address, now), key=lambda parcel: not parcel.notice)  # a question comes last
        said, carry = (*said, *(parcel.outgoing for parcel in due), *answer.replies), answer.carry
    page = _page(app, said, Form(now, carry, hint), cookie)
    return replace(page, lasts=lasts, open_for=open_for)


def hear(app: App, cookie: str, newcomers: Newcomers, fields: Mapping[str, str], now: datetime) -> Page | Seen:
    """Answer a form once: by a page if nothing of it is stored."""
    form, event = read_form(fields.get("form", ""), cookie, now, app.seal), read_event(fields)
    if form is None or event is None or newcomers.is_closed(form.talk) or _is_from_before(app, cookie, form, now):
        return Seen(cookie)
    if isinstance(event, Tapped) and form.carry:
        event = replace(event, version=BEFORE_CONSENT)
    address = cookie or newcomers.cookie_for(form.talk)
    incoming = Incoming(f"web:{address}", form.id, event, form.carry, form.hint, KNOWN if cookie else NEWCOMER)
    answer = respond(app, incoming, now)
    kept = address if people.at(app.db, app.seal, incoming.address) else ""
    if kept and not cookie:
        newcomers.is_given(form.talk)
    if answer.replies and answer.replies[-1].hide:  # closed by a newcomer, perhaps on the phone of another person
        newcomers.close(form.talk)
        closing = replace(incoming, id=secrets.token_urlsafe(12), event=Tapped(CLOSED), carry="", channel=KNOWN)
        answer = respond(app, closing, now) if kept else replace(answer, replies=())
    if not answer.replies:
        return Seen(kept, closed=_is_closed(app, kept))
    return _page(app, answer.replies, Form(now, answer.carry, form.hint, talk=form.talk), kept)


def _is_from_before(app: App, cookie: str, form: Form, now: datetime) -> bool:
    """Return whether a form is from before *Close*, or was left open for too long on a shared phone."""
    case = conversations.case_at(app.db, app.seal, f"web:{cookie}", app.pack.id) if cookie else None
    if case is None:
        return False
    made = round(form.made.timestamp() * 1000)
    closed = case.conversation.aside == CLOSED and made < round(case.at.timestamp() * 1000)
    return closed or (is_shared(case.conversation, KNOWN) and now - form.made > AWAY_IF_SHARED)


def _is_closed(app: App, cookie: str) -> bool:
    case = conversations.case_at(app.db, app.seal, f"web:{cookie}", app.pack.id) if cookie else None
    return case is None or case.conversation.aside == CLOSED


def stay(app: App, cookie: str, now: datetime) -> None:
    """Keep the case of a person open who is still there; what is closed by now stays closed."""
    look = Incoming(f"web:{cookie}", secrets.token_urlsafe(12), Look(), channel=KNOWN)
    with transaction(app.db):
        session = open_session(app, look, app.world(now, KNOWN))
        if session.person and session.asked_at and not session.conversation.locked:
            conversations.save(app.db, app.seal, session.person, session.conversation, now)


def read_event(fields: Mapping[str, str]) -> Event | None:
    """Return what a form says: a button, a position, or words; None if it says nothing that can be read."""
    with suppress(ValueError):
        if choice := fields.get("choice"):
            return Tapped(choice, int(fields["version"]) if "version" in fields else None)
        if latitude := fields.get("latitude"):
            return _position(float(latitude), float(fields.get("longitude", "")), float(fields.get("accuracy") or 0))
        if text := fields.get("text", "").strip():
            return Said(text[:LONGEST_TEXT])
    return None


def _position(latitude: float, longitude: float, accuracy: float) -> Located:
    """Return the position of a phone; an accuracy that none has says nothing of where it is."""
    return Located(latitude, longitude, accuracy if 0 <= accuracy < EARTH else EARTH)


def whom_to_call(app: App, language: str, now: datetime) -> tuple[str, ...]:
    """Return the numbers and the message to show: they are part of each page, and need no network."""
    world, catalog = app.world(now, NEWCOMER, language), app.catalogs[language]
    conversation = Conversation(app.pack.id, app.pack.revision, language)
    return tuple(catalog.say(text) for text in at_hand(conversation, world))


def _hello(app: App, language: str, hint: str, now: datetime) -> Page:
    event: Event = Tapped(language, BEFORE_CONSENT) if language else Arrived()
    address, id = f"web:{secrets.token_urlsafe(16)}", secrets.token_urlsafe(12)
    incoming = Incoming(address, id, event, "", hint, NEWCOMER, repeats=False)
    answer = respond(app, incoming, now)
    return _page(app, answer.replies, Form(now, answer.carry, language or hint, talk=secrets.token_urlsafe(8)), "")


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
    return Page(language, said, signed, whom_to_call(app, language, form.made), home, cookie, first=not chosen)
