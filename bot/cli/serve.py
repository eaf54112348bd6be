"""`randevou serve`: the server, one for each database."""

import asyncio
import fcntl
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from bot.cli.common import EXPECTED, FAULT, Exit, actor, database_option, machine_time, pack_option
from bot.logs import clean, describe
from bot.settings import Settings, SettingsError, read_level, read_settings, read_telegram, read_web
from bot.storage.database import transaction
from bot.storage.files.packs import find_pack, load_pack
from bot.storage.store import open_store
from bot.storage.tables import audit_log


def setting(name: str, help: str, variable: str = "") -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A flag that is also a variable of the environment."""
    variable = variable or f"RANDEVOU_{name.upper().replace('-', '_')}"
    return click.option(f"--{name}", envvar=variable, show_envvar=True, help=help)


@click.command(epilog="Example: randevou serve --pack legal-clinic")
@pack_option
@database_option
@setting(
    "telegram-token", "The bot's token, from @BotFather. Others on this machine can read a flag: better the variable."
)
@setting("telegram-api", "A Bot API server, without /bot. Default: https://api.telegram.org.")
@setting("telegram-webhook", "The public address where Telegram brings its updates. Default: we ask for them.")
@setting("telegram-secret", "What Telegram says with each update. Default: a new one at each start.")
@setting("web", "Where to listen for webhooks. Default: 127.0.0.1:8080.")
@setting("log-level", "From which level on to log: debug, info, warning, error. Default: warning.", "RANDEVOU_LOG")
@click.option("--demo", is_flag=True, help="Serve a demonstration pack to real people all the same.")
def serve(
    pack: str | None,
    database: str | None,
    web: str | None,
    log_level: str | None,
    demo: bool,
    **telegram: str | None,
) -> None:
    """Serve people on Telegram until Ctrl-C: open the database, fill the slots, run the clock, answer."""
    given = {name.removeprefix("telegram_"): value or "" for name, value in telegram.items()}
    settings, channel, address, level = (
        read_settings(pack=pack, database=database),
        read_telegram(**given),
        read_web(web or ""),
        read_level(log_level or ""),
    )
    chosen = load_pack(find_pack(settings.pack, settings.policy))
    if chosen.demonstration and not demo:
        raise SettingsError(f"{settings.pack} is a demonstration. Add --demo to show it to people, or choose --pack.")
    from bot.channels.telegram.run import Telegram  # half a second that no other verb should wait
    from bot.http.server import listening

    async def until_told() -> None:
        stop, bot = asyncio.Event(), Telegram(settings, channel, machine_time)
        for told in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(told, stop.set)
        async with listening(address, bot.hooks):
            await bot.run(stop)

    hide = (channel.token, channel.secret)
    with (
        clean(sys.stderr, level, hide),
        only_one(settings.database),
        noted(settings, chosen.id),
        no_traceback(),
    ):
        asyncio.run(until_told())


@contextmanager
def noted(settings: Settings, pack: str) -> Iterator[None]:
    """Write start and stop into the audit; a start after a start tells that the server was killed."""
    _note(settings, "serve start", pack)
    try:
        yield
    finally:
        _note(settings, "serve stop", pack)


def _note(settings: Settings, action: str, pack: str) -> None:
    db, seal = open_store(settings.database, settings.key)
    try:
        with transaction(db):
            audit_log.write(db, seal, actor(), action, f"pack:{pack}")
    finally:
        db.close()
        seal.keys.close()


@contextmanager
def no_traceback() -> Iterator[None]:
    """A fault of our own ends the server with its kind and place: its message may speak of somebody."""
    try:
        yield
    except (click.ClickException, *EXPECTED):
        raise
    except Exception as error:
        raise Exit(f"A fault of our own ended the server ({describe(error)}). Start it again.", FAULT) from None


@contextmanager
def only_one(database: Path) -> Iterator[None]:
    """Hold the lock file of a database; SettingsError if another server holds it."""
    path = database.with_name(database.name + ".lock")
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SettingsError(f"Another server uses {database} already ({path}).") from None
        yield
