"""`randevou serve`: the server. One server runs a bot, or the web chat, on a database at a time."""

import asyncio
import fcntl
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from bot import RELEASED, __version__
from bot.cli.common import (
    EXPECTED_ERRORS,
    FAULT,
    Exit,
    actor,
    database_option,
    machine_seconds,
    machine_time,
    pack_option,
    today,
    warn_of_words,
)
from bot.logs import clean, describe
from bot.services.tick import CONTACTS_AHEAD
from bot.settings import (
    Settings,
    SettingsError,
    TelegramSettings,
    WebSettings,
    read_level,
    read_settings,
    read_telegram,
    read_web,
)
from bot.storage import sqlite
from bot.storage.database import transaction
from bot.storage.files.packs import expiring, find_pack, load_pack
from bot.storage.store import open_store
from bot.storage.tables import audit_log, clock

WEB = "web"
"""How the lock file names the web chat; a bot is named by its number."""


def setting(name: str, help: str, variable: str = "") -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return an option that can also be set as an environment variable."""
    variable = variable or f"RANDEVOU_{name.upper().replace('-', '_')}"
    return click.option(f"--{name}", envvar=variable, show_envvar=True, help=help)


@click.command(epilog="Example: randevou serve --pack legal-clinic")
@pack_option
@database_option
@setting(
    "telegram-token",
    "The bot's token, from @BotFather. Other users of this machine can read a flag: prefer the variable.",
)
@setting("telegram-api", "A Bot API server, without /bot. Default: https://api.telegram.org.")
@setting("telegram-webhook", "The public address to which Telegram sends updates. Default: none, use long polling.")
@setting("telegram-secret", "The secret that Telegram sends with each update. Default: a new one at each start.")
@setting(
    "web",
    "The address of the web chat and of the webhook. With a token the chat opens only if this is set. "
    "Default: 127.0.0.1:8080 or, without a token, the next free port.",
)
@setting("web-proxy", "The internet address of the proxy before the server, whose headers are believed. Default: none.")
@setting("log-level", "The lowest level to log: debug, info, warning, error. Default: warning.", "RANDEVOU_LOG")
@click.option("--demo", is_flag=True, help="Allow a demonstration pack to be served to real people.")
def serve(
    pack: str | None,
    database: str | None,
    web: str | None,
    web_proxy: str | None,
    log_level: str | None,
    demo: bool,
    **telegram: str | None,
) -> None:
    """Serve people until Ctrl-C, by a web chat or on Telegram or both: answer, fill the slots, remind, delete old data.

    Without settings it opens the web chat of the practice pack to this machine alone.
    """
    given = {name.removeprefix("telegram_"): value or "" for name, value in telegram.items()}
    settings, channel, address, level = (
        read_settings(pack=pack, database=database),
        read_telegram(**given),
        read_web(web or "", web_proxy or "", or_next=not (web or given["token"])),
        read_level(log_level or ""),
    )
    folder = find_pack(settings.pack, settings.policy)
    chosen = load_pack(folder)
    to_the_world = channel is not None or not address.is_loopback
    if chosen.demonstration and to_the_world and not demo and not chosen.has_ended(max(today(), RELEASED)):
        raise SettingsError(f"{settings.pack} is a demonstration. Add --demo to show it to people, or choose --pack.")
    warn_of_words(settings)
    say_what_starts(folder)
    with_web = channel is None or bool(web)
    names = [*([channel.bot] if channel else []), *([WEB] if with_web else [])]
    with (
        clean(sys.stderr, level, (channel.token, channel.secret) if channel else ()),
        only_one(settings.database, *names),
        audited(settings, chosen.id),
        no_traceback(),
    ):
        asyncio.run(serve_until_signal(settings, channel, address, with_web=with_web))


async def serve_until_signal(
    settings: Settings, telegram: TelegramSettings | None, address: WebSettings, *, with_web: bool
) -> None:
    """Open the App that all channels share, and let each of them serve until Ctrl-C or SIGTERM."""
    from bot.app_thread import AppThread
    from bot.channels.telegram.run import Telegram  # this import takes half a second; no other verb should wait for it
    from bot.channels.web.run import Web
    from bot.http.server import listening

    stop, thread = asyncio.Event(), AppThread(settings, machine_time, machine_seconds)
    bot = Telegram(thread, telegram) if telegram else None
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with thread.serving(stop):
        site = Web(thread, stop, settings.policy).site() if with_web else None
        async with listening(address, bot.hooks if bot else (), stop, site) as opened:
            if with_web:
                click.echo(f"The chat is at http://{opened}/ (end it with Ctrl-C).")
            await (bot.run(stop) if bot else stop.wait())


def say_what_starts(folder: Path) -> None:
    """Print the versions, and a warning for each contact of the pack that somebody must check again soon."""
    click.echo(f"randevou {__version__} with SQLite {sqlite.written()}. {sqlite.why_alone()}".rstrip())
    for warning in expiring(folder, today() + CONTACTS_AHEAD):
        click.echo(f"Warning: {warning}")


@contextmanager
def audited(settings: Settings, pack: str) -> Iterator[None]:
    """Write the start and the stop of the server to the audit. A start after a start shows that it was killed."""
    _write_audit(settings, "serve start", pack)
    try:
        yield
    finally:
        _write_audit(settings, "serve stop", pack)


def _write_audit(settings: Settings, action: str, pack: str) -> None:
    db, seal = open_store(settings.database, settings.key)
    try:
        if clock.is_rehearsal(db):
            raise SettingsError(
                f"{settings.database} is a rehearsal file: it was begun with --at. Name another file with --db."
            )
        with transaction(db):
            audit_log.write(db, seal, actor(), action, f"pack:{pack}")
    finally:
        db.close()
        seal.keys.close()


@contextmanager
def no_traceback() -> Iterator[None]:
    """End the server with the kind and place of an unexpected error. Its message is hidden: it may name a person."""
    try:
        yield
    except (click.ClickException, *EXPECTED_ERRORS):
        raise
    except Exception as error:
        raise Exit(f"A fault of the program ended the server ({describe(error)}). Start it again.", FAULT) from None


@contextmanager
def only_one(database: Path, *channels: str) -> Iterator[None]:
    """Hold the lock file of each bot, or of the web, on a database; SettingsError if another server holds one."""
    with ExitStack() as held:
        for channel in channels:
            held.enter_context(_only_one(database, channel))
        yield


@contextmanager
def _only_one(database: Path, channel: str) -> Iterator[None]:
    path = database.with_name(f"{database.name}.{channel}.lock")
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror}. Choose another database with --db.") from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        what = "web chat" if channel == WEB else "bot"
        raise SettingsError(f"Another server runs this {what} on {database} already ({path}).") from None
    finally:
        os.close(file)
