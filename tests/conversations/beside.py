"""What is said beside every talk: notice, profile on Telegram, web pages, a button left over, text of a calendar."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import icalendar

from bot import desk
from bot.channels.local.story_player import ONE_CODE, Line
from bot.channels.telegram.profile import ABOUT, COMMANDS, DESCRIPTION
from bot.channels.web.errors import AGAIN, BACK, ERRORS, OUR_FAULT
from bot.channels.web.pages import CHECK_WORDS, TITLES, VERDICTS
from bot.channels.web.run import CLOSES, WORDS
from bot.channels.web.visit import NUMBERS as WHOM_TO_CALL
from bot.core.booking.slot import Booking, SeatRequest, Slot
from bot.core.conversation.about_us import about_us
from bot.core.conversation.choices import END_HELP
from bot.core.conversation.full_notice import DRAFTED, whole_notice
from bot.core.conversation.how_given import how_given
from bot.core.conversation.pages import end_help, my_data, recover_case
from bot.core.conversation.parameters_said import CLOCKS, NUMBERS
from bot.core.conversation.parameters_said import WORDS as WORDS_SAID
from bot.core.conversation.privacy_notice import CHANNELS, consent_notice
from bot.core.conversation.repair import gone
from bot.core.conversation.section import Section
from bot.core.conversation.state import World
from bot.core.conversation.steps import booked, come_back, hear_of_cancellation, tell_whose_phone
from bot.core.conversation.steps.give_consent import NOT_IN_THIS_LANGUAGE
from bot.core.language.message import Channel, Outgoing, say
from bot.core.language.outdated import EARLIER, PERSON, UNDATED, UNTRANSLATED
from bot.core.language.text import Catalog, Day, Text, Texts, Value
from bot.core.programme.pack import Pack, Parameter
from bot.core.understanding.vocabulary import Vocabulary
from bot.desk import tonight
from bot.services import desk as services_of_the_desk
from bot.services.booking.ticket_files import TicketFiles
from bot.services.desk.look import LOOKS, Look
from bot.settings import root
from bot.storage.files.catalogs import load_catalogs, overlay
from bot.storage.files.data_register import read_register
from bot.storage.files.gazetteer import load_gazetteer
from bot.translators.noting import Noting
from tests.conftest import NOW, POLICY, our_pack
from tests.conversations.player import Played

PACKS = ("border-appointments", "legal-clinic")
AT = datetime(2026, 11, 25, 18, tzinfo=UTC)


@cache
def beside(language: str) -> Played:
    """All of it in one language, as a story would have been said."""
    noting = Noting()
    whole = Played([Line("the profile on Telegram", shown=tuple(_profile(language, noting)))])
    whole.lines.append(Line("the web page around the chat", shown=tuple(_page(language, noting))))
    whole.lines.append(Line("the desk of volunteers", shown=tuple(_desk(language, noting))))
    whole.lines.append(Line("what the web asks about the phone", shown=tuple(_phone(language, noting))))
    whole.lines.append(Line("below words that are not translated again yet", shown=tuple(_outdated(language, noting))))
    for name in PACKS:
        pack = our_pack(name)
        catalog = noting.catalog(overlay(load_catalogs(root() / "locales"), pack)[language])
        whole.lines.append(Line(f"the privacy notice of {name}", shown=tuple(_notice(pack, catalog))))
        whole.lines.append(Line(f"what {name} says of the browser", shown=tuple(_browser(pack, catalog))))
        for what, sections in (
            (f"how {name} gives places", how_given(_world(pack, catalog, "web"))),
            (f"who runs {name}", about_us(_world(pack, catalog, "web"))),
        ):
            whole.lines.append(Line(what, shown=tuple(_sections(sections, catalog))))
        whole.lines.append(Line(f"a button of a case that {name} has deleted", shown=(_said(gone(pack), catalog),)))
        whole.lines.append(Line(f"the calendar file of {name}", shown=(_calendar(pack, catalog),)))
    every = _world(_with_every_parameter(pack), catalog, "web")
    whole.lines.append(Line("what else a pack may set", shown=tuple(_sections(how_given(every), catalog))))
    whole.keys = noting.shown(whole.shown)
    return whole


def _profile(language: str, noting: Noting) -> Iterator[Outgoing]:
    catalog = noting.catalog(load_catalogs(root() / "locales")[language])
    yield from (_said(text, catalog) for text in (ABOUT, DESCRIPTION, *COMMANDS.values()))


def _page(language: str, noting: Noting) -> Iterator[Outgoing]:
    catalog = noting.catalog(load_catalogs(root() / "locales")[language])
    around = (
        *WORDS.values(),
        CLOSES.filled(n=10),
        BACK,
        AGAIN,
        *dict.fromkeys(ERRORS.values()),
        OUR_FAULT,
        WHOM_TO_CALL,
    )
    check = (*CHECK_WORDS.values(), *VERDICTS.values())
    yield from (_said(text, catalog) for text in (*around, *TITLES.values(), *check))


def _desk(language: str, noting: Noting) -> Iterator[Outgoing]:
    """Say every text that stands in the modules of the desk."""
    catalog = noting.catalog(load_catalogs(root() / "locales")[language])
    modules = (
        import_module(f"{package.__name__}.{found.name}")
        for package in (desk, services_of_the_desk)
        for found in iter_modules(package.__path__)
    )
    filled: dict[str, Value] = {
        "name": "Ana",
        "time": AT.time(),
        "hours": 2,
        "last": "KADO",
        "count": 2,
        "number": 7,
        "day": Day(AT.date()),
    }
    filled |= {"people": Texts("people", "{n} person", "{n} people", 2), "why": tonight.REASONS["asked"]}
    filled["word"] = LOOKS[1].word
    texts = dict.fromkeys(text for module in modules for value in vars(module).values() for text in _texts(value))
    yield from (_said(text.filled(**filled, setting="RANDEVOU_WEB_PUBLIC"), catalog) for text in texts)
    yield _said(CHANNELS["desk"], catalog)
    told = (hear_of_cancellation.AT_DESK, *hear_of_cancellation.WHY.values(), hear_of_cancellation.WRONG)
    values = {"name": "Ana", "site": "Tijuana", "date": Day(AT.date()), "time": AT.time(), "city": "San Ysidro"}
    yield from (_said(text.filled(**values), catalog) for text in told)
    two = Texts("people", "{n} person", "{n} people", 2)
    fewer = (hear_of_cancellation.FEWER.filled(people=two, **values), *hear_of_cancellation.WHY_FEWER.values())
    yield from (_said(text, catalog) for text in fewer if text not in told)
    yield _said(my_data.OPENED.filled(name="Ana", date=AT.date()), catalog)
    yield _said(recover_case.OPENED.filled(date=Day(AT.date()), time=AT.time()), catalog)
    yield _said(my_data.PAPER.filled(number=7, date=AT.date(), time=AT.time()), catalog)
    yield _said(END_HELP.label, catalog)
    yield from (say(reply, catalog) for reply in (end_help.SURE, end_help.ENDED, end_help.NONE))


def _texts(value: object) -> Iterator[Text]:
    """Return the texts of a table."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, Look):
        yield value.word
    elif isinstance(value, Mapping | tuple | list):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(each)


def _phone(language: str, noting: Noting) -> Iterator[Outgoing]:
    catalog = noting.catalog(load_catalogs(root() / "locales")[language])
    asked = (tell_whose_phone.QUESTION, tell_whose_phone.MINE.label, tell_whose_phone.BORROWED.label)
    back = (come_back.CODE_QUESTION, come_back.OTHER_CODE, come_back.NO_CODE)
    for text in (*asked, tell_whose_phone.CLOSES, booked.PROTECT, *back, my_data.WHOSE):
        assert isinstance(text, Text)
        yield _said(text, catalog)


def _outdated(language: str, noting: Noting) -> Iterator[Outgoing]:
    catalog = noting.catalog(load_catalogs(root() / "locales")[language])
    yield _said(NOT_IN_THIS_LANGUAGE, catalog)
    yield _said(EARLIER.filled(date=AT.date(), person=PERSON), catalog)
    yield from (_said(text.filled(person=PERSON), catalog) for text in (UNDATED, UNTRANSLATED))


def _with_every_parameter(pack: Pack) -> Pack:
    """Return a pack in which every parameter comes tomorrow, with each of its words."""
    values = (
        *((name, 2) for name in NUMBERS),
        *((name, "12:00") for name in CLOCKS),
        *WORDS_SAID,
        ("limit_nationality_HT", 2),
    )
    coming = (Parameter(name, value, NOW.date() + timedelta(days=1), None, "the pack") for name, value in values)
    return replace(pack, parameters=tuple(coming))


def _sections(sections: tuple[Section, ...], catalog: Catalog) -> Iterator[Outgoing]:
    for section in sections:
        figures = (text for figure in section.figures for text in (figure.what, figure.dates))
        yield from (_said(text, catalog) for text in (section.heading, *section.lines, *figures))


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
