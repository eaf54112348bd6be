"""Who cannot read hears the whole list once, and answers by number on the turned screen: the helper learns nothing."""

import re
from pathlib import Path

import pytest

from tests.desk.laptop import Browser, Laptop, play
from tests.desk.table import card_of, press, same, start, tap, to_the_list, turn, turn_back, write

pytestmark = pytest.mark.usefixtures("app")


async def read_aloud(browser: Browser) -> str:
    """Open what is read aloud, from the table."""
    card = card_of(browser.page)
    (link,) = [link for link in browser.page.links if link.startswith("/desk/aloud/")]
    return same(await browser.open(link)).replace(card, "CARD")


def test_the_whole_list_is_there_in_both_languages_with_the_numbers_of_the_turned_screen(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        await ana.open("/desk/account")
        await ana.send("/desk/language", language="es")
        card = await to_the_list(ana, "ht")
        html = await read_aloud(ana)
        app = laptop.thread.app
        for question in app.pack.questions:
            if question.items:
                for language in ("es", "ht"):
                    assert all(app.catalogs[language].say(item.label) in ana.page.text for item in question.items)
        await ana.open(f"/desk/card/{card}")
        page = await turn(ana)
        (letter,) = re.findall(r'class="letter">(\w)<', page.html)
        read = html[html.index(f"<h2>{letter}</h2>") :]
        spoken = read[read.index("<ol>") : read.index("</ol>")].count("<li>")
        answers = [choice for _, choice in page.forms[0].buttons if choice not in ("explain", "back", "help")]
        assert len(answers) == spoken

    play(tmp_path, act)


def test_what_is_read_aloud_and_the_table_are_the_same_whatever_is_asked_and_answered(tmp_path: Path) -> None:
    seen: list[str] = []

    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        for party, answers in (("2", ("3",)), ("1", ("2", "1")), ("2", ("2",))):
            card = await to_the_list(ana, "ht", party)
            seen.append(await read_aloud(ana))
            for answer in answers:
                await ana.open(f"/desk/turned/{card}")
                await write(ana, answer)
            await ana.open(f"/desk/card/{card}")
            if "/desk/aloud/" in ana.page.html:
                seen.append(await read_aloud(ana))
            await ana.open("/desk/table")
            await ana.send(f"/desk/off/{card}")

    play(tmp_path, act)
    assert len(seen) > 3
    assert len(set(seen)) == 1


def test_it_is_offered_from_the_first_question_of_the_list_until_there_is_something_else_to_do(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        await start(ana, "ht")
        await tap(ana, "yes")
        card = card_of(await tap(ana, "recover"))

        async def is_offered() -> bool:
            page = await ana.open(f"/desk/card/{card}")
            assert "look away" in page.text
            return f"/desk/aloud/{card}" in page.links

        assert not await is_offered(), "a code is asked for"
        await ana.open("/desk/table")
        await ana.send(f"/desk/off/{card}")
        await start(ana, "ht")
        for choice in ("yes", "understood", "agree"):
            await tap(ana, choice)
        card = card_of(await tap(ana, "help"))
        assert not await is_offered(), "help is on the turned screen"
        await ana.open("/desk/table")
        await ana.send(f"/desk/off/{card}")
        card = await to_the_list(ana, "ht")
        assert await is_offered()
        await turn(ana)
        await tap(ana, "help")
        assert await is_offered(), "nobody sees that they asked for help"
        await turn(ana)
        await tap(ana, "continue")
        await tap(ana, "yes")
        await turn_back(ana)
        await write(ana, "Tijuana")
        assert not await is_offered(), "the town is confirmed"
        await turn(ana)
        await tap(ana, "yes")
        for choice in ("tijuana", "done"):
            await tap(ana, choice)
        await press(ana, "1")
        await press(ana, "1")
        assert not await is_offered(), "the appointment is confirmed"

    play(tmp_path, act)


def test_at_a_question_that_both_may_read_nothing_is_read_aloud(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        await ana.open("/desk/table")
        await ana.send("/desk/start")
        await tap(ana, "ht")
        assert "/desk/aloud/" not in ana.page.html
        await turn(ana)
        await turn_back(ana)

    play(tmp_path, act)
