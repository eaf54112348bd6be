"""Sessions at the desk: who comes in, what locks, and what ends."""

from pathlib import Path

import pytest

from bot.core.desk.acts import Role
from tests.desk.laptop import NUMBER, Browser, Laptop, Page, play
from tests.desk.table import card_of, start, to_the_list, turn

pytestmark = pytest.mark.usefixtures("app")


def test_a_volunteer_signs_in_and_stands_at_an_empty_table(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        await laptop.helper("ana")
        browser = laptop.browser()
        assert (await browser.open("/desk/table")).actions == ["/desk/in"], "nothing is shown before the sign-in"
        table = await browser.sign_in("ana")
        assert (table.status, table.path) == (200, "/desk/table")
        assert "Nobody is at your table yet." in table.text
        assert browser.cookie

    play(tmp_path, act)


def test_whatever_is_wrong_the_sign_in_says_the_same(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        await laptop.helper("ana")
        browser = laptop.browser()
        pages = [await browser.sign_in(name, secret="wrong words") for name in ("ana", "rosa", "!!")]
        assert {(page.status, page.text) for page in pages} == {(403, pages[0].text)}
        assert browser.cookie == ""

    play(tmp_path, act)


def test_after_the_sign_out_the_pages_and_an_old_cookie_open_nothing(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        browser = await laptop.signed_in("ana")
        stolen = {"Cookie": f"desk={browser.cookie}"}
        await browser.open("/desk/account")
        assert (await browser.send("/desk/out")).actions == ["/desk/in"]
        assert browser.cookie == ""
        thief = laptop.browser()
        assert (await thief.open("/desk/table", **stolen)).actions == ["/desk/in"]

    play(tmp_path, act)


def test_the_short_number_opens_the_lock_and_five_wrong_ones_end_the_session(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        browser = await laptop.signed_in("ana")
        locked = await browser.send("/desk/lock")
        assert locked.actions == ["/desk/unlock", "/desk/out"]
        assert (await browser.open("/desk/account")).actions == locked.actions, "at each address"
        assert (await browser.send("/desk/unlock", number=NUMBER)).path == "/desk/account"
        await browser.send("/desk/lock")
        for _ in range(4):
            assert (await browser.send("/desk/unlock", number="0000")).status == 403
        await browser.send("/desk/unlock", number="0000")
        assert (await browser.open()).actions == ["/desk/in"]

    play(tmp_path, act)


async def unlocked(browser: Browser) -> Page:
    """Lock the page that is shown, and open the lock: a wrong number first."""
    locked = await browser.send("/desk/lock")
    assert "/desk/unlock" in locked.actions
    assert "/desk/unlock" in (await browser.send("/desk/unlock", number="0000")).actions
    return await browser.send("/desk/unlock", number=NUMBER)


def test_who_opens_the_lock_is_back_on_the_card_where_they_were_and_on_no_other_one(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        await start(ana, "ht")
        first = card_of(ana.page)
        await start(ana, "es")
        card = f"/desk/card/{card_of(ana.page)}"
        assert (await ana.send("/desk/lock")).path == card, "the address of the lock is that of the card"
        assert (await ana.send("/desk/unlock", number=NUMBER)).path == card
        assert (await unlocked(ana)).path == card
        for path in ("/desk/tonight", "/desk/paper/sheet/ht", f"/desk/aloud/{first}"):
            await ana.open(path)
            assert (await unlocked(ana)).path == path
        laptop.clock.forward(minutes=31)
        await ana.open(card)
        assert (await ana.send("/desk/unlock", number=NUMBER)).path == card, "it was locked by itself"

    play(tmp_path, act)


def test_after_a_lid_that_was_closed_for_hours_or_a_form_sent_twice_the_card_is_the_same(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        await start(ana, "ht")
        await start(ana, "es")
        card = f"/desk/card/{card_of(ana.page)}"
        laptop.clock.forward(hours=3)
        assert (await ana.send("/desk/lock")).path == card
        unlock = ana.page.form("/desk/unlock").hidden | {"number": NUMBER}
        for _ in range(2):
            assert (await ana.post("/desk/unlock", unlock)).path == card

    play(tmp_path, act)


def test_a_lock_leads_to_no_screen_of_the_person_to_no_deed_and_to_no_other_site(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        card = await to_the_list(ana, "en")
        await turn(ana)
        assert (await unlocked(ana)).path == f"/desk/card/{card}"
        await ana.open("/desk/tonight")
        await ana.send("/desk/tonight/cancel", code="BABA BABA 000 BABI", reason="asked")
        assert (ana.page.status, ana.page.path) == (409, "/desk/tonight/cancel")
        assert (await unlocked(ana)).path == "/desk/tonight"
        await ana.open("/desk/nothing")
        assert (await unlocked(ana)).path == "/desk/table"
        for elsewhere in ("https://example.org/", "//example.org/desk", "/desk/../x", "/desk/card/a?b=c", "/"):
            await ana.open("/desk/account")
            await ana.send("/desk/lock", back=elsewhere)
            assert (await ana.send("/desk/unlock", number=NUMBER)).path == "/desk/table"

    play(tmp_path, act)


def test_a_session_that_nobody_uses_is_locked_and_one_of_yesterday_has_ended(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        browser = await laptop.signed_in("ana")
        laptop.clock.forward(minutes=29)
        assert (await browser.open("/desk/table")).path == "/desk/table"
        laptop.clock.forward(minutes=31)
        assert "/desk/unlock" in (await browser.open("/desk/table")).actions
        await browser.send("/desk/unlock", number=NUMBER)
        laptop.clock.forward(hours=11)
        assert (await browser.open("/desk/table")).actions == ["/desk/in"]

    play(tmp_path, act)


def test_whoever_coordinates_sees_who_is_here_and_closes_the_evening_for_everybody(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana, rosa = await laptop.signed_in("ana"), await laptop.signed_in("rosa", Role.COORDINATOR)
        team = await rosa.open("/desk/team")
        assert "ana\nvolunteer" in team.text
        async with rosa.http.post(
            f"{laptop.base}/desk/close-for-all", data=team.form("/desk/close-for-all").hidden, allow_redirects=False
        ) as closed:
            assert closed.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
        for browser in (ana, rosa):
            assert (await browser.open("/desk/table")).actions == ["/desk/in"]

    play(tmp_path, act)
