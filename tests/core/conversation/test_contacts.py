"""People who ask for help see who answers now, never a website alone, and legal help where the rules list nothing."""

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.core.conversation.answers import Answers
from bot.core.conversation.contacts import contact_lines, hours_said, in_order
from bot.core.conversation.events import Look, Said, Tapped
from bot.core.conversation.flow import advance
from bot.core.conversation.state import Conversation, World
from bot.core.language.message import Reply, say
from bot.core.programme.pack import Pack
from bot.storage.files.calls import sheet_file
from bot.storage.files.catalogs import LOCALES
from tests.conftest import LANGUAGES, NOW
from tests.said import translation

MONDAY_MORNING = datetime(2026, 11, 23, 18, tzinfo=UTC)
"""Ten o'clock in Tijuana."""
STEP = {"practice": "understood", "operator": "met", "consent": "digest", "party": 2}
each_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def clinic(world: World, packs: dict[str, Pack]) -> World:
    return replace(world, pack=packs["legal-clinic"])


def ids(kind: str, world: World, language: str = "es") -> list[str]:
    return [contact.id for contact in in_order(world.pack.contacts_for(kind, world.today), world, language)]


def talk(world: World, language: str = "en", **answers: Any) -> Conversation:
    given = Answers.from_data({**STEP, **{key.replace("_", ":", 1): value for key, value in answers.items()}})
    return Conversation(world.pack.id, world.pack.revision, language, answers=given)


def last(conversation: Conversation, event: object, world: World) -> tuple[Reply, str]:
    reply = advance(conversation, event, world).replies[-1]
    return reply, say(reply, world.catalogs[conversation.language]).text


def with_contacts(world: World, **changes: dict[str, Any]) -> World:
    """Return a world in which some contacts of the pack are changed, and the others are gone."""
    kept = [replace(contact, **changes[contact.id]) for contact in world.pack.contacts if contact.id in changes]
    return replace(world, pack=replace(world.pack, contacts=tuple(kept)))


def test_who_answers_now_comes_first(clinic: World) -> None:
    on_monday = replace(clinic, now=MONDAY_MORNING)
    assert ids("urgent", on_monday) == ["desk", "emergency"]
    assert ids("urgent", clinic) == ["emergency", "desk"], "on Sunday the desk is closed"


def test_who_speaks_the_language_of_the_reader_comes_first_among_those_who_answer(clinic: World) -> None:
    now = replace(clinic, now=MONDAY_MORNING)
    changed = with_contacts(now, desk={"languages": ("es",)}, emergency={"languages": ("ht", "es")})
    assert ids("urgent", changed, "es") == ["desk", "emergency"]
    assert ids("urgent", changed, "ht") == ["emergency", "desk"]
    assert ids("urgent", replace(changed, now=NOW), "es") == ["emergency", "desk"], "a closed desk speaks to nobody"


def test_people_come_before_websites_whatever_their_hours(clinic: World) -> None:
    assert ids("help", clinic, "ht") == ["desk", "unhcr"]


def test_hours_are_said_with_the_clock_of_the_place(clinic: World) -> None:
    now = replace(clinic, now=MONDAY_MORNING)
    desk = next(contact for contact in clinic.pack.contacts if contact.id == "desk")
    said = {code: catalog.say(hours_said(desk, now)) for code, catalog in now.catalogs.items()}
    assert said["en"] == "They answer now: Monday to Friday, from 9:00 am (09:00) to 4:00 pm (16:00), Tijuana time."
    for language, text in said.items():
        for key in ("hours.open", "hours.days", "hours.period"):
            assert translation(language, key) in text
        days = now.catalogs[language].weekdays
        assert all(part in text for part in (days[0], days[4], "Tijuana", "16"))


@each_language
def test_unknown_hours_claim_no_time(language: str, world: World) -> None:
    (line,) = contact_lines("child", world, language)
    said = world.catalogs[language].say(line)
    assert world.catalogs[language].messages.get("hours.unknown", ("We do not know the hours.",))[0] in said
    assert ":00" not in said


@each_language
def test_an_emergency_number_outlives_its_date_and_says_when_it_was_checked(language: str, world: World) -> None:
    later = replace(world, now=datetime(2031, 1, 1, tzinfo=UTC))
    _, said = last(talk(later, language), Tapped("danger"), later)
    assert "911" in said
    assert world.catalogs[language].say(date(2026, 11, 22)) in said


def moments() -> Iterator[datetime]:
    """Yield every fifth hour of a week, before the contacts expire and after."""
    for begin in (NOW, datetime(2027, 6, 1, tzinfo=UTC)):
        yield from (begin + timedelta(hours=5 * number) for number in range(34))


@each_language
@pytest.mark.parametrize("before", ["danger", ""])
@pytest.mark.parametrize("pack", ["border-appointments", "legal-clinic"])
def test_a_person_never_ends_at_a_website_alone(
    pack: str, before: str, language: str, world: World, packs: dict[str, Pack]
) -> None:
    people = [contact for contact in packs[pack].contacts if contact.has_people]
    for now in moments():
        here = replace(world, pack=packs[pack], now=now)
        asked = Conversation(pack, packs[pack].revision, language)
        asked = advance(asked, Tapped(before), here).conversation if before else asked
        reply, said = last(asked, Tapped("person"), here)
        assert reply.text.key == "person.contacts"
        shown = [contact for contact in people if here.catalogs[language].say(contact.name) in said]
        assert shown, f"{now}: {said}"


def test_where_only_websites_help_people_who_always_answer_are_named_before_them(world: World) -> None:
    _, said = last(talk(world), Tapped("person"), world)
    assert said.index("911") < said.index("help.unhcr.org")
    assert "Ask someone you trust where you are" in said


@each_language
def test_legal_help_is_offered_where_the_rules_do_not_list_a_person(language: str, world: World) -> None:
    no = talk(world, language, q_vulnerable="none")
    reply, _ = last(no, Look(), world)
    assert reply.text.key == "result.not_listed"
    assert "lawyer" in {choice.id for choice in reply.choices}
    reply, said = last(no, Tapped("lawyer"), world)
    assert reply.text.key == "lawyer.contacts"
    assert "accionmigrante.unam.mx" in said
    assert "help.unhcr.org" not in said


@each_language
def test_legal_help_is_offered_where_the_programme_does_not_cover_the_place(language: str, world: World) -> None:
    outside = talk(world, language, q_vulnerable="yes", place={"state": "MX-OAX", "inside": "no"})
    reply, _ = last(outside, Look(), world)
    assert reply.text.key == "place.outside"
    assert "lawyer" in {choice.id for choice in reply.choices}


@each_language
def test_a_lawyer_is_heard_inside_a_sentence_that_answers_nothing(language: str, world: World) -> None:
    examples = tomllib.loads(sheet_file(LOCALES, language).read_text(encoding="utf-8"))["lawyer"]["examples"]
    assert len(examples) >= 8
    for typed in examples:
        reply, _ = last(talk(world, language), Said(typed), world)
        assert "lawyer" in {reply.text.key.partition(".")[0], *(choice.id for choice in reply.choices)}, typed


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("en", "I need a lawyer"),
        ("es", "Necesito un abogado"),
        ("ht", "Mwen bezwen yon avoka"),
        ("fr", "J’ai besoin d’un avocat"),
    ],
)
def test_who_types_that_a_lawyer_is_needed_finds_legal_help(language: str, typed: str, world: World) -> None:
    reply, _ = last(talk(world, language), Said(typed), world)
    assert reply.text.key == "lawyer.contacts"
    locked = replace(talk(world, language, q_vulnerable="none"), locked=True)
    reply, said = last(locked, Said(typed), world)
    assert reply.text.key == "lawyer.contacts"
    assert "accionmigrante.unam.mx" in said


def test_whose_hours_are_unknown_comes_before_who_is_closed(clinic: World) -> None:
    (desk,) = clinic.pack.contacts_of("legal", clinic.today)
    changed = with_contacts(clinic, desk={}, emergency={"hours": ()})
    assert ids("urgent", changed) == ["emergency", "desk"], "on Sunday the desk is closed"
    changed = with_contacts(clinic, desk={"hours": ()}, emergency={"hours": desk.hours})
    assert ids("urgent", changed) == ["desk", "emergency"]
