"""The request layer alone: one message with its keyboard, sent again and again, one at a time and many at once.

Run by tests.bench.telegram as: python -m tests.bench.sending PORT FOLDER CHAT [ceiling]
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median

from aiohttp import ClientSession
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.channels.telegram.http_client import AiohttpRequest, call
from tests.bench.bots import message
from tests.bench.script import Sent, load
from tests.telegram.botapi import TOKEN

MESSAGES = 400
MANY = 32
ROUNDS = 3
AT_ONCE = (1, MANY)
Send = Callable[[], Awaitable[object]]


async def pace(send: Send, at_once: int) -> tuple[float, float]:
    """Wall and processor milliseconds a message."""

    async def some() -> None:
        for _ in range(MESSAGES // at_once):
            await send()

    wall, own = time.perf_counter(), time.process_time()
    await asyncio.gather(*(some() for _ in range(at_once)))
    sent = MESSAGES // at_once * at_once
    return (time.perf_counter() - wall) / sent * 1000, (time.process_time() - own) / sent * 1000


async def layers(api: str, sent: Sent, chat: int) -> None:
    """Each layer in each round, side by side."""
    body = {"chat_id": chat, "text": sent.text, "reply_markup": sent.markup}
    body |= {"protect_content": sent.protected, "link_preview_options": {"is_disabled": True}}
    url = f"{api}/bot{TOKEN}/sendMessage"
    httpx = Bot(TOKEN, base_url=f"{api}/bot", request=HTTPXRequest(connection_pool_size=256))
    ours = Bot(TOKEN, base_url=f"{api}/bot", request=AiohttpRequest())
    async with ClientSession() as session, httpx, ours:

        async def raw() -> None:
            async with session.post(url, json=body) as answer:
                assert json.loads(await answer.read())["ok"]

        ways: dict[str, Send] = {
            "Bot over HTTPXRequest": lambda: httpx.send_message(chat, **message(sent)),
            "Bot over AiohttpRequest": lambda: ours.send_message(chat, **message(sent)),
            "call over AiohttpRequest": lambda: call(ours, "sendMessage", body),
            "aiohttp alone, JSON": raw,
        }
        for send in ways.values():
            await pace(send, MANY)
        found = {name: [[await pace(send, n) for n in AT_ONCE] for _ in range(ROUNDS)] for name, send in ways.items()}
    print(f"\nsending one message: ms (processor ms), one at a time and {MANY} at once, medians of {ROUNDS}")
    for name, rounds in found.items():
        cells = [[median(one[at][of] for one in rounds) for of in (0, 1)] for at in range(len(AT_ONCE))]
        print(f"  {name:26}" + "".join(f"{wall:7.2f} ({own:.2f})" for wall, own in cells))


async def ceiling(port: int, sent: Sent, chat: int) -> float:
    """Calls a second that a counterpart answers to a client that does nothing but write and read."""
    body = json.dumps({"chat_id": chat, "text": sent.text, "reply_markup": sent.markup}).encode()
    head = f"POST /bot{TOKEN}/sendMessage HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    request = head.encode() + b"Content-Length: %d\r\n\r\n" % len(body) + body

    async def some() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(4 * MESSAGES // 8):
            writer.write(request)
            answer = await reader.readuntil(b"\r\n\r\n")
            length = int(answer.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
            await reader.readexactly(length)
        writer.close()

    begin = time.perf_counter()
    await asyncio.gather(*(some() for _ in range(8)))
    return 4 * MESSAGES / (time.perf_counter() - begin)


def main() -> None:
    """Layers, or the ceiling of a counterpart."""
    port, folder, chat = int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    os.sched_setaffinity(0, {0})
    sent = load(folder / "script.json")[1].sent[0]
    if sys.argv[4:]:
        print(f"{asyncio.run(ceiling(port, sent, chat)):.0f}")
    else:
        asyncio.run(layers(f"http://127.0.0.1:{port}", sent, chat))


if __name__ == "__main__":
    main()
