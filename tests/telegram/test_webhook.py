"""By webhook: 200 after the commit, 503 when nothing can be kept, and nobody but Telegram is heard."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.app_thread import AppThread
from bot.channels.telegram.run import Telegram
from bot.channels.telegram.send import Pace
from bot.http.server import MOST_BODY, listening
from bot.settings import SettingsError, TelegramSettings, WebSettings, read_settings, read_telegram, read_web
from bot.storage.database import connect
from tests.conftest import NOW
from tests.telegram.botapi import BotApi
from tests.telegram.people import Person
from tests.telegram.stage import free_port, run_bot
from tests.telegram.world import Hands

SECRET = "a-secret_1"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Stage:
    """A counterpart that posts, and a bot that is told; both on loopback."""

    def __init__(self, api: BotApi, folder: Path) -> None:
        self.api, self.clock = api, Hands(NOW)
        self.settings = read_settings({}, database=str(folder / "randevou.db"))
        self.web = WebSettings("127.0.0.1", free_port())
        self.url = f"http://127.0.0.1:{self.web.port}/told"
        self.marie = api.person(5, language_code="ht")

    @asynccontextmanager
    async def bot(self, chat: float = 0) -> AsyncIterator[None]:
        """The bot, running; it sends one message in so many seconds to a chat."""
        stop = asyncio.Event()
        thread = AppThread(self.settings, self.clock)
        access = TelegramSettings(self.api.token, self.api.url, self.url, SECRET)
        telegram = Telegram(thread, access, Pace(chat, 0))
        async with thread.serving(stop), listening(self.web, telegram.hooks, stop):
            running = asyncio.create_task(telegram.run(stop))
            await self.api.until(lambda: self.api.webhook.url or running.done())
            try:
                yield
            finally:
                stop.set()
                await running

    async def post(self, body: bytes, secret: str | None = SECRET) -> int:
        headers = {} if secret is None else {HEADER: secret}
        async with ClientSession() as http, http.post(self.url, data=BytesIO(body), headers=headers) as answer:
            return answer.status

    async def says(self, choice: str) -> None:
        before = self.marie.screen()
        newest = [shown for shown in before if shown.data][-1]
        await self.marie.tap(newest.id, next(data for data in newest.data if data.endswith(f"|{choice}")))
        await self.api.until(lambda: any(shown.data for shown in self.marie.screen() if shown not in before))


def written(id: int, text: str, person: Person) -> bytes:
    message = {"message_id": 1, "date": 1, "chat": {"id": person.id, "type": "private"}, "text": text}
    return json.dumps({"update_id": id, "message": message | {"from": person.user}}).encode()


def play(folder: Path, act: Callable[[Stage], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with BotApi(allow_http=True) as api:
            await act(Stage(api, folder))

    asyncio.run(whole())


def test_a_conversation_goes_by_webhook_and_every_update_is_accepted_once(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await stage.marie.start()
            await stage.api.until(lambda: len(stage.marie.screen()) == 2)
            for choice in ("ht", "understood", "continue", "agree", "2"):
                await stage.says(choice)
            await stage.api.drained()
        assert {status for _, status in stage.api.webhook.answers} == {200}
        db = connect(stage.settings.database)
        assert db.execute("SELECT count(*) FROM person").fetchone()[0] == 1
        db.close()

    play(tmp_path, act)


def test_only_telegram_is_heard_and_only_what_is_short(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            hello = written(1, "hello", stage.marie)
            assert await stage.post(hello, secret=None) == 403
            assert await stage.post(hello, secret=SECRET + "x") == 403
            assert await stage.post(hello, secret="ö") == 403
            assert await stage.post(b"x" * (MOST_BODY + 1)) == 413
            assert await stage.post(b"no json") == 200, "or it would come for ever"
            assert await stage.post(b"[]") == 200
            assert await stage.post(b"\xff") == 200
            assert stage.marie.heard() == []
            stage.marie.chat.bot_is = "member"
            assert await stage.post(hello) == 200
            await stage.api.until(lambda: len(stage.marie.heard()) == 1)

    play(tmp_path, act)


def test_a_body_that_stops_half_way_is_given_up_and_comes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.http.server.BODY_SECONDS", 0.1)

    async def act(stage: Stage) -> None:
        stage.api.webhook.halves = 1
        async with stage.bot():
            await stage.marie.start()
            await stage.api.until(lambda: len(stage.marie.heard()) == 1)
            await stage.api.drained()
        assert [status for _, status in stage.api.webhook.answers] == [408, 200]

    play(tmp_path, act)


@pytest.mark.parametrize(
    "sent", [b"", b"POST /told HTTP/1.1\r\nHost:", b"POST /told HTTP/1.1\r\nHost: x\r\n\r\nPOST /"]
)
def test_a_caller_who_says_no_whole_header_is_hung_up_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr("bot.http.server.HEADER_SECONDS", 0.1)

    async def act(stage: Stage) -> None:
        async with stage.bot():
            reader, writer = await asyncio.open_connection(stage.web.host, stage.web.port)
            writer.write(sent)
            async with asyncio.timeout(10):
                await reader.read()
            writer.close()

    play(tmp_path, act)


def test_a_caller_who_goes_on_after_a_refusal_is_hung_up_on(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            reader, writer = await asyncio.open_connection(stage.web.host, stage.web.port)
            writer.write(b"POST /told HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nx")
            hung_up = asyncio.create_task(reader.read())
            async with asyncio.timeout(10):
                while not hung_up.done():
                    writer.write(b"x")
                    await asyncio.sleep(0.01)
            writer.close()
            await asyncio.wait({hung_up})
            assert hung_up.exception() or b" 403 " in hung_up.result()

    play(tmp_path, act)


def test_half_a_body_is_refused_at_the_end_and_comes_again(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        stage.api.webhook.halves = 1
        async with stage.bot():
            await stage.marie.start()
            await stage.api.webhook.halved.wait()
        await stage.api.until(lambda: stage.api.webhook.answers)
        assert stage.api.webhook.answers[0][1] == 503
        async with stage.bot():
            await stage.api.until(lambda: len(stage.marie.heard()) == 1)

    play(tmp_path, act)


def test_an_answer_under_way_at_the_end_is_not_acknowledged_and_comes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for wait in ("webhook.CLOSING_SECONDS", "run.DRAIN_SECONDS"):
        monkeypatch.setattr(f"bot.channels.telegram.{wait}", 0.1)
    monkeypatch.setattr("bot.channels.outbox_sender.DRAIN_SECONDS", 0.1)

    async def act(stage: Stage) -> None:
        async with stage.bot():
            stage.api.fail("sendMessage", how="timeout")
            await stage.marie.start()
            await stage.api.until(lambda: stage.api.called("sendMessage"))
        await stage.api.until(lambda: stage.api.webhook.answers)
        assert stage.api.webhook.answers[0][1] == 503
        async with stage.bot():
            await stage.api.until(lambda: len(stage.marie.heard()) == 1)

    play(tmp_path, act)


def test_what_cannot_be_kept_is_refused_and_comes_again(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await stage.marie.start()
            await stage.api.until(lambda: len(stage.marie.screen()) == 2)
            for choice in ("ht", "understood", "continue"):
                await stage.says(choice)
            await stage.api.drained()
            other = connect(stage.settings.database)
            other.execute("CREATE TRIGGER full BEFORE INSERT ON received BEGIN SELECT RAISE(ABORT, 'disk full'); END")
            newest = [shown for shown in stage.marie.screen() if shown.data][-1]
            before = len(stage.marie.heard())
            await stage.marie.tap(newest.id, next(data for data in newest.data if data.endswith("|agree")))
            await stage.api.until(lambda: 503 in [status for _, status in stage.api.webhook.answers])
            other.execute("DROP TRIGGER full")
            other.close()
            await stage.api.until(lambda: len(stage.marie.heard()) > before)
            await stage.api.drained()
        db = connect(stage.settings.database)
        assert db.execute("SELECT count(*) FROM person").fetchone()[0] == 1
        db.close()

    play(tmp_path, act)


def test_what_comes_while_the_bot_is_down_is_answered_when_it_is_up(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            pass
        await stage.marie.start()
        await stage.api.until(lambda: 0 in [status for _, status in stage.api.webhook.answers])
        async with stage.bot():
            await stage.api.until(lambda: len(stage.marie.heard()) == 1)

    play(tmp_path, act)


def test_polling_takes_the_webhook_away_and_loses_nothing(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            pass
        await stage.marie.start()
        stop = asyncio.Event()
        access = TelegramSettings(stage.api.token, stage.api.url)
        running = asyncio.create_task(run_bot(AppThread(stage.settings, stage.clock), access, Pace(0, 0), stop))
        await stage.api.until(lambda: len(stage.marie.heard()) == 1)
        stop.set()
        await running
        assert stage.api.webhook.url == ""

    play(tmp_path, act)


def test_a_webhook_that_telegram_refuses_is_said_plainly(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        stage.api.webhook.allow_http = False
        settings = TelegramSettings(stage.api.token, stage.api.url, "http://example.org/told", SECRET)
        with pytest.raises(SettingsError, match="RANDEVOU_TELEGRAM_WEBHOOK"):
            await run_bot(AppThread(stage.settings, stage.clock), settings, Pace(0, 0), asyncio.Event())

    play(tmp_path, act)


def test_settings_that_cannot_be_are_named_with_what_to_write() -> None:
    assert read_telegram("") is None
    with pytest.raises(SettingsError, match="RANDEVOU_TELEGRAM_TOKEN"):
        read_telegram("no token")
    with pytest.raises(SettingsError, match="RANDEVOU_TELEGRAM_API"):
        read_telegram("1:x", api="telegram")
    with pytest.raises(SettingsError, match="RANDEVOU_TELEGRAM_WEBHOOK"):
        read_telegram("1:x", webhook="/told")
    with pytest.raises(SettingsError, match="RANDEVOU_TELEGRAM_SECRET"):
        read_telegram("1:x", secret="no spaces")
    for wrong in ("8080", "host:port", "host:99999", ":"):
        with pytest.raises(SettingsError, match="RANDEVOU_WEB"):
            read_web(wrong)
    assert read_web() == WebSettings("127.0.0.1", 8080)
    assert read_web("[::1]:80") == WebSettings("::1", 80)
    assert [read_web(host + ":80").is_loopback for host in ("localhost", "[::1]", "0.0.0.0", "[::]")] == [
        True, True, False, False,
    ]  # fmt: skip


def test_an_address_where_nobody_may_listen_is_named() -> None:
    async def taken() -> None:
        with socket.create_server(("127.0.0.1", 0)) as held:
            web = WebSettings("127.0.0.1", held.getsockname()[1])
            thread = AppThread(read_settings({}), Hands(NOW))
            telegram = Telegram(thread, TelegramSettings("1:x", webhook="http://example.org/"))
            async with listening(web, telegram.hooks, asyncio.Event()):
                pass

    with pytest.raises(SettingsError, match="RANDEVOU_WEB"):
        asyncio.run(taken())


@pytest.mark.parametrize("text", ["Bonjou", "yo vle touye m"])
def test_an_update_whose_answer_is_not_said_yet_is_not_accepted_and_one_that_is_said_is_not_answered_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr("bot.channels.telegram.run.PATIENCE", 0.05)
    monkeypatch.setattr("bot.channels.telegram.from_memory.FIRST_PAUSE", 0.3)

    async def act(stage: Stage) -> None:
        def questions() -> int:
            return len([shown for shown in stage.marie.screen() if shown.data])

        async with stage.bot():
            await stage.marie.start()
            await stage.api.until(lambda: questions() == 1)
            stage.api.fail("sendMessage", times=1, how=502)
            body = written(9_999, text, stage.marie)
            assert [await stage.post(body), await stage.post(body)] == [503, 503]
            await stage.api.until(lambda: questions() == 2)
            assert await stage.post(body) == 200
            assert questions() == 2

    play(tmp_path, act)
