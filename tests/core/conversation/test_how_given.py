"""How places are given is said by the pack itself: what is in force, what comes, since when, and who says so."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.core.conversation.about_us import about_us
from bot.core.conversation.how_given import how_given
from bot.core.conversation.parameters_said import SILENT, sentence
from bot.core.conversation.section import Figure
from bot.core.conversation.state import World
from bot.core.programme.pack import Pack, Parameter
from bot.storage.files.packs import load_pack
from bot.storage.files.packs.tables import LIMIT, PARAMETERS
from tests.conftest import LANGUAGES, POLICY


def figures(world: World) -> dict[str, Figure]:
    """What the page says of figures, by its English words."""
    say = world.catalogs["en"].say
    return {say(figure.what): figure for section in how_given(world) for figure in section.figures}


def lines(world: World, language: str = "en") -> str:
    say = world.catalogs[language].say
    return "\n".join(say(line) for section in how_given(world) for line in section.lines)


def with_parameter(world: World, name: str, value: int | str, start: date) -> World:
    parameter = Parameter(name, value, start, None, "Our own rule")
    return replace(world, pack=replace(world.pack, parameters=(*world.pack.parameters, parameter)))


@pytest.mark.parametrize("name", sorted(PARAMETERS.keys() - SILENT | {f"{LIMIT}HT"}))
def test_whatever_a_pack_may_set_people_can_read(name: str, packs: dict[str, Pack]) -> None:
    key = PARAMETERS.get(name)
    values = key.words if key and key.words else ("12:30",) if key and key.kind == "clock" else (7,)
    said = [sentence(name, value, packs["border-appointments"]) for value in values]
    assert all(said)
    assert len(set(said)) == len(values), "another value says something else"


def test_a_figure_has_its_days_its_source_and_whether_it_is_an_estimate(world: World) -> None:
    ahead = figures(world)["A day can be booked up to 14 days ahead."]
    assert world.catalogs["en"].say(ahead.dates) == "was in force from 10 May 2023 to 20 January 2025"
    assert (ahead.source, ahead.estimate) == ("not published; kept from January 2023", True)
    total = figures(world)["All sites together have 1450 places a day."]
    assert (total.source, total.estimate, total.url[:16]) == ("CBP, 30 June 2023", False, "https://cbp.gov/")
    assert figures(world)["Mexicali / Calexico: 75 places a day."].source == "Conexión Migrante, 14 January 2024"


def test_a_draw_is_explained_with_its_hours_and_first_come_without_them(world: World, packs: dict[str, Pack]) -> None:
    assert "a group is drawn once" in lines(world)
    assert "The next draw: Monday 23 November" in lines(world)
    assert "The draw is at 12:00 pm (12:00), New York time." in figures(world)
    clinic = replace(world, pack=packs["legal-clinic"])
    assert "A place goes to the first who confirms it." in lines(clinic)
    assert "kept for you for 6 hours" in lines(clinic)
    ended = with_parameter(world, "allocation", "first_come", world.today)
    assert not [said for said in figures(ended) if "draw" in said.lower()]


def test_what_comes_is_said_with_its_first_day_and_not_as_if_it_counted_now(
    world: World, packs: dict[str, Pack]
) -> None:
    clinic = replace(world, pack=packs["legal-clinic"])
    tomorrow = world.today + timedelta(days=1)
    coming = with_parameter(with_parameter(clinic, "allocation", "draw", tomorrow), "draw_at", "09:00", tomorrow)
    *_, later = how_given(coming)
    assert [coming.catalogs["en"].say(figure.dates) for figure in later.figures] == [
        "in force from 23 November 2026",
        "in force from 23 November 2026",
    ]
    assert "The draw is at 9:00 am (09:00), Tijuana time." in figures(coming)
    assert "A place goes to the first who confirms it." in lines(coming)
    assert len(how_given(clinic)) == len(how_given(coming)) - 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pack_that_books_nothing_says_so_and_who_helps(world: World, language: str) -> None:
    for name in ("humanitarian-parole", "cbp-one"):
        page = replace(world, pack=load_pack(POLICY / name), hint=language)
        (section,) = how_given(page)
        assert not section.figures
        assert "help.unhcr.org/mexico" in lines(page, language)
    (_, _, seen, _) = about_us(replace(world, pack=load_pack(POLICY / "humanitarian-parole")))
    assert world.catalogs["en"].say(seen.lines[0]) == "I keep nothing of what you write here."
