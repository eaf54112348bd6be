"""`randevou serve` as a process: how it refuses, serves and ends; kills are in test_kills.py."""

import asyncio
import os
import re
import signal
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.cli.server_lock import only_one
from bot.storage import sqlite
from tests.telegram.botapi import BotApi
from tests.telegram.people import Person
from tests.telegram.stage import free_port


@pytest.mark.parametrize("to_the_world", [{"RANDEVOU_TELEGRAM_TOKEN": "1:x"}, {"RANDEVOU_WEB": "0.0.0.0:8080"}])
def test_a_demonstration_is_not_served_to_people_unless_asked_for(to_the_world: dict[str, str]) -> None:
    result = CliRunner().invoke(main, ["serve"], env={"RANDEVOU_TELEGRAM_TOKEN": None} | to_the_world)
    assert result.exit_code == 78
    assert "--demo" in result.output


def test_the_start_says_the_versions(tmp_path: Path) -> None:
    environment = {"RANDEVOU_TELEGRAM_TOKEN": "1:x", "RANDEVOU_DB": str(tmp_path / "x.db")}
    with only_one(tmp_path / "x.db", "1"):
        result = CliRunner().invoke(main, ["serve", "--demo"], env=environment)
    assert f"SQLite {sqlite.written()}." in result.output


class Server:
    """The process, to be killed and started again."""

    def __init__(self, api: BotApi, database: Path) -> None:
        self.environment = {
            **os.environ,
            "RANDEVOU_TELEGRAM_TOKEN": api.token,
            "RANDEVOU_TELEGRAM_API": api.url,
            "RANDEVOU_DB": str(database),
            "PYTHONFAULTHANDLER": "1",
        }
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        command = (sys.executable, "-m", "bot", "serve", "--demo")
        self.process = await asyncio.create_subprocess_exec(*command, env=self.environment)

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, kind: type[BaseException] | None, *raised: object) -> None:
        """End the process; where a test has failed, the process first writes what each of its threads does."""
        if self.process and self.process.returncode is None:
            self.process.send_signal(signal.SIGABRT if kind else signal.SIGKILL)
            os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOWAIT)

    async def end(self, how: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(how)
        return await self.process.wait()


async def tap(api: BotApi, person: Person, pattern: str, after: int = 0) -> int:
    """Wait for a button whose data fits, in a message after another one, and tap it; gives the id of its message."""

    def button() -> tuple[int, str] | None:
        newest = [shown for shown in person.screen() if shown.data and shown.id > after]
        found = [data for data in newest[-1].data if re.search(pattern, data)] if newest else []
        return (newest[-1].id, found[0]) if found else None

    await api.until(lambda: button() is not None, 15)
    found = button()
    assert found
    await person.tap(*found)
    return found[0]


async def status_of_a_stranger(port: int, what: str = "POST /") -> int:
    """Post to the webhook without its secret, and return the status of the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{what} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n".encode())
    status = int((await reader.readline()).split()[1])
    writer.close()
    return status


@pytest.mark.slow
def test_the_process_serves_by_webhook_too_and_a_second_one_says_why_it_will_not(tmp_path: Path) -> None:
    async def whole() -> None:
        async with BotApi(allow_http=True) as api:
            marie = api.person(5, language_code="ht")
            port = free_port()
            with Server(api, tmp_path / "x.db") as server, Server(api, tmp_path / "x.db") as second:
                hook = {
                    "RANDEVOU_TELEGRAM_WEBHOOK": f"http://127.0.0.1:{port}/",
                    "RANDEVOU_WEB": f"127.0.0.1:{port}",
                }
                server.environment |= hook
                await server.start()
                await api.until(lambda: api.webhook.url, 15)
                assert await status_of_a_stranger(port, "GET /ht") == 404, "the chat opens only with --web"
                await marie.start()
                await tap(api, marie, r"\|ht$")
                await api.until(lambda: len(marie.heard()) == 2, 15)
                await second.start()
                assert second.process
                assert await second.process.wait() == 78
                assert await server.end(signal.SIGINT) == 0
            assert api.webhook.url, "what comes meanwhile waits at Telegram"
            assert not api.called("getUpdates")

    asyncio.run(whole())


@pytest.mark.slow
def test_a_caller_who_stops_half_way_does_not_hold_up_the_end(tmp_path: Path) -> None:
    async def whole() -> None:
        async with BotApi(allow_http=True) as api:
            marie = api.person(5, language_code="ht")
            port = free_port()
            with Server(api, tmp_path / "x.db") as server:
                server.environment |= {
                    "RANDEVOU_TELEGRAM_WEBHOOK": f"http://127.0.0.1:{port}/",
                    "RANDEVOU_WEB": f"127.0.0.1:{port}",
                }
                await server.start()
                await api.until(lambda: api.webhook.url, 15)
                api.webhook.halves = 1
                await marie.start()
                await api.webhook.halved.wait()
                assert await status_of_a_stranger(port) == 403, "what came before has been read"
                _, silent = await asyncio.open_connection("127.0.0.1", port)
                silent.write(b"POST / HTTP/1.1\r\nHost:")
                assert await asyncio.wait_for(server.end(signal.SIGTERM), 30) == 0
                silent.close()
            await api.until(lambda: api.webhook.answers)
            assert api.webhook.answers[0][1] == 503, "Telegram brings it again"

    asyncio.run(whole())
