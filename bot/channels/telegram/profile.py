"""Sets what Telegram shows about the bot: commands and descriptions, in each language."""

import logging
from collections.abc import Mapping

from telegram import Bot, BotCommand
from telegram.error import TelegramError

from bot.core.language.text import Catalog, Text

log = logging.getLogger("randevou.telegram")
COMMANDS = {
    "start": Text("command.start", "Begin, or come back"),
    "help": Text("command.help", "Help, a person, danger now"),
    "status": Text("command.status", "What do I have?"),
    "language": Text("command.language", "Another language"),
    "forget": Text("command.forget", "Delete my data"),
    "privacy": Text("command.privacy", "What is kept about me?"),
}
ABOUT = Text("bot.about", "Appointments, free: never pay anyone for one. Write hello in your language.")
"""On the profile; at most 120 UTF-16 units."""
DESCRIPTION = Text(
    "bot.description",
    "I help you ask for an appointment, step by step, in your language. It is free: never pay anyone for one. I keep "
    "nothing before you agree, and you can delete it at any time. I never ask for a document or a photo.",
)
"""In the empty chat; at most 512 UTF-16 units."""


async def introduce(bot: Bot, catalogs: Mapping[str, Catalog]) -> None:
    """Set all texts; the first language also serves all others. If Telegram refuses, the bot works without them."""
    first, *_ = catalogs
    for code, catalog in catalogs.items():
        language = "" if code == first else code
        commands = [BotCommand(name, catalog.say(text)[:256]) for name, text in COMMANDS.items()]
        try:
            await bot.set_my_commands(commands, language_code=language)
            await bot.set_my_short_description(catalog.say(ABOUT)[:120], language_code=language)
            await bot.set_my_description(catalog.say(DESCRIPTION)[:512], language_code=language)
        except TelegramError as error:
            log.warning("commands and descriptions in a language were not set (%s)", error)
