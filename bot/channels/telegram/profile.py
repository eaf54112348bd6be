"""Sets what Telegram shows about the bot: commands and descriptions, in each language."""

import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256

from telegram import Bot
from telegram.error import TelegramError

from bot.app import App
from bot.app_thread import AppThread
from bot.channels.telegram.bot_api import Call
from bot.channels.telegram.http_client import call
from bot.core.conversation.claims import costs
from bot.core.language.data import Json
from bot.core.language.text import Catalog, Text
from bot.core.programme.pack import Pack
from bot.storage.database import StoreError, transaction
from bot.storage.tables import profiles

log = logging.getLogger("randevou.telegram")
COMMANDS = {
    "start": Text("command.start", "Begin, or come back"),
    "help": Text("command.help", "Help, a person, danger now"),
    "status": Text("command.status", "What do I have?"),
    "language": Text("command.language", "Another language"),
    "forget": Text("command.forget", "Delete my data"),
    "privacy": Text("command.privacy", "What is kept about me?"),
}
ABOUT = Text("bot.about", "Appointments. Write hello in your language.")
"""On the profile, with what an appointment costs if that is short enough."""
LONGEST_ABOUT = 120
DESCRIPTION = Text(
    "bot.description",
    "I help you ask for an appointment, step by step, in your language. I keep nothing before you agree, and you can "
    "delete it at any time. I never ask for a document or a photo.",
)
"""In the empty chat, with what an appointment costs."""
LONGEST_DESCRIPTION = 512


async def introduce(bot: Bot, name: str, thread: AppThread, app: App) -> None:
    """Set all texts, if they are not those that were set before. If Telegram refuses, the bot works without them."""
    calls = _calls(app.catalogs, app.pack)
    digest = sha256(json.dumps(calls).encode()).hexdigest()
    if await thread.run(lambda app: profiles.digest(app.db, name)) == digest:
        return
    refused = False
    for one in calls:
        try:
            await call(bot, one.method, one.arguments)
        except TelegramError as error:
            refused = True
            log.warning("commands or a description were not set; the next start tries again (%s)", error)
    if not refused:
        with suppress(StoreError):  # the next start sets them again
            await thread.run(_save, name, digest)


def _calls(catalogs: Mapping[str, Catalog], pack: Pack) -> list[Call]:
    """Return the calls that set all texts; the first language also serves all others."""
    first, *_ = catalogs
    found: list[Call] = []
    for code, catalog in catalogs.items():
        if not catalog.offered:
            continue
        language = {"language_code": "" if code == first else code}
        commands: list[Json] = [
            {"command": name, "description": catalog.say(text)[:256]} for name, text in COMMANDS.items()
        ]
        found += [
            Call("setMyCommands", {"commands": commands, **language}),
            Call(
                "setMyShortDescription", {"short_description": _said(catalog, ABOUT, pack, LONGEST_ABOUT), **language}
            ),
            Call(
                "setMyDescription", {"description": _said(catalog, DESCRIPTION, pack, LONGEST_DESCRIPTION), **language}
            ),
        ]
    return found


def _said(catalog: Catalog, text: Text, pack: Pack, longest: int) -> str:
    """Say a text and what an appointment costs, or the text alone if both do not fit."""
    whole = " ".join(map(catalog.say, (text, *costs(pack))))
    return whole if len(whole) <= longest else catalog.say(text)[:longest]


def _save(app: App, name: str, digest: str) -> None:
    with transaction(app.db):
        profiles.save_digest(app.db, name, digest)
