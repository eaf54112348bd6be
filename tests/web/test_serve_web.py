"""`randevou serve` as a process, without settings: the web chat opens, and two servers on one machine both start."""

import asyncio
import os
import re
import signal
import sys
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession, CookieJar
from click.testing import CliRunner

from bot.cli import main
from bot.cli.server_lock import WEB, noted_address, only_one
from bot.storage.database import connect
from tests.telegram.botapi import BotApi
from tests.telegram.stage import free_port
from tests.web.browser import Browser


class Server:
    """The process, which says where the chat is."""

    def __init__(self, folder: Path, *options: str, **environment: str) -> None:
        folder.mkdir(exist_ok=True)
        ours = {name: value for name, value in os.environ.items() if not name.startswith("RANDEVOU_")}
        self._folder, self._options, self._environment = folder, options, ours | environment

    async def __aenter__(self) -> "Server":
        command = (sys.executable, "-m", "bot", "serve", *self._options)
        self.process = await asyncio.create_subprocess_exec(
            *command, cwd=self._folder, env=self._environment, stdout=asyncio.subprocess.PIPE
        )
        assert self.process.stdout
        said = ""
        while not (found := re.search(r"http://\S+(?=/ )", said)):
            line = await asyncio.wait_for(self.process.stdout.readline(), 30)
            assert line, f"the server ended: {said}"
            said += line.decode()
        self.address = found[0]
        return self

    async def __aexit__(self, *raised: object) -> None:
        if self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    async def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return await self.process.wait()


@pytest.mark.slow
def test_without_settings_the_chat_opens_to_this_machine_and_a_second_server_takes_the_next_port(
    tmp_path: Path,
) -> None:
    async def whole() -> None:
        http = ClientSession(cookie_jar=CookieJar(unsafe=True))
        async with http, Server(tmp_path / "a") as first, Server(tmp_path / "b") as second:
            assert first.address != second.address
            for server, folder in ((first, "a"), (second, "b")):
                assert noted_address(tmp_path / folder / "randevou.db") == server.address
                assert server.address.startswith("http://127.0.0.1:")
                page = await Browser(server.address, http).open("/fr")
                assert (page.status, page.language) == (200, "fr")
            browser = Browser(first.address, http)
            await browser.open("/fr")
            await browser.tap("understood", "continue", "agree")
            async with http.get(f"{first.address}/events") as open_page:
                assert open_page.status == 200
                assert [await first.end(), await second.end()] == [0, 0]
                assert await open_page.read(), "it ended as a whole answer, not as a broken one"

    asyncio.run(whole())


def test_a_second_server_of_the_web_chat_on_one_database_says_why_it_will_not(tmp_path: Path) -> None:
    environment = {"RANDEVOU_DB": str(tmp_path / "x.db"), "RANDEVOU_TELEGRAM_TOKEN": None, "RANDEVOU_WEB": None}
    with only_one(tmp_path / "x.db", WEB):
        result = CliRunner().invoke(main, ["serve"], env=environment)
    assert (result.exit_code, "web chat" in result.output) == (78, True)


@pytest.mark.slow
def test_a_kill_in_the_middle_of_a_form_and_of_its_answer_doubles_nothing_and_loses_nothing(tmp_path: Path) -> None:
    async def whole() -> None:
        options = ("--web", f"127.0.0.1:{free_port()}")
        async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
            async with Server(tmp_path, *options) as server:
                browser = Browser(server.address, http)
                await browser.open("/ht")
                consent = (await browser.tap("understood", "continue")).tap("agree")
                await killed_in_the_middle(server, consent)
            async with Server(tmp_path, *options) as server:
                await browser.send(consent)
                await browser.tap("own", "3", "yes")
                await browser.write("Monterrey")
                await browser.tap("yes", "ciudad-juarez", "done")
                for _ in ("the first day", "the first hour"):
                    await browser.tap(browser.page.choices[0])
                form = browser.page.tap("confirm")
                sending = asyncio.create_task(browser.send(form))
                await asyncio.sleep(0.005)  # anywhere in the answer: what follows is the same
                server.process.kill()
                await asyncio.gather(sending, return_exceptions=True)
            async with Server(tmp_path, *options):
                for _ in range(2):
                    await browser.send(form)
                assert "another_time" in browser.page.choices, "the ticket"
        with closing(connect(tmp_path / "randevou.db")) as db:
            assert tuple(db.execute("SELECT count(*), sum(seats) FROM booking").fetchone()) == (1, 3)
            assert db.execute("SELECT count(*) FROM person").fetchone()[0] == 1

    asyncio.run(whole())


async def killed_in_the_middle(server: Server, form: dict[str, str]) -> None:
    """Send the first half of a form; then the server is killed."""
    body = urlencode(form).encode()
    host, port = server.address.removeprefix("http://").split(":")
    answer, sending = await asyncio.open_connection(host, int(port))
    kind = "Content-Type: application/x-www-form-urlencoded"
    head = f"POST /chat HTTP/1.1\r\nHost: {host}:{port}\r\n{kind}\r\nContent-Length: {len(body)}\r\n"
    sending.write(f"{head}Expect: 100-continue\r\n\r\n".encode())
    assert b"100" in await answer.readline(), "the server reads the form"
    sending.write(body[: len(body) // 2])
    await sending.drain()
    server.process.kill()
    with suppress(ConnectionResetError):
        assert b"HTTP" not in await answer.read()
    sending.close()


@pytest.mark.slow
def test_telegram_and_the_web_are_served_by_one_process_on_one_database(tmp_path: Path) -> None:
    async def whole() -> None:
        async with BotApi() as api:
            telegram = {"RANDEVOU_TELEGRAM_TOKEN": api.token, "RANDEVOU_TELEGRAM_API": api.url}
            web = f"127.0.0.1:{free_port()}"
            marie = api.person(5, language_code="ht")
            async with Server(tmp_path, "--demo", "--web", web, **telegram) as server, ClientSession() as http:
                assert server.address == f"http://{web}"
                assert (await Browser(server.address, http).open("/ht")).language == "ht"
                await marie.start()
                await api.until(lambda: len([shown for shown in marie.screen() if not shown.mine]) == 1, 15)
                assert await server.end() == 0

    asyncio.run(whole())
