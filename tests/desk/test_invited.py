"""An invitation: a link that works once, within a day, and a passphrase that only the helper has known."""

from pathlib import Path

import pytest

from bot.core.desk.acts import Role
from bot.core.language.text import Text
from tests.conftest import LANGUAGES
from tests.desk.laptop import NUMBER, Laptop, play

pytestmark = pytest.mark.usefixtures("app")
WORDS = "cuatro palabras muy largas"


def test_an_invited_helper_chooses_a_passphrase_once_and_is_signed_in(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        link, browser = await laptop.invite("Ana María", Role.COORDINATOR), laptop.browser()
        for _ in range(2):
            assert "Ana María" in (await browser.open(link)).text, "to look, as a messenger does, uses nothing"
        assert (await browser.sign_in("Ana María", secret=WORDS)).status == 403, "no passphrase is right yet"
        await browser.open(link)
        table = await browser.send(link, passphrase=WORDS, again=WORDS, number=NUMBER)
        assert (table.path, "/desk/team" in table.links) == ("/desk/table", True)
        again = laptop.browser()
        assert (await again.open(link)).status == 404
        assert (await again.sign_in("ana maria", secret=WORDS)).path == "/desk/table"
        kinds = [row.action for row in await laptop.audit() if row.actor.startswith("staff:")]
        assert kinds[:2] == ["desk invited", "desk sign-in"]

    play(tmp_path, act)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"passphrase": WORDS, "again": WORDS, "number": "12"}, "4 to 6 digits"),
        ({"passphrase": WORDS, "again": WORDS + "x", "number": NUMBER}, "not the same"),
        ({"passphrase": "short", "again": "short", "number": NUMBER}, "too easy to guess"),
        ({"passphrase": "ana ana ana ana ana", "again": "ana ana ana ana ana", "number": NUMBER}, "too easy to guess"),
    ],
)
def test_what_is_refused_says_why_and_the_link_still_works(tmp_path: Path, fields: dict[str, str], said: str) -> None:
    async def act(laptop: Laptop) -> None:
        link, browser = await laptop.invite("ana"), laptop.browser()
        await browser.open(link)
        refused = await browser.send(link, **fields)
        assert (refused.status, browser.cookie) == (403, "")
        assert said in refused.text
        assert WORDS not in refused.html
        table = await browser.send(link, passphrase=WORDS, again=WORDS, number=NUMBER)
        assert table.path == "/desk/table"

    play(tmp_path, act)


def test_a_link_ends_after_a_day_by_a_newer_one_and_with_the_account(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        browser = laptop.browser()
        first, second = await laptop.invite("ana"), await laptop.invite("ana")
        assert ((await browser.open(first)).status, (await browser.open(second)).status) == (404, 200)
        laptop.clock.forward(hours=24)
        assert (await browser.send(second, passphrase=WORDS, again=WORDS, number=NUMBER)).status in (403, 404)
        assert (await browser.open(second)).status == 404
        third = await laptop.invite("ana")
        await laptop.remove("ana")
        assert (await browser.open(third)).status == 404

    play(tmp_path, act)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desk_speaks_the_language_of_the_browser_until_a_helper_chooses_one(tmp_path: Path, language: str) -> None:
    async def act(laptop: Laptop) -> None:
        browser = laptop.browser()
        say = laptop.thread.app.catalogs[language].say
        asked = await browser.open(f"/desk?language={language}")
        assert asked.language == language
        assert say(Text("desk.sign_in", "Sign in")) in asked.text
        ana = await laptop.signed_in("ana")
        await ana.open("/desk/account")
        chosen = await ana.send("/desk/language", language=language)
        assert (chosen.path, chosen.language) == ("/desk/account", language)
        missing = await ana.open("/desk/nothing-here")
        assert (missing.status, missing.language) == (404, language)
        await ana.open("/desk/account")
        await ana.send("/desk/language", language="xx")
        assert ana.page.language == language

    play(tmp_path, act)
