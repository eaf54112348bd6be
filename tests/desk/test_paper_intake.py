"""A wish on paper: the sheet, its number and time, typing it in, and what stays the person's own."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.core.booking.slot import SeatRequest
from bot.core.conversation.effects import AskForPlace
from bot.core.conversation.events import Tapped
from bot.core.conversation.incoming import Incoming
from bot.core.desk.acts import Act, Role, audited
from bot.core.language.text import Day, Text
from bot.core.programme.pack import Pack
from bot.services.booking.requests import about_request
from bot.services.booking.waiting import wait
from bot.services.conversation.deliver import parcels
from bot.services.conversation.respond import respond
from bot.services.desk.day_list import day_list
from bot.services.desk.paper_intake import Paper, counts_from, read_paper
from bot.services.tick import tick
from bot.storage.database import transaction
from bot.storage.tables import desk_cards, requests, waiting
from tests.conftest import LANGUAGES, NOW, OpenApp
from tests.desk.laptop import Browser, Laptop, Page, play
from tests.desk.table import card_of, cases, tap, to_the_list, turn, write
from tests.services.booking.drawing_people import drawing, somebody
from tests.services.booking.waiting_people import full, held, opened, state, waits

PAPERS = "/desk/paper"
MINUTE = timedelta(minutes=1)


async def types_in(browser: Browser, number: str = "7", time: str = "13:40", agreed: str = "yes") -> Page:
    """Begin to type in a paper; NOW is two in the afternoon by the clock of the pack."""
    await browser.open(PAPERS)
    return await browser.send("/desk/paper/in", number=number, time=time, agreed=agreed)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_asks_what_the_pack_asks_and_says_what_is_kept(language: str, tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        page = await ana.open(f"/desk/paper/sheet/{language}")
        catalog = laptop.thread.app.catalogs[language]
        for key in ("consent.notice", "desk.sheet.agree", "party.question", "place.question", "list.none"):
            start = catalog.messages[key][0].partition("{")[0] if key in catalog.messages else ""
            assert start in page.text, key
        items = [item for question in laptop.thread.app.pack.questions for item in question.items]
        for item in items:
            assert catalog.say(item.label) in page.text
        assert f'<div class="sheet" lang="{language}">' in page.html

    play(tmp_path, act)


@pytest.mark.usefixtures("app")
def test_a_paper_is_typed_in_by_the_flow_of_every_talk_and_the_audit_has_both_times(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        await types_in(ana)
        for choice in ("en", "understood", "agree", "2"):
            await tap(ana, choice)
        assert "is at least ONE of these true?" in ana.page.text, "it stands on the paper, too"
        await tap(ana, "yes")
        await write(ana, "Tijuana")
        for choice in ("yes", "tijuana", "done"):
            await tap(ana, choice)
        await write(ana, "1")
        await write(ana, "1")
        await tap(ana, "confirm")
        assert "there is nothing more to type" in ana.page.text
        assert not re.search(r"[A-Z]{4} [A-Z]{4} \d{3}", ana.page.text), "the code is for the person"
        assert not any("/desk/slip/" in link for link in ana.page.links)
        (row,) = [row for row in await laptop.audit() if "written" in row.detail]
        assert (row.action, row.object[:7]) == (audited(Act.TYPE_IN), "person:")
        assert (row.detail, row.at[:16]) == (
            {"staff": "ana", "number": "7", "written": "2026-11-22T18:40+00:00"},
            "2026-11-22T20:00",
        )
        assert "paper 7" in (await ana.open("/desk/tonight")).text

    play(tmp_path, act)


@pytest.mark.usefixtures("app")
def test_who_coordinates_reads_how_many_papers_each_helper_typed_in(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana, ben = await laptop.signed_in("ana"), await laptop.signed_in("ben")
        rosa = await laptop.signed_in("rosa", Role.COORDINATOR)
        for number, time in (("7", "13:40"), ("8", "13:45")):
            await types_in(ana, number, time)
            for choice in ("en", "understood", "agree"):
                await tap(ana, choice)
        await types_in(ana, "9", "13:50")
        for browser in (ana, ben):
            await to_the_list(browser, "en")
        team = (await rosa.open("/desk/team")).text
        assert "cases\nbookings\non paper\n" in team
        assert "ana\n3\n0\n2\n" in team, "the third paper was not typed in as far as the consent"
        assert "ben\n1\n0\n0\n" in team

    play(tmp_path, act)


@pytest.mark.usefixtures("app")
def test_what_cannot_be_read_stays_open_for_the_person_alone(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        await types_in(ana)
        for choice in ("en", "understood", "agree", "2"):
            await tap(ana, choice)
        card = card_of(ana.page)
        await ana.send(f"/desk/off/{card}")
        page = await ana.open("/desk/tonight")
        assert "paper 7" in page.text
        assert f"/desk/card/{card}" in page.links
        page = await ana.open(f"/desk/card/{card}")
        assert "look away" in page.text
        assert "ONE of these" not in page.text
        assert "ONE of these" in (await turn(ana)).text

    play(tmp_path, act)


@pytest.mark.usefixtures("app")
def test_a_number_counts_once_also_while_another_helper_still_types_it_in(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana, ben = await laptop.signed_in("ana"), await laptop.signed_in("ben")
        await types_in(ana)
        page = await types_in(ben)
        assert (page.status, "This number was typed in before." in page.text) == (409, True)
        await ana.send(f"/desk/off/{card_of(ana.page)}")
        page = await types_in(ben)
        assert page.path.startswith("/desk/card/"), "nothing of it was kept, so it can be begun again"
        assert await laptop.ask(cases) == 0

    play(tmp_path, act)


@pytest.mark.usefixtures("app")
def test_what_was_typed_of_a_paper_that_cannot_begin_stays_in_its_fields(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        page = await types_in(await laptop.signed_in("ana"), "12", "99:<40")
        assert page.status == 409
        assert 'value="12"' in page.html
        assert 'value="99:&lt;40"' in page.html

    play(tmp_path, act)


@pytest.mark.usefixtures("app")
def test_without_the_mark_that_the_person_agrees_nothing_is_begun(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        page = await types_in(ana, agreed="")
        assert (page.status, "Nothing was begun." in page.text) == (409, True)
        assert "Nobody is at your table yet." in (await ana.open("/desk/table")).text

    play(tmp_path, act)


@pytest.mark.parametrize(
    ("number", "time", "found"),
    [
        ("7", "11:40", Paper(7, NOW - 20 * MINUTE)),
        (" 7 ", "11.40", Paper(7, NOW - 20 * MINUTE)),
        ("7", "12:00", Paper(7, NOW)),
        ("1", "0:00", Paper(1, NOW - timedelta(hours=12))),
        ("7", "12:01", "old"),
        ("7", "23:59", "old"),
        ("0", "11:40", "number"),
        ("", "11:40", "number"),
        ("²", "11:40", "number"),
        ("7", "24:00", "time"),
        ("7", "soon", "time"),
        ("3", "11:40", "typed"),
        ("2", "11:20", "order"),
        ("4", "10:59", "order"),
        ("4", "11:00", Paper(4, NOW - timedelta(hours=1))),
    ],
)
def test_the_time_on_a_paper_is_of_this_evening_and_fits_between_its_neighbours(
    packs: dict[str, Pack], number: str, time: str, found: Paper | str
) -> None:
    known = {3: NOW - timedelta(hours=1)}
    assert read_paper(number, time, packs["legal-clinic"], known, NOW) == found


def test_a_paper_of_yesterday_evening_is_typed_in_after_midnight(packs: dict[str, Pack]) -> None:
    midnight = NOW + timedelta(hours=13)
    assert read_paper("7", "22:10", packs["legal-clinic"], {}, midnight) == Paper(7, midnight - timedelta(minutes=170))


def test_a_paper_counts_from_its_time_but_not_from_before_requests_were_taken(packs: dict[str, Pack]) -> None:
    pack = drawing(packs["border-appointments"])
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    closed = noon - timedelta(minutes=30)
    assert counts_from(noon - timedelta(hours=2), pack, noon) == noon - timedelta(hours=2)
    assert counts_from(closed, pack, noon + MINUTE) == noon, "requests are taken again from noon"
    assert counts_from(closed, pack, closed + MINUTE) is None
    assert counts_from(noon + MINUTE, pack, noon) is None
    assert counts_from(noon - timedelta(hours=13), pack, noon) is None


def test_on_the_waiting_list_a_paper_comes_before_who_asked_after_it_and_takes_nothing_that_is_kept(
    open_app: OpenApp, packs: dict[str, Pack]
) -> None:
    clinic = open_app(full(packs["legal-clinic"]))
    tick(clinic, NOW)
    first, second, third = (waits(clinic, NOW + n * MINUTE) for n in (0, 10, 20))
    opened(clinic, 1)
    tick(clinic, NOW + 21 * MINUTE)
    assert state(clinic, first) == "kept"
    late = waits(clinic, NOW + 29 * MINUTE)
    typed = [_on_paper(clinic, NOW + n * MINUTE, NOW + 30 * MINUTE) for n in (15, -5, 12)]
    assert [row.person for row in waiting.in_order(clinic.db, clinic.pack.id)] == [
        typed[1], first, second, typed[2], typed[0], third, late,
    ]  # fmt: skip
    assert state(clinic, first) == "kept", "what somebody has stays theirs"
    assert held(clinic) == (1, 1)


def _on_paper(app: App, written: datetime, now: datetime) -> str:
    """Somebody who asked on paper, and is put on the list when it is typed in."""
    person = waits(app, now)
    with transaction(app.db):
        until = waiting.of(app.db, app.seal, person, app.pack.id)
        assert until
        waiting.delete(app.db, person, app.pack.id)
        wait(app, person, until.until, now, written)
    return person


def test_a_place_that_is_kept_for_who_asked_on_paper_is_on_the_printed_list_by_its_number(
    open_app: OpenApp, packs: dict[str, Pack]
) -> None:
    clinic = open_app(full(packs["legal-clinic"]))
    tick(clinic, NOW)
    on_paper, on_a_phone = _on_paper(clinic, NOW - 5 * MINUTE, NOW), waits(clinic, NOW)
    with transaction(clinic.db):
        clinic.db.execute("INSERT INTO staff (name, folded, passphrase_hash, since) VALUES ('ana', 'ana', '', '')")
        desk_cards.add(clinic.db, desk_cards.CardRow("card", on_paper, 1, 1, NOW, 7, NOW - 5 * MINUTE))
    opened(clinic, 2)
    tick(clinic, NOW)
    assert (state(clinic, on_paper), state(clinic, on_a_phone)) == ("kept", "kept")
    (line,) = day_list(clinic, NOW).lapsing
    assert isinstance(line.last, Text)
    assert clinic.catalogs["en"].say(line.last).startswith("paper 7, ")
    assert (line.day, line.time.hour) == (Day(NOW.date()), 18), "six hours from noon"
    assert day_list(clinic, NOW + timedelta(hours=6)).lapsing == ()


def test_in_the_line_for_the_draw_the_date_of_a_paper_is_the_first_one_and_no_later_paper_changes_it(
    open_app: OpenApp, packs: dict[str, Pack]
) -> None:
    app = open_app(drawing(packs["border-appointments"]))
    person, asked = somebody(app), AskForPlace(("east",), SeatRequest(1, 1))
    for written in (NOW - timedelta(hours=2), NOW - timedelta(hours=5)):
        with transaction(app.db):
            about_request(app, asked, person, None, NOW, written)
    found = requests.of(app.db, app.seal, person, app.pack.id)
    assert found
    assert found.since == NOW - timedelta(hours=2)


def test_the_time_of_a_paper_reaches_the_list_through_the_talk_and_the_person_can_read_it(
    open_app: OpenApp, packs: dict[str, Pack]
) -> None:
    clinic = open_app(full(packs["legal-clinic"]))
    tick(clinic, NOW)
    asked, written = waits(clinic, NOW - timedelta(hours=3)), NOW - timedelta(hours=2)
    with transaction(clinic.db):
        waiting.delete(clinic.db, asked, clinic.pack.id)
        clinic.db.execute("INSERT INTO staff (name, folded, passphrase_hash, since) VALUES ('ana', 'ana', '', '')")
        desk_cards.add(clinic.db, desk_cards.CardRow("card", asked, 1, 1, NOW, 7, written))
    for n, choice in enumerate(("back", "yes", "wait", "yes", "know")):
        respond(clinic, Incoming(f"terminal:{asked}", str(n), Tapped(choice), written=written), NOW)
    request = waiting.of(clinic.db, clinic.seal, asked, clinic.pack.id)
    assert request
    assert request.since == written
    said = [parcel.outgoing.text for parcel in parcels(clinic, NOW)]
    assert "That you asked on paper: number 7, 22 November 2026, 10:00 am" in said[-1]
