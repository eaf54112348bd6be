"""`randevou serve`: the server, one for each database."""

import asyncio
import fcntl
import logging
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from bot.cli.door import database_option, pack_option
from bot.settings import SettingsError, read_settings, read_telegram
from bot.storage.packs import find_pack, load_pack


@click.command(epilog="Example: randevou serve --pack legal-clinic")
@pack_option
@database_option
@click.option("--demo", is_flag=True, help="Serve a demonstration pack to real people all the same.")
def serve(pack: str | None, database: str | None, demo: bool) -> None:
    """Serve people on Telegram, with the token in RANDEVOU_TELEGRAM_TOKEN, until Ctrl-C."""
    settings, telegram = read_settings(pack=pack, database=database), read_telegram()
    if load_pack(find_pack(settings.pack, settings.policy)).demonstration and not demo:
        raise SettingsError(f"{settings.pack} is a demonstration. Add --demo to show it to people, or choose --pack.")
    from bot.channels.telegram.run import Telegram, now  # half a second that no other verb should wait

    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING)
    with only_one(settings.database):
        asyncio.run(_until_told(Telegram(settings, telegram, now).run))


async def _until_told(run: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    stop = asyncio.Event()
    for told in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(told, stop.set)
    await run(stop)


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
