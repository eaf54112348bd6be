"""The slip after a booking: shown once, in two languages, read back in two halves, and then gone."""

import logging
from pathlib import Path

import pytest

from bot.app import App
from bot.core.desk.acts import Role
from bot.storage.tables import desk_cards, pins
from tests.desk.laptop import Laptop, play, secret_of
from tests.desk.table import CODE, book, code_on, hand_over, press, tap, to_the_list, turn, write

pytestmark = pytest.mark.usefixtures("app")


@pytest.mark.parametrize(("language", "both"), [("ht", ("ht", "es")), ("es", ("es", "en"))])
def test_the_slip_is_in_the_language_of_the_person_and_in_one_that_guards_read(
    tmp_path: Path, language: str, both: tuple[str, str]
) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        await book(ana, language)
        page = ana.page
        assert page.path.startswith("/desk/slip/"), "nobody has to look for it"
        code = code_on(page)
        assert code
        assert [f'<p lang="{one}">' in page.html for one in both] == [True, True]
        assert page.html.count(code) == 2, "and once more in large letters, half by half"
        assert "data:image/svg+xml" in page.html
        for word in ("<title>", page.path):
            assert not CODE.search(page.html.partition(word)[2][:60])

    play(tmp_path, act)


def test_after_the_code_was_read_back_no_page_shows_it_again(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        card = await book(ana)
        code = code_on(ana.page)
        page = await hand_over(ana)
        assert page.path == "/desk/table"
        assert "Nobody is at your table yet." in page.text
        for path in (f"/desk/slip/{card}", f"/desk/read-back/{card}"):
            page = await ana.open(path)
            assert (page.status, "Handed over." in page.text) == (404, True)
        for path in (
            f"/desk/card/{card}",
            f"/desk/turned/{card}",
            "/desk/table",
            "/desk/tonight",
            f"/desk/slip/{card}",
        ):
            assert not CODE.search((await ana.open(path)).html), path
        await ana.open(f"/desk/card/{card}")
        assert "They have their slip." in ana.page.text
        await turn(ana)
        for choice in ("help", "know"):
            await tap(ana, choice)
            assert code not in ana.page.html
        assert code.split()[-1] in ana.page.text, "what is known is said, with the last part of the code"

    play(tmp_path, act)


def test_what_was_not_read_back_right_shows_the_slip_again_and_nothing_is_lost(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        card = await book(ana)
        code = code_on(ana.page)
        page = await ana.open(f"/desk/read-back/{card}")
        heard = [value for name, value in page.form(page.path).buttons if name == "heard"]
        assert len(heard) == 5
        firsts, seconds = {one[:9] for one in heard[:4]}, {one[10:] for one in heard[:4]}
        assert (len(firsts), len(seconds)) == (2, 2), "each half has two versions: none alone tells which is right"
        wrong = next(one for one in heard if one != code)
        page = await ana.send(page.path, heard=wrong)
        assert (page.status, code_on(page), "That is not the code." in page.text) == (409, code, True)
        await ana.open(f"/desk/read-back/{card}")
        assert code_on(await ana.send(ana.page.path, heard=heard[-1])) == code, "none of these"
        assert code_on(await ana.open(f"/desk/slip/{card}")) == code

    play(tmp_path, act)


def test_a_pin_that_the_person_types_on_the_turned_screen_comes_before_the_slip(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        card = await book(ana)
        await tap(ana, "pin")
        assert 'type="password"' in ana.page.html
        for _ in range(2):
            page = await write(ana, "4821")
            assert "4821" not in page.html
        assert f"/desk/slip/{card}" in ana.page.links
        assert code_on(await ana.open(f"/desk/slip/{card}"))

        def protected(app: App) -> int:
            (row,) = desk_cards.on_table(app.db, 1, laptop.clock())
            return pins.has_one(app.db, app.seal, row.person)

        assert await laptop.ask(protected)

    play(tmp_path, act)


def test_a_slip_that_was_not_read_back_waits_for_another_evening_of_the_same_helper_and_for_no_other(
    tmp_path: Path,
) -> None:
    async def act(laptop: Laptop) -> None:
        ana, ben = await laptop.signed_in("ana"), await laptop.signed_in("ben")
        card = await book(ana)
        code = code_on(ana.page)
        assert (await ben.open(f"/desk/slip/{card}")).status == 404
        again = laptop.browser()
        await again.sign_in("ana")
        assert code_on(await again.open(f"/desk/slip/{card}")) == code
        await ana.open(f"/desk/turned/{card}")
        await ana.send(f"/desk/dismiss/{card}")
        assert (await ana.open(f"/desk/slip/{card}")).status == 404, "the person ended the help"

    play(tmp_path, act)


def test_a_slip_that_was_lost_is_shown_once_more_with_a_second_helper_and_the_person_can_see_both(
    tmp_path: Path,
) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        await laptop.helper("ben")
        await laptop.helper("rita", Role.SITE_DESK)
        card = await book(ana)
        code = code_on(ana.page)
        await hand_over(ana)
        await ana.open(f"/desk/slip/{card}")
        for name, secret in (("ben", "wrong"), ("ana", secret_of("ana")), ("rita", secret_of("rita")), ("!", "")):
            page = await ana.send(f"/desk/slip/{card}", name=name, passphrase=secret)
            assert (page.status, code_on(page)) == (403, ""), name
        assert code_on(await ana.send(f"/desk/slip/{card}", name="ben", passphrase=secret_of("ben"))) == code
        await hand_over(ana)
        assert (await ana.open(f"/desk/slip/{card}")).status == 404, "once more, and not for ever"
        await ana.open(f"/desk/card/{card}")
        await turn(ana)
        for choice in ("help", "know"):
            await tap(ana, choice)
        assert [f"\n{name}," in ana.page.text for name in ("Ana", "Ben")] == [True, True]

    play(tmp_path, act)


def test_an_appointment_that_was_moved_has_a_new_slip(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        card = await book(ana)
        code = code_on(ana.page)
        await hand_over(ana)
        await ana.open(f"/desk/card/{card}")
        await turn(ana)
        await tap(ana, "another_time")
        await ana.open(f"/desk/card/{card}")
        await press(ana, "2")
        await press(ana, "1")
        await turn(ana)

        await tap(ana, "confirm")
        assert f"/desk/slip/{card}" in ana.page.links
        assert code_on(await ana.open(f"/desk/slip/{card}")) == code

    play(tmp_path, act)


def test_without_a_booking_there_is_no_slip(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        card = await to_the_list(ana, "ht")
        assert (await ana.open(f"/desk/slip/{card}")).path == f"/desk/card/{card}"

    play(tmp_path, act)


def test_no_code_is_in_an_address_or_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    seen: list[str] = []

    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        await book(ana)
        code = code_on(ana.page)
        seen.extend((code, code.replace(" ", "+"), code.replace(" ", "%20")))
        page = await hand_over(ana)
        assert code not in page.path
        assert not any(code in str(row) for row in await laptop.audit())

    with caplog.at_level(logging.DEBUG):
        play(tmp_path, act)
    assert seen
    assert not any(one in caplog.text for one in seen)


def test_a_code_that_is_heard_twice_over_a_bad_line_says_that_the_slip_was_handed_over(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        card = await book(ana)
        code = code_on(ana.page)
        form = (await ana.open(f"/desk/read-back/{card}")).form(f"/desk/read-back/{card}")
        for _ in range(2):
            page = await ana.post(form.action, {**form.hidden, "heard": code})
        assert (page.path, "The slip is lost?" in page.text) == (f"/desk/slip/{card}", True)
        assert code not in page.text

    play(tmp_path, act)
