"""One page of help: for every role, in every language, and short."""

import re
from pathlib import Path

import pytest

from bot.app import App
from bot.core.desk.acts import Role
from bot.desk import words
from bot.desk.account import HOMES
from tests.conftest import LANGUAGES
from tests.desk.laptop import Laptop, play

pytestmark = pytest.mark.usefixtures("app")
TITLE = re.compile("<title>(.+)</title>")
ALOUD = 1_400
"""Characters that are read aloud in less than two minutes."""


@pytest.mark.parametrize("role", Role)
def test_help_is_one_link_away_and_short_in_every_language(tmp_path: Path, role: Role) -> None:
    async def act(laptop: Laptop) -> None:
        browser = await laptop.signed_in("ana", role)
        seen = set()
        for language in LANGUAGES:
            await browser.open("/desk/account")
            page = await browser.send("/desk/language", language=language)
            assert "/desk/help" in page.links
            page = await browser.open("/desk/help")
            assert (page.status, page.language) == (200, language)
            assert page.html.count("<li>") == 7
            assert len(page.text) < ALOUD
            seen.add(page.text)
        assert len(seen) == len(LANGUAGES)

    play(tmp_path, act)


def test_each_page_of_the_bar_says_in_its_title_and_in_the_bar_where_one_is(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        browser = await laptop.signed_in("rosa", Role.COORDINATOR)
        titles = [TITLE.findall((await browser.open(path)).html) for path in HOMES.values()]
        assert titles[0] == ["Table · Desk"]
        assert len({*map(tuple, titles)}) == len(HOMES)
        page = await browser.open("/desk/paper/poster")
        assert TITLE.findall(page.html) == ["Paper · Desk"]
        assert '<a href="/desk/paper" aria-current="true">' in page.html

    play(tmp_path, act)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_refusal_of_the_sign_in_and_the_lock_says_that_nothing_is_lost(app: App, language: str) -> None:
    """One of the two sentences that the desk has for it, in the language of the helper."""
    nothing_lost = {"en": "Nothing is lost.", "es": "Nada se perdió.|No se perdió nada.", "ht": "Anyen pa pèdi.",
                    "fr": "Rien n’est perdu."}  # fmt: skip
    faults = (words.WRONG, words.TOO_MANY.filled(hours=2), words.NOT_TWICE, words.WEAK, words.WRONG_NUMBER,
              words.NO_NUMBER, words.OLD, words.NO_LINK, words.NO_PAGE)  # fmt: skip
    for fault in faults:
        said = app.catalogs[language].say(fault)
        assert any(sentence in said for sentence in nothing_lost[language].split("|")), said
