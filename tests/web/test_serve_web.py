"""`randevou serve` as a process, without settings: the web chat opens, and two servers on one machine both start."""

import asyncio
import os
import re
import signal
import sys
from pathlib import Path

import pytest
from aiohttp import ClientSession

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
        async with Server(tmp_path / "a") as first, Server(tmp_path / "b") as second, ClientSession() as http:
            assert first.address != second.address
            for server in (first, second):
                assert server.address.startswith("http://127.0.0.1:")
                page = await Browser(server.address, http).open("/fr")
                assert (page.status, page.language) == (200, "fr")
            assert [await first.end(), await second.end()] == [0, 0], "with the connection of a browser open"

    asyncio.run(whole())


@pytest.mark.slow
def test_telegram_and_the_web_are_served_by_one_process_on_one_database(tmp_path: Path) -> None:
    async def whole() -> None:
        async with BotApi() as api:
            telegram = {"RANDEVOU_TELEGRAM_TOKEN": api.token, "RANDEVOU_TELEGRAM_API": api.url}
            web = {"RANDEVOU_WEB": f"127.0.0.1:{free_port()}"}
            marie = api.person(5, language_code="ht")
            async with Server(tmp_path, "--demo", **telegram, **web) as server, ClientSession() as http:
                assert server.address == f"http://{web['RANDEVOU_WEB']}"
                assert (await Browser(server.address, http).open("/ht")).language == "ht"
                await marie.start()
                await api.until(lambda: len([shown for shown in marie.screen() if not shown.mine]) == 1, 15)
                assert await server.end() == 0

    asyncio.run(whole())
