"""The counterpart behaves as Telegram does where the bot can tell: queue, webhook, screens, faults, speed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import telegram
from aiohttp import ClientConnectionError, ServerDisconnectedError, web

from tests.telegram.client import Stage, inline, keys
from tests.telegram.world import stamp

FIRST = 700_000_001
Play = Callable[[Stage], Awaitable[None]]


def staged(play: Play) -> Callable[[], None]:
    """A test that plays on a stage of its own."""

    def run() -> None:
        async def whole() -> None:
            async with await Stage.set(allow_http=True) as stage:
                await play(stage)

        asyncio.run(whole())

    run.__doc__ = play.__doc__
    return run


async def ids(stage: Stage, **params: Any) -> list[int]:
    return [update["update_id"] - FIRST for update in await stage.ok("getUpdates", **params)]


# the queue


@staged
async def test_an_offset_acknowledges_what_is_below_it_and_nothing_else_does(stage: Stage) -> None:
    for number in range(120):
        await stage.marie.write(f"{number}")
    assert await ids(stage) == await ids(stage) == list(range(100))
    assert await ids(stage, offset=FIRST + 100) == list(range(100, 121))
    assert await ids(stage, limit=1) == [100]
    assert await ids(stage, offset=-2) == [119, 120]
    assert await ids(stage, offset=FIRST + 121) == []


@staged
async def test_a_poll_that_waits_hears_at_once(stage: Stage) -> None:
    poll = asyncio.create_task(ids(stage, offset=FIRST + 1, timeout=50))
    await stage.api.until(lambda: stage.api.calls and not stage.api.updates.live())
    await stage.marie.write("Alo")
    assert await asyncio.wait_for(poll, 30) == [1], "not at the end of its 50 seconds"


@staged
async def test_a_poll_that_died_loses_nothing(stage: Stage) -> None:
    await ids(stage, offset=FIRST + 1)
    poll = asyncio.create_task(ids(stage, offset=FIRST + 1, timeout=50))
    await stage.api.until(lambda: len(stage.api.called("getUpdates")) == 2)
    poll.cancel()
    await stage.marie.write("Alo")
    assert await ids(stage, offset=FIRST + 1) == [1]


@staged
async def test_allowed_updates_are_remembered_and_count_from_then_on(stage: Stage) -> None:
    await ids(stage, allowed_updates=["callback_query"])
    await stage.marie.write("not wanted")
    assert await ids(stage, offset=FIRST + 1) == []
    assert await ids(stage, allowed_updates=[]) == []
    await stage.marie.write("wanted again")
    assert await ids(stage) == [1]


@staged
async def test_a_tap_lives_150_seconds_in_the_queue_and_a_message_a_day(stage: Stage) -> None:
    await stage.marie.tap(await stage.say(reply_markup=inline("Wi")), "Wi")
    stage.hands.forward(seconds=151)
    assert await ids(stage) == [0]
    stage.hands.forward(hours=24)
    assert await ids(stage) == []


@staged
async def test_ids_that_restart_lower_are_served_whatever_offset_is_asked(stage: Stage) -> None:
    await ids(stage, offset=FIRST + 1)
    stage.api.updates.restart_ids(at=7)
    await stage.marie.write("after a quiet week")
    assert await ids(stage, offset=FIRST + 1) == [7 - FIRST]
    assert await ids(stage, offset=8) == []


@staged
async def test_updates_are_redelivered_reordered_and_pushed_as_they_are(stage: Stage) -> None:
    await stage.marie.write("one")
    stage.api.reorder([FIRST + 1, FIRST])
    assert await ids(stage) == [1, 0]
    assert await ids(stage, offset=FIRST + 2) == []
    stage.api.redeliver([FIRST, FIRST])
    assert await ids(stage, offset=FIRST + 2) == [0, 0]
    assert await ids(stage, offset=FIRST + 2) == []
    stage.api.push({"message": {"message_id": "not a number"}})
    assert (await stage.ok("getUpdates"))[0]["message"] == {"message_id": "not a number"}
    stage.api.push("{no json")
    async with stage.http.get(f"{stage.api.url}/bot{stage.api.token}/getUpdates") as answer:
        assert "{no json" in await answer.text()


# people


@staged
async def test_the_library_understands_every_update_and_is_understood(stage: Stage) -> None:
    marie, api = stage.marie, stage.api
    async with telegram.Bot(api.token, base_url=f"{api.url}/bot") as bot:
        markup = telegram.InlineKeyboardMarkup.from_button(telegram.InlineKeyboardButton("Wi", callback_data="yes"))
        sent = await bot.send_message(5, "<b>Ki jou?</b>", parse_mode="HTML", reply_markup=markup, protect_content=True)
        await bot.send_document(5, b"BEGIN:VCALENDAR", filename="randevou.ics", caption="Randevou")
        await bot.send_photo(5, b"png", caption="Kòd")
        await bot.send_venue(5, 31.76, -106.45, "Garita", "Juárez")
        for content in (marie.send_photo(), marie.send_voice(), marie.send_sticker(), marie.send_contact()):
            await content
        place = await marie.share_location(31.7, -106.4, accuracy=30, live=True)
        await marie.move(place, 31.8, -106.4)
        await marie.edited(await marie.forwarded("Alo"), "Alo alo")
        query = await marie.tap(sent.message_id, "Wi")
        await marie.block()
        updates = await bot.get_updates(allowed_updates=telegram.Update.ALL_TYPES)
        assert len(updates) == 11
        query_update, membership = updates[-2].callback_query, updates[-1].my_chat_member
        assert query_update
        assert query_update.data == "yes"
        assert membership
        assert membership.new_chat_member.status == "kicked"
        await bot.answer_callback_query(query, "Mèsi")
        assert await bot.set_my_commands([("status", "Kote mwen ye")], language_code="ht")
    assert api.unanswered() == []
    assert api.world.commands["default", "ht"] == [{"command": "status", "description": "Kote mwen ye"}]
    shown = [line for line in marie.screen() if not line.mine]
    assert [line.kind for line in shown] == ["text", "document", "photo", "venue"]
    assert (shown[0].text, shown[0].buttons, shown[0].data, shown[0].protected) == (
        "Ki jou?",
        (("Wi",),),
        ("yes",),
        True,
    )
    assert (shown[1].text, shown[1].file) == ("Randevou", b"BEGIN:VCALENDAR")
    assert marie.toasts == ["Mèsi"]


@staged
async def test_a_screen_shows_what_edits_and_deletions_left(stage: Stage) -> None:
    first, second = await stage.say("A", reply_markup=inline("Wi", "Non")), await stage.say("B")
    await stage.ok("editMessageText", chat_id=5, message_id=first, text="C")
    await stage.ok("deleteMessage", chat_id=5, message_id=second)
    assert stage.marie.heard() == ["C"]
    assert stage.marie.screen()[-1].buttons == ()
    with pytest.raises(AssertionError, match="no such button now"):
        await stage.marie.tap(first, "wi")
    await stage.marie.tap_stale(first, "wi")
    await stage.marie.tap_stale(second, "non")
    queries = [update["callback_query"] for update in (await stage.ok("getUpdates"))[1:]]
    assert [(query["data"], query["message"]["date"] > 0) for query in queries] == [("wi", True), ("non", False)]


@staged
async def test_a_reply_keyboard_stays_until_it_is_taken_away(stage: Stage) -> None:
    marie = stage.marie
    await stage.say(reply_markup=keys("@ Kote m ye", "Non"))
    asked = await stage.say(reply_markup=inline("Wi"))
    assert marie.keyboard == [["@ Kote m ye", "Non"]]
    with pytest.raises(AssertionError, match="shares the location"):
        await marie.press("@ Kote m ye")
    await marie.press("Non")
    gone = await stage.say(reply_markup={"remove_keyboard": True})
    assert marie.keyboard == []
    assert (await stage.call("editMessageText", chat_id=5, message_id=gone, text="x"))[0] == 400
    assert (await stage.call("editMessageText", chat_id=5, message_id=asked, text="x"))[0] == 200


@staged
async def test_a_long_text_leaves_the_telephone_in_pieces(stage: Stage) -> None:
    await stage.marie.write("🎫" * 2049)
    assert [len(line.text) for line in stage.marie.screen()[1:]] == [2048, 1]


@staged
async def test_a_group_that_is_left_is_closed(stage: Stage) -> None:
    group = stage.api.group(-7, "supergroup")
    await group.add_bot(stage.marie)
    await group.write(stage.marie, "Alo tout moun")
    await stage.ok("leaveChat", chat_id=-7)
    updates = await stage.ok("getUpdates")
    states = [update["my_chat_member"]["new_chat_member"]["status"] for update in updates if "my_chat_member" in update]
    assert states == ["member", "left"]
    assert (await stage.call("sendMessage", chat_id=-7, text="x"))[0] == 403


# trouble


@staged
async def test_calls_fail_before_or_after_they_took_effect(stage: Stage) -> None:
    marie, api = stage.marie, stage.api
    api.fail("sendMessage", 2)
    api.fail("sendMessage", how=502, after=True)
    assert [(await stage.call("sendMessage", chat_id=5, text="x"))[0] for _ in "12"] == [500, 500]
    assert marie.heard() == []
    async with stage.http.post(f"{api.url}/bot{api.token}/sendMessage", json={"chat_id": 5, "text": "A"}) as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")
    api.fail("*", how="drop", after=True)
    with pytest.raises(ServerDisconnectedError):
        await stage.say("B")
    assert marie.heard() == ["A", "B"]
    api.fail("sendMessage", how=429, retry_after=3000, chat=5)
    assert (await stage.call("sendMessage", chat_id=5, text="C"))[1]["parameters"] == {"retry_after": 3000}
    api.fail("sendMessage", how="timeout")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(stage.say("D"), 0.05)
    assert [call.code for call in api.called("sendMessage")] == [500, 500, 502, 0, 429, 0]
    assert [call.effect for call in api.called("sendMessage")] == [False, False, True, True, False, False]


@staged
async def test_a_burst_is_let_through_and_thirty_a_second_overall(stage: Stage) -> None:
    others = [stage.api.person(user) for user in range(10, 50)]
    for other in others:
        await other.start()
    stage.api.limits.per_chat, stage.api.limits.burst, stage.api.limits.overall = 1.0, 3, 30.0
    assert [(await stage.call("sendMessage", chat_id=5, text="x"))[0] for _ in range(4)] == [200, 200, 200, 429]
    answers = [(await stage.call("sendMessage", chat_id=other.id, text="x"))[0] for other in others]
    assert answers.count(200) == 27


@staged
async def test_telegram_may_be_away_and_come_back_on_the_same_port(stage: Stage) -> None:
    await stage.api.offline()
    with pytest.raises(ClientConnectionError):
        await stage.say()
    await stage.api.online()
    await stage.say()


@asynccontextmanager
async def hook(answers: list[int], heard: list[tuple[str, Any]]) -> AsyncIterator[str]:
    """A webhook that says these statuses, one after the other; its address."""
    left = iter(answers)

    async def listen(request: web.BaseRequest) -> web.Response:
        heard.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token", ""), await request.json()))
        return web.Response(status=next(left))

    server = web.Server(listen, access_log=None)
    listener = await asyncio.get_running_loop().create_server(server, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/telegram"
    listener.close()
    await server.shutdown(0.01)


@staged
async def test_a_webhook_hears_each_update_until_it_says_200_and_in_order(stage: Stage) -> None:
    heard: list[tuple[str, Any]] = []
    async with hook([503, 500, 200, 503, 200, 200, 200], heard) as url:
        await stage.marie.write("second")
        await stage.ok("setWebhook", url=url, secret_token="Secret_1", allowed_updates=["message"])
        await stage.api.drained()
        stage.api.redeliver([FIRST])
        await stage.marie.write("third")
        await stage.api.drained()
        assert {secret for secret, _ in heard} == {"Secret_1"}
        assert [update["update_id"] - FIRST for _, update in heard] == [0, 0, 0, 1, 1, 0, 2]
        info = await stage.ok("getWebhookInfo")
        assert info["last_error_message"] == "Wrong response from the webhook: 503 Service Unavailable"
        assert (info["pending_update_count"], info["last_error_date"]) == (0, stamp(stage.hands.now))
        await stage.ok("deleteWebhook")
        assert await ids(stage) == []


@staged
async def test_an_answer_is_one_write(stage: Stage) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", stage.api.port)
    body = b'{"chat_id":5,"text":"Bonjou"}'
    head = f"POST /bot{stage.api.token}/sendMessage HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    for _ in range(20):
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        answer = await reader.read(65536)
        assert answer.endswith(b"}}")
    writer.close()
