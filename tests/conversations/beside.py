"""What is said beside every talk: notice, profile on Telegram, web pages, a button left over, text of a calendar."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache

import icalendar

from bot.channels.telegram.profile import ABOUT, COMMANDS, DESCRIPTION
from bot.channels.web.run import BACK, ERRORS, OUR_FAULT, WORDS
from bot.core.booking.slot import Booking, SeatRequest, Slot
from bot.core.conversation.full_notice import DRAFTED, whole_notice
from bot.core.conversation.privacy_notice import consent_notice
from bot.core.conversation.repair import gone
from bot.core.conversation.state import World
from bot.core.language.message import Channel, Outgoing
from bot.core.language.text import Catalog, Text
from bot.core.programme.pack import Pack
from bot.core.understanding.vocabulary import Vocabulary
from bot.services.booking.ticket_files import TicketFiles
from bot.settings import root
from bot.storage.files.catalogs import load_catalogs, overlay
from bot.storage.files.data_register import read_register
from bot.storage.files.gazetteer import load_gazetteer
from bot.storage.files.packs import load_pack
from tests.conftest import NOW, POLICY
from tests.conversations.noting import Noting
from tests.conversations.player import ONE_CODE, Line, Played

PACKS = ("border-appointments", "legal-clinic")
AT = datetime(2026, 11, 25, 18, tzinfo=UTC)


@cache
def beside(language: str) -> Played:
    """All of it in one language, as a story would have been said."""
    noting = Noting()
    whole = Played([Line("the profile on Telegram", shown=tuple(_profile(language, noting)))])
    whole.lines.append(Line("the web page around the chat", shown=tuple(_page(language, noting))))
    for name in PACKS:
        pack = load_pack(POLICY / name)
        catalog = noting.catalog(overlay(load_catalogs(root() / "locales"), pack)[language])
        whole.lines.append(Line(f"the privacy notice of {name}", shown=tuple(_notice(pack, catalog))))
        whole.lines.append(Line(f"what {name} says of the browser", shown=tuple(_browser(pack, catalog))))
        whole.lines.append(Line(f"a button of a case that {name} has deleted", shown=(_said(gone(pack), catalog),)))
        whole.lines.append(Line(f"the calendar file of {name}", shown=(_calendar(pack, catalog),)))
    whole.keys = noting.shown(whole.shown)
    return whole


def _profile(language: str, noting: Noting) -> Iterator[Outgoing]:
    catalog = noting.catalog(load_catalogs(root() / "locales")[language])
    yield from (_said(text, catalog) for text in (ABOUT, DESCRIPTION, *COMMANDS.values()))


def _page(language: str, noting: Noting) -> Iterator[Outgoing]:
    catalog = noting.catalog(load_catalogs(root() / "locales")[language])
    yield from (_said(text, catalog) for text in (*WORDS.values(), BACK, *dict.fromkeys(ERRORS.values()), OUR_FAULT))


def _browser(pack: Pack, catalog: Catalog) -> Iterator[Outgoing]:
    """Say what the notice says in a browser alone."""
    world = _world(pack, catalog, "web")
    (section,) = (one for one in whole_notice(read_register(POLICY), world) if one.heading.key == "privacy.web")
    yield from (_said(text, catalog) for text in (consent_notice(world), section.heading, *section.lines))


def _world(pack: Pack, catalog: Catalog, channel: str) -> World:
    catalogs = {catalog.language: catalog}
    return World(pack, load_gazetteer(), catalogs, Vocabulary.of(catalogs), NOW, Channel(channel), catalog.language)


def _notice(pack: Pack, catalog: Catalog) -> Iterator[Outgoing]:
    for section in whole_notice(read_register(POLICY), _world(pack, catalog, "Telegram")):
        yield from (_said(text, catalog) for text in (section.heading, *section.lines))
    yield _said(DRAFTED, catalog)


def _said(text: Text, catalog: Catalog) -> Outgoing:
    return Outgoing(text.key, catalog.say(text), catalog.language)


def _calendar(pack: Pack, catalog: Catalog) -> Outgoing:
    booking = Booking(1, Slot(1, pack.sites[0].id, AT), SeatRequest(1, 1), ONE_CODE)
    content = TicketFiles(booking, pack, catalog, 60, NOW).file("calendar").content
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    text = "\n".join(str(event[name]) for name in ("SUMMARY", "DESCRIPTION"))
    return Outgoing("calendar_file", text, catalog.language)
