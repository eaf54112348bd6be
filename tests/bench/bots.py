"""The bots that are measured, each in a process of its own: ours, and bare python-telegram-bot.

Run by tests.bench.telegram as: python -m tests.bench.bots NAME PORT FOLDER SEATS
"""

import asyncio
import json
import os
import signal
import sys
import warnings
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputFile, KeyboardButton, ReplyKeyboardMarkup, Update
from telegram import ReplyKeyboardRemove as Remove
from telegram.ext import (
    ApplicationBuilder,
    CallbackQueryHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    filters,
)

from bot.app import App
from bot.app_thread import AppThread
from bot.channels.telegram.send import Pace
from bot.services.tick import tick
from bot.settings import TelegramSettings, read_settings
from tests.bench.parts import measured
from tests.bench.script import Sent, load
from tests.bench.turns import NOW, make_room
from tests.telegram.botapi import TOKEN
from tests.telegram.stage import run_bot

STATES = 10


def ours(api: str, folder: Path, seats: int) -> None:
    """Randevou's server as it is, without a pace, on a database file of its own."""
    settings = read_settings({}, database=str(folder / "bench.db"))
    app = App.open(settings)
    tick(app, NOW)
    make_room(app, seats)
    app.close()
    began = datetime.now(UTC)

    async def serve() -> None:
        stop = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)

        def clock() -> datetime:
            return NOW + (datetime.now(UTC) - began)

        await run_bot(AppThread(settings, clock), TelegramSettings(TOKEN, api), Pace(0, 0), stop)

    asyncio.run(serve())


def bare(api: str, folder: Path, *, concurrent: bool) -> None:
    """The yardstick: a conversation in memory that answers each step with the same texts, keyboards and files."""
    script = load(folder / "script.json")

    async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        assert context.user_data is not None
        assert update.effective_chat
        step = context.user_data["step"] = context.user_data.get("step", -1) + 1
        if update.callback_query:
            await update.callback_query.answer()
        for sent in script[step].sent:
            if sent.method == "editMessageText":
                assert update.callback_query
                await update.callback_query.edit_message_text(**edit(sent))
            elif sent.file:
                await update.effective_chat.send_document(**document(sent))
            else:
                await update.effective_chat.send_message(**message(sent))
        return int(step) % STATES

    warnings.simplefilter("ignore")  # that a tap is followed by chat, not by message: as meant
    every: list[Any] = [CallbackQueryHandler(answer), MessageHandler(filters.TEXT, answer)]
    builder = ApplicationBuilder().token(TOKEN).base_url(f"{api}/bot").concurrent_updates(concurrent)
    application = builder.build()
    application.add_handler(ConversationHandler(every, dict.fromkeys(range(STATES), every), []))
    application.run_polling()


def message(sent: Sent) -> dict[str, Any]:
    """The arguments of send_message, its keyboard made anew."""
    return edit(sent) | {"protect_content": sent.protected}


def edit(sent: Sent) -> dict[str, Any]:
    """The arguments of edit_message_text."""
    return {
        "text": sent.text,
        "reply_markup": _markup(sent.markup),
        "link_preview_options": {"is_disabled": True},
    }


def document(sent: Sent) -> dict[str, Any]:
    """The arguments of send_document."""
    name = sent.answer["document"]["file_name"]
    file = InputFile(BytesIO(sent.content), filename=name)
    return {"document": file, "protect_content": sent.protected, "disable_content_type_detection": True}


def _markup(markup: dict[str, Any] | None) -> Any:
    if not markup:
        return None
    if "inline_keyboard" in markup:
        rows = markup["inline_keyboard"]
        return InlineKeyboardMarkup(
            [[InlineKeyboardButton(key["text"], callback_data=key["callback_data"]) for key in row] for row in rows]
        )
    if "keyboard" in markup:
        keys = [[KeyboardButton(**key) for key in row] for row in markup["keyboard"]]
        return ReplyKeyboardMarkup(keys, resize_keyboard=True, one_time_keyboard=True)
    return Remove()


def main() -> None:
    """One bot until SIGTERM."""
    name, port, folder, seats = sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])
    os.sched_setaffinity(0, {0})
    api = f"http://127.0.0.1:{port}"
    match name:
        case "randevou":
            ours(api, folder, seats)
        case "randevou-parts":
            with measured() as parts:
                ours(api, folder, seats)
            print(json.dumps(parts.spent()))
        case _:
            bare(api, folder, concurrent=name == "bare-concurrent")


if __name__ == "__main__":
    main()
