"""One page of help: for every role, in every language, and short."""

import re
from pathlib import Path

import pytest

from bot.core.desk.acts import Role
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
