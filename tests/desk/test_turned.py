"""What the helper sees, what the person alone sees, and what nobody else does."""

from pathlib import Path

import pytest

from bot.core.desk.acts import Role
from tests.desk.laptop import Browser, Laptop, play
from tests.desk.table import book, card_of, cases, code_on, held, same, start, tap, to_the_list, turn, write

pytestmark = pytest.mark.usefixtures("app")


def test_the_page_of_the_helper_is_the_same_whatever_is_answered_until_the_result(tmp_path: Path) -> None:
    seen: dict[str, list[str]] = {}

    async def answered(laptop: Laptop, browser: Browser, answers: tuple[str, ...], card: str) -> list[str]:
        pages = [same(await browser.open(f"/desk/card/{card}"))]
        for answer in answers:
            await browser.open(f"/desk/turned/{card}")
            await tap(browser, answer)
            pages.append(same(await browser.open(f"/desk/card/{card}")))
        return [page.replace(card, "CARD") for page in pages]

    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        for name, answers in {"none": ("explain", "holds_not"), "unsure": ("explain", "unsure")}.items():
            card = await to_the_list(ana, "ht")
            seen[name] = await answered(laptop, ana, answers, card)
            await ana.send(f"/desk/off/{card}")
        for name, answers in {"adult": ("adult", "explain"), "family": ("accompanied",)}.items():
            card = await to_the_list(ana, "ht", "1")
            seen[name] = await answered(laptop, ana, answers, card)
            await ana.send(f"/desk/off/{card}")

    play(tmp_path, act)
    assert len(set(seen["none"] + seen["unsure"] + seen["adult"] + seen["family"])) == 1
    assert "look away" in seen["none"][0]


def test_the_table_shows_no_answer_no_place_and_no_code_of_a_whole_booking(tmp_path: Path) -> None:
    shown: list[str] = []

    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        card = await book(ana)
        code = code_on(ana.page)
        shown.append((await ana.open(f"/desk/card/{card}")).text)
        shown.append((await ana.open("/desk/table")).text)
        shown.append((await ana.open(f"/desk/turned/{card}")).text)
        assert not any(code in page for page in shown)
        assert code.split()[-1] in shown[2], "the last part says which one it is"
        assert "Now give them their slip" in shown[0]
        assert await laptop.ask(held) == 1

    play(tmp_path, act)
    assert not any("Baja California" in page for page in shown[:2])


def test_the_turned_screen_shows_the_person_their_question_and_nothing_of_the_table(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        await to_the_list(ana, "fr")
        page = await turn(ana)
        assert "pas ce que vous répondez" in page.text
        assert "/desk/table" not in page.links
        assert "Mango" not in page.text
        await write(ana, "1")
        assert "look away" not in ana.page.text

    play(tmp_path, act)


def test_help_can_be_tapped_where_the_person_reads_their_result(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        card = await to_the_list(ana, "en")
        await turn(ana)
        await tap(ana, "yes")
        assert "do not wait for an appointment: Help." in ana.page.text
        await tap(ana, "help")
        assert ana.page.path == f"/desk/turned/{card}", "it is theirs alone"
        assert "What do you need?" in ana.page.text
        assert "What do you need?" not in (await ana.open(f"/desk/card/{card}")).text

    play(tmp_path, act)


def test_a_helper_whom_the_person_has_removed_finds_the_case_nowhere(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        card = await book(ana)
        await ana.open(f"/desk/turned/{card}")
        hidden = ana.page.form(f"/desk/dismiss/{card}").hidden
        await ana.post(f"/desk/dismiss/{card}", hidden)
        assert "Nobody is at your table yet." in ana.page.text
        for path in (f"/desk/card/{card}", f"/desk/turned/{card}"):
            assert (await ana.open(path)).status == 404
        assert await laptop.ask(held) == 1, "the booking is the person's, and stays"

    play(tmp_path, act)


def test_another_helper_gets_no_card_that_is_not_theirs(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana, ben = await laptop.signed_in("ana"), await laptop.signed_in("ben", Role.COORDINATOR)
        card = await to_the_list(ana, "ht")
        for path in (f"/desk/card/{card}", f"/desk/turned/{card}"):
            assert (await ben.open(path)).status == 404

    play(tmp_path, act)


def test_a_case_is_brought_to_the_table_by_its_code_and_pin_or_not_at_all(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        await start(ana, "en")
        await tap(ana, "yes")
        await tap(ana, "recover")
        assert "look away" in ana.page.text
        page = await turn(ana)
        assert "code" in page.text
        for text in ("BATO LIMA 473 KADO", "1234"):
            await write(ana, text)
        assert await laptop.ask(cases) == 0

    play(tmp_path, act)


def test_a_form_that_is_sent_twice_over_a_bad_line_stays_with_its_person(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        await to_the_list(ana, "fr")
        await ana.open("/desk/table")
        await ana.send("/desk/start", language="")
        card = card_of(ana.page)
        form = ana.page.form(f"/desk/card/{card}")
        assert "?" in (await tap(ana, "ht")).text
        again = await ana.post(form.action, {**form.hidden, "choice": "ht"})
        assert card_of(again) == card, "and not with the first one of the table"
        for choice in ("yes", "understood", "agree", "2"):
            await tap(ana, choice)
        form = next(form for form in (await turn(ana)).forms if form.buttons)
        await tap(ana, "unsure")
        again = await ana.post(form.action, {**form.hidden, "choice": "unsure"})
        assert again.path == f"/desk/turned/{card}", "nobody else is shown to the person"

    play(tmp_path, act)


def test_a_card_that_is_started_twice_over_a_bad_line_is_one_card_and_the_one_that_is_shown(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        await start(ana, "fr")
        table = await ana.open("/desk/table")
        sent = {**table.form("/desk/start").hidden, "language": "es"}
        card = card_of(await ana.post("/desk/start", sent))
        again = await ana.post("/desk/start", sent)
        assert card_of(again) == card
        assert sum(link.startswith("/desk/card/") and link.endswith(card) for link in again.links) == 1

    play(tmp_path, act)


def test_the_table_does_not_ask_to_turn_the_screen_for_what_the_person_has_read(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        card = await to_the_list(ana, "ht")
        await turn(ana)
        await tap(ana, "yes")
        page = await ana.open(f"/desk/card/{card}")
        assert "something to read first" not in page.text
        assert "autofocus" in page.html

    play(tmp_path, act)
