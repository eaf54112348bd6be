"""Every page that says no has a way on that helps: none says "Back" and leads to itself."""

from pathlib import Path

import pytest

from bot.core.desk.acts import Role
from bot.desk import site
from bot.desk.site import Desk, Devices
from bot.http.form import MOST_BODY
from bot.http.server import listening
from bot.settings import WebSettings, read_desk
from bot.storage.keys import desk_certificate
from bot.storage.tables.rate_limits import Limit
from tests.conftest import NOW
from tests.desk.laptop import Browser, Laptop, Page, play

pytestmark = pytest.mark.usefixtures("app")
AWAY = {"Host": "192.168.1.20:8080"}
BACK, CHAT, AGAIN = "Back to the desk", "To the chat", "Try again"


def way_on(page: Page) -> tuple[str, str]:
    """Where the one button of a notice leads, and its label."""
    return page.links[-1], page.text.splitlines()[-2]


async def leads(browser: Browser, page: Page, **headers: str) -> None:
    """Follow the button: it must show another page, or say that it tries again."""
    path, label = way_on(page)
    after = await browser.open(path, **headers)
    assert label == AGAIN or after.text != page.text, (page.path, label)


def test_each_notice_of_the_desk_leads_somewhere_else(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        luis, rosa = await laptop.signed_in("luis", Role.ADMIN), await laptop.signed_in("rosa", Role.COORDINATOR)
        stranger = laptop.browser()
        link = await laptop.invite("ben")
        for browser, path, status in (
            (luis, "/desk/table", 404),
            (luis, "/desk/nothing", 404),
            (luis, "/desk/lock", 404),
            (rosa, "/desk/card/nothing", 404),
            (rosa, "/desk/turned/nothing", 404),
            (rosa, "/desk/slip/nothing", 404),
            (rosa, "/desk/aloud/nothing", 404),
            (stranger, "/desk/nothing", 404),
            (stranger, f"{link}x", 404),
        ):
            page = await browser.open(path)
            assert (page.status, way_on(page)) == (status, ("/desk", BACK))
            await leads(browser, page)
        page = await rosa.post("/desk/lock", {"form": "x" * (MOST_BODY + 1)})
        assert page.status == 413
        await leads(rosa, page)

    play(tmp_path, act)


def test_where_the_desk_is_refused_the_chat_is_there_or_the_address_by_tls(tmp_path: Path) -> None:
    made = desk_certificate.make(tmp_path / "desk.pem", ["192.168.1.20"], NOW)
    devices = Devices.of(read_desk("0.0.0.0:8443", tmp_path / "desk.pem"))

    async def act(laptop: Laptop) -> None:
        browser = laptop.browser()
        for path in ("/desk", "/desk/table", "/desk/nothing"):
            page = await browser.open(path, **AWAY)
            assert (page.status, way_on(page)) == (403, ("/", CHAT))
        desk = Desk(laptop.thread, laptop.stop, devices=devices).site()
        async with listening(WebSettings("127.0.0.1", 0), (), laptop.stop, desk) as opened:
            page = await Browser(f"http://{opened}", browser.http).open(**AWAY)
            assert (page.status, way_on(page)) == (403, ("https://192.168.1.20:8443/desk", BACK))
            assert made.fingerprint not in page.text, "over plain HTTP somebody could have changed it"

    play(tmp_path, act)


def test_who_must_wait_is_told_to_try_again_and_not_to_go_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "CROWD", Limit(2, 10))

    async def act(laptop: Laptop) -> None:
        browser = laptop.browser()
        pages = [await browser.open() for _ in range(3)]
        page = pages[-1]
        assert page.status == 429
        assert way_on(page) == ("/desk", AGAIN)

    play(tmp_path, act)
