"""Every row of the table of rules turns a wrong client down, with that code, those words and no effect."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.telegram.client import Stage, inline, keys
from tests.telegram.rules import RULES

Answer = tuple[int, dict[str, Any]]
Wrong = Callable[[Stage], Awaitable[Answer]]
TO: dict[str, Any] = {"chat_id": 5}
SAY: dict[str, Any] = TO | {"text": "Bonjou"}
BIG = {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]] * 101}
WIDE = {"inline_keyboard": [[{"text": "x", "callback_data": "x"}] * 9]}
DATA = {"inline_keyboard": [[{"text": "x", "callback_data": "é" * 33}]]}
BARE = {"inline_keyboard": [[{"text": "x"}]]}
BLANK = {"inline_keyboard": [[{"text": "", "callback_data": "x"}]]}
PLACE = {"title": "Garita", "address": "Ciudad Juárez", "longitude": -106.4}
COMMANDS = {"commands": [{"command": "status", "description": "Where I stand"}]}
HTTPS = "https://example.org/hook"

SIMPLE: dict[str, tuple[str, dict[str, Any]]] = {
    "wrong token": ("getMe", {"token": "7000000001:AAsomething-else"}),
    "malformed token": ("getMe", {"token": "nonsense"}),
    "unknown method": ("sendGreeting", {}),
    "bad json": ("sendMessage", SAY | {"reply_markup": "{"}),
    "chat_id is empty": ("sendMessage", {"text": "Bonjou"}),
    "chat not found": ("sendMessage", {"chat_id": 99, "text": "Bonjou"}),
    "leave private": ("leaveChat", TO),
    "text is empty": ("sendMessage", TO),
    "only blanks": ("sendMessage", TO | {"text": " \n "}),
    "text too long": ("sendMessage", TO | {"text": "🎫" * 2049}),
    "entities": ("sendMessage", TO | {"text": "<b>no end", "parse_mode": "HTML"}),
    "parse_mode": ("sendMessage", SAY | {"parse_mode": "rtf"}),
    "one markup": ("sendMessage", SAY | {"reply_markup": inline("A") | keys("B")}),
    "callback_data": ("sendMessage", SAY | {"reply_markup": DATA}),
    "button does nothing": ("sendMessage", SAY | {"reply_markup": BARE}),
    "button text": ("sendMessage", SAY | {"reply_markup": BLANK}),
    "100 buttons": ("sendMessage", SAY | {"reply_markup": BIG}),
    "8 in a row": ("sendMessage", SAY | {"reply_markup": WIDE}),
    "edit not found": ("editMessageText", SAY | {"message_id": 999}),
    "can't be edited": ("editMessageText", SAY | {"message_id": 1}),
    "delete not found": ("deleteMessage", TO | {"message_id": 999}),
    "no message ids": ("deleteMessages", TO | {"message_ids": []}),
    "100 message ids": ("deleteMessages", TO | {"message_ids": list(range(1, 102))}),
    "query": ("answerCallbackQuery", {"callback_query_id": "12"}),
    "https": ("setWebhook", {"url": "http://example.org/hook"}),
    "webhook port": ("setWebhook", {"url": "https://example.org:8080/hook"}),
    "webhook url": ("setWebhook", {"url": "example.org"}),
    "secret": ("setWebhook", {"url": HTTPS, "secret_token": "not so secret!"}),
    "no file": ("sendDocument", TO),
    "file id": ("sendDocument", TO | {"document": "F1"}),
    "parameter": ("sendVenue", TO | PLACE | {"latitude": 31.7, "title": ""}),
    "coordinates": ("sendVenue", TO | PLACE | {"latitude": 91}),
    "action": ("sendChatAction", TO | {"action": "thinking"}),
    "command": ("setMyCommands", {"commands": [{"command": "Status", "description": "x"}]}),
    "command description": ("setMyCommands", {"commands": [{"command": "status", "description": "x" * 257}]}),
    "100 commands": ("setMyCommands", {"commands": COMMANDS["commands"] * 101}),
    "language": ("setMyCommands", COMMANDS | {"language_code": "ht-HT"}),
    "profile": ("setMyShortDescription", {"short_description": "x" * 121}),
}
"""One call is enough."""


async def not_utf8(stage: Stage) -> Answer:
    return await stage.call("sendMessage", chat_id=5, text="\ud800")


async def blocked(stage: Stage) -> Answer:
    await stage.marie.block()
    return await stage.call("sendMessage", **SAY)


async def deactivated(stage: Stage) -> Answer:
    await stage.marie.delete_account()
    return await stage.call("sendMessage", **SAY)


async def not_a_member(stage: Stage) -> Answer:
    stage.api.group(-1, "channel")
    return await stage.call("sendMessage", chat_id=-1, text="Bonjou")


async def kicked(stage: Stage) -> Answer:
    group = stage.api.group(-1)
    await group.add_bot(stage.marie)
    await group.kick_bot(stage.marie)
    return await stage.call("sendMessage", chat_id=-1, text="Bonjou")


async def migrated(stage: Stage) -> Answer:
    group = stage.api.group(-1)
    await group.add_bot(stage.marie)
    await group.upgrade(-1001)
    status, body = await stage.call("sendMessage", chat_id=-1, text="Bonjou")
    assert body["parameters"] == {"migrate_to_chat_id": -1001}
    return status, body


async def location_in_a_group(stage: Stage) -> Answer:
    await stage.api.group(-1).add_bot(stage.marie)
    return await stage.call("sendMessage", chat_id=-1, text="Ki kote?", reply_markup=keys("@ Kote m ye"))


async def inline_only(stage: Stage) -> Answer:
    message_id = await stage.say()
    return await stage.call("editMessageReplyMarkup", chat_id=5, message_id=message_id, reply_markup=keys("Non"))


async def no_text(stage: Stage) -> Answer:
    _, body = await stage.upload("sendDocument", 10, "document")
    return await stage.call("editMessageText", message_id=body["result"]["message_id"], **SAY)


async def not_modified(stage: Stage) -> Answer:
    message_id = await stage.say("<b>Bonjou</b>", parse_mode="HTML", reply_markup=inline("A"))
    same: dict[str, Any] = {
        "message_id": message_id,
        "text": " <b>Bonjou</b>",
        "parse_mode": "HTML",
        "reply_markup": inline("A"),
    }
    return await stage.call("editMessageText", chat_id=5, **same)


async def too_old_to_delete(stage: Stage) -> Answer:
    message_id = await stage.say()
    stage.hands.forward(hours=48)
    return await stage.call("deleteMessage", chat_id=5, message_id=message_id)


async def answered_twice(stage: Stage) -> Answer:
    query = await tapped(stage)
    await stage.ok("answerCallbackQuery", callback_query_id=query)
    return await stage.call("answerCallbackQuery", callback_query_id=query)


async def long_toast(stage: Stage) -> Answer:
    return await stage.call("answerCallbackQuery", callback_query_id=await tapped(stage), text="x" * 201)


async def tapped(stage: Stage) -> str:
    return await stage.marie.tap(await stage.say(reply_markup=inline("Wi")), "wi")


async def poll_beside_a_webhook(stage: Stage) -> Answer:
    await stage.ok("getUpdates", offset=700_000_002)
    await stage.ok("setWebhook", url=HTTPS)
    return await stage.call("getUpdates")


async def second_poller(stage: Stage) -> Answer:
    await stage.ok("getUpdates", offset=700_000_002)
    first = asyncio.create_task(stage.call("getUpdates", offset=700_000_002, timeout=50))
    await stage.api.until(lambda: len(stage.api.called("getUpdates")) == 2)
    second = asyncio.create_task(stage.call("getUpdates", offset=700_000_002, timeout=50))
    answer = await first
    await stage.marie.write("Alo")
    assert len((await second)[1]["result"]) == 1
    return answer


async def webhook_ends_a_poll(stage: Stage) -> Answer:
    await stage.ok("getUpdates", offset=700_000_002)
    poll = asyncio.create_task(stage.call("getUpdates", offset=700_000_002, timeout=50))
    await stage.api.until(lambda: len(stage.api.called("getUpdates")) == 2)
    await stage.ok("setWebhook", url=HTTPS)
    return await poll


async def too_fast(stage: Stage) -> Answer:
    stage.api.limits.per_chat = 1.0
    await stage.say()
    status, body = await stage.call("sendMessage", **SAY)
    assert body["parameters"] == {"retry_after": 1}
    stage.hands.forward(seconds=1)
    await stage.say()
    return status, body


async def long_caption(stage: Stage) -> Answer:
    return await stage.upload("sendPhoto", 10, "photo", caption="x" * 1025)


async def big_file(stage: Stage) -> Answer:
    stage.api.service.most_file = 1_000
    return await stage.upload("sendDocument", 1_001, "document")


async def big_photo(stage: Stage) -> Answer:
    stage.api.service.most_photo = 1_000
    return await stage.upload("sendPhoto", 1_001, "photo")


async def empty_file(stage: Stage) -> Answer:
    return await stage.upload("sendDocument", 0, "document")


STAGED: dict[str, Wrong] = {
    "not utf-8": not_utf8,
    "blocked": blocked,
    "deactivated": deactivated,
    "not a member": not_a_member,
    "kicked": kicked,
    "migrated": migrated,
    "request_location": location_in_a_group,
    "inline only": inline_only,
    "no text to edit": no_text,
    "not modified": not_modified,
    "delete too old": too_old_to_delete,
    "query answered": answered_twice,
    "toast too long": long_toast,
    "webhook is active": poll_beside_a_webhook,
    "second poller": second_poller,
    "webhook comes": webhook_ends_a_poll,
    "slow down": too_fast,
    "caption too long": long_caption,
    "file too big": big_file,
    "photo too big": big_photo,
    "empty file": empty_file,
}
"""Something must happen first."""


def test_every_rule_has_a_wrong_client() -> None:
    assert set(SIMPLE) | set(STAGED) == set(RULES)
    assert not set(SIMPLE) & set(STAGED)


async def offend(name: str) -> None:
    async with await Stage.set() as stage:
        if name in SIMPLE:
            method, params = SIMPLE[name]
            before = stage.marie.screen()
            status, body = await stage.call(method, **params)
            assert stage.marie.screen() == before
        else:
            status, body = await STAGED[name](stage)
    said = re.sub(r"\\\{\w+\\\}", ".+", re.escape(RULES[name].description))
    assert re.fullmatch(said, body["description"])
    assert (status, body["error_code"], body["ok"]) == (RULES[name].code, RULES[name].code, False)


@pytest.mark.parametrize("name", RULES)
def test_a_wrong_client_is_refused(name: str) -> None:
    asyncio.run(offend(name))
