"""The desk on another device: only by TLS, with the certificate that this machine made."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import (
    ClientConnectionError,
    ClientSession,
    CookieJar,
    Fingerprint,
    ServerFingerprintMismatch,
    TCPConnector,
)

from bot.core.desk.acts import Role
from bot.desk.site import Desk, Devices
from bot.http.server import listening
from bot.settings import WebSettings, read_desk
from bot.storage.keys import desk_certificate
from bot.storage.own_files import DatabaseError
from tests.conftest import NOW
from tests.desk.laptop import NUMBER, Browser, Laptop, play, secret_of

pytestmark = pytest.mark.usefixtures("app")


@asynccontextmanager
async def reached(laptop: Laptop, web: WebSettings) -> AsyncIterator[str]:
    """The desk for other devices, beside that of the laptop; gives its host and port."""
    stop = asyncio.Event()
    async with listening(web, (), stop, Desk(laptop.thread, stop, tls=True).site()) as opened:
        yield str(opened)


def test_a_tablet_that_compares_the_fingerprint_signs_in_by_tls_and_by_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "randevou.db.desk.pem"
    made = desk_certificate.make(path, ["127.0.0.1"], NOW)
    wrong = desk_certificate.make(tmp_path / "other.pem", ["127.0.0.1"], NOW)

    async def act(laptop: Laptop) -> None:
        await laptop.helper("ana")
        async with reached(laptop, read_desk("127.0.0.1:0", path)) as address:
            seen = Fingerprint(bytes.fromhex(made.fingerprint.replace(" ", "")))
            async with ClientSession(connector=TCPConnector(ssl=seen), cookie_jar=CookieJar(unsafe=True)) as http:
                tablet = Browser(f"https://{address}", http)
                page = await tablet.open(Host="192.168.1.20:8443")
                fields = {"name": "ana", "passphrase": secret_of("ana"), "number": NUMBER}
                async with http.post(
                    f"https://{address}/desk/in", data=page.form("/desk/in").hidden | fields, allow_redirects=False
                ) as answer:
                    assert "Secure" in answer.headers["Set-Cookie"]
                assert (await tablet.open()).path == "/desk/table"
                async with http.get(f"https://{address}/") as chat:
                    assert chat.status == 404, "only the desk is here"
            other = Fingerprint(bytes.fromhex(wrong.fingerprint.replace(" ", "")))
            async with ClientSession(connector=TCPConnector(ssl=other)) as http:
                with pytest.raises(ServerFingerprintMismatch):
                    await http.get(f"https://{address}/desk")
            async with ClientSession() as http:
                with pytest.raises(ClientConnectionError):
                    await http.get(f"http://{address}/desk")

    play(tmp_path, act)


def test_the_screen_of_the_laptop_shows_where_a_tablet_goes_and_what_it_must_see(tmp_path: Path) -> None:
    path = tmp_path / "randevou.db.desk.pem"
    made = desk_certificate.make(path, ["192.168.1.20", "localhost"], NOW)
    devices = Devices.of(read_desk("0.0.0.0:8443", path))

    async def act(laptop: Laptop) -> None:
        site = Desk(laptop.thread, laptop.stop, devices=devices).site()
        async with listening(WebSettings("127.0.0.1", 0), (), laptop.stop, site) as opened:
            page = await Browser(f"http://{opened}", laptop.browser().http).open()
            assert "https://192.168.1.20:8443/desk" in page.text
            assert made.fingerprint in page.text

    play(tmp_path, act)


def test_a_certificate_is_private_lasts_a_year_and_is_known_by_its_fingerprint(tmp_path: Path) -> None:
    path = tmp_path / "desk.pem"
    assert desk_certificate.read(path) is None
    first = desk_certificate.make(path, ["192.168.1.20", "laptop"], NOW)
    assert path.stat().st_mode & 0o777 == 0o600
    assert first == desk_certificate.read(path)
    assert (first.names, first.until - NOW) == (("192.168.1.20", "laptop"), timedelta(days=397))
    assert desk_certificate.make(path, ["laptop"], NOW).fingerprint != first.fingerprint
    path.write_text("no certificate")
    with pytest.raises(DatabaseError, match="randevou desk certificate --new"):
        desk_certificate.read(path)
    path.chmod(0o644)
    with pytest.raises(DatabaseError):
        desk_certificate.read(path)


def test_one_device_that_tries_too_often_waits_and_the_others_do_not_notice(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        rosa, stranger = await laptop.signed_in("rosa", Role.COORDINATOR), laptop.browser()
        await laptop.helper("ana")
        tries = [await stranger.sign_in(f"guess {number}", secret="some wrong words") for number in range(20)]
        assert (tries[0].status, tries[-1].status) == (403, 429)
        assert (await rosa.open("/desk/team")).status == 200
        laptop.clock.forward(seconds=11)
        assert (await stranger.sign_in("ana")).path == "/desk/table"

    play(tmp_path, act)


def test_wrong_passphrases_close_a_name_for_hours_and_the_page_says_how_long(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        await laptop.helper("ana")
        browser = laptop.browser()
        for _ in range(5):
            page = await browser.sign_in("ana", secret="some wrong words")
        assert "in 1 h" in page.text
        assert (await browser.sign_in("ana")).status == 403, "the right one, too"
        laptop.clock.forward(hours=1, seconds=1)
        assert (await browser.sign_in("ana")).path == "/desk/table"

    play(tmp_path, act)
