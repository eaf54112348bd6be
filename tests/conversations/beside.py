"""What is said beside every talk: notice, profile on Telegram, a button that is left over, text of a calendar file."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache

import icalendar

from bot.channels.telegram.profile import ABOUT, COMMANDS, DESCRIPTION
from bot.core.booking.slot import Booking, SeatRequest, Slot
from bot.core.conversation.full_notice import DRAFTED, whole_notice
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
    for name in PACKS:
        pack = load_pack(POLICY / name)
        catalog = noting.catalog(overlay(load_catalogs(root() / "locales"), pack)[language])
        whole.lines.append(Line(f"the privacy notice of {name}", shown=tuple(_notice(pack, catalog))))
        whole.lines.append(Line(f"a button of a case that {name} has deleted", shown=(_said(gone(pack), catalog),)))
        whole.lines.append(Line(f"the calendar file of {name}", shown=(_calendar(pack, catalog),)))
    whole.keys = noting.shown(whole.shown)
    return whole


def _profile(language: str, noting: Noting) -> Iterator[Outgoing]:
    catalog = noting.catalog(load_catalogs(root() / "locales")[language])
    yield from (_said(text, catalog) for text in (ABOUT, DESCRIPTION, *COMMANDS.values()))


def _notice(pack: Pack, catalog: Catalog) -> Iterator[Outgoing]:
    catalogs = {catalog.language: catalog}
    world = World(pack, load_gazetteer(), catalogs, Vocabulary.of(catalogs), NOW, Channel("Telegram"), catalog.language)
    for section in whole_notice(read_register(POLICY), world):
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
