"""`randevou serve`: the server. One server runs a bot, or the web chat, on a database at a time."""

import asyncio
import signal
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from click.core import ParameterSource

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
from bot.cli.server_lock import DESK, WEB, note_address, only_one
from bot.core.language.first import CAN_HURT
from bot.logs import clean, describe
from bot.services.tick import CONTACTS_AHEAD
from bot.settings import (
    Settings,
    SettingsError,
    TelegramSettings,
    WebSettings,
    read_desk,
    read_level,
    read_settings,
    read_telegram,
    read_web,
)
from bot.storage import sqlite
from bot.storage.database import transaction
from bot.storage.files.packs import expiring, find_pack, load_pack
from bot.storage.keys import desk_certificate
from bot.storage.store import open_store
from bot.storage.tables import audit_log, clock
from bot.translators.stats import stats

UNREVIEWED = (
    "The code of a language that may be offered although no native speaker has heard the texts that can hurt. For "
    "several: the flag several times, or codes with spaces between in the variable."
)
Decorator = Callable[[Callable[..., None]], Callable[..., None]]


def setting(name: str, help: str, variable: str = "", *, multiple: bool = False) -> Decorator:
    """Return an option that can also be set as an environment variable."""
    variable = variable or f"RANDEVOU_{name.upper().replace('-', '_')}"
    return click.option(f"--{name}", envvar=variable, show_envvar=True, help=help, multiple=multiple)


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
    "The address of the web chat and of the webhook. With a token the chat opens only with the flag. "
    "Default: 127.0.0.1:8080 or, without a token, the next free port.",
)
@setting("web-proxy", "The internet address of the proxy before the server, whose headers are believed. Default: none.")
@setting("web-public", "The address by which people reach the chat: https://chat.example.org. Default: that of --web.")
@setting("desk", "Where other devices reach the desk, by TLS, such as 0.0.0.0:8443. Default: nowhere.")
@setting("log-level", "The lowest level to log: debug, info, warning, error. Default: warning.", "RANDEVOU_LOG")
@setting("unreviewed", UNREVIEWED, multiple=True)
@click.option("--demo", is_flag=True, help="Allow a demonstration pack to be served to real people.")
def serve(
    pack: str | None,
    database: str | None,
    web: str | None,
    web_proxy: str | None,
    web_public: str | None,
    desk: str | None,
    log_level: str | None,
    unreviewed: tuple[str, ...],
    demo: bool,
    **telegram: str | None,
) -> None:
    """Serve people until Ctrl-C, by a web chat or on Telegram or both: answer, fill the slots, remind, delete old data.

    Without settings it opens the web chat of the practice pack to this machine alone.
    """
    given = {name.removeprefix("telegram_"): value or "" for name, value in telegram.items()}
    settings = read_settings(pack=pack, database=database)
    channel, address, for_devices, level = (
        read_telegram(**given),
        read_web(web or "", web_proxy or "", web_public or "", or_next=not (web or given["token"])),
        read_devices(settings, desk) if desk else None,
        read_level(log_level or ""),
    )
    chosen = load_pack(folder := find_pack(settings.pack, settings.policy))
    to_the_world = channel is not None or not all(one.is_loopback for one in (address, for_devices) if one)
    if chosen.demonstration and to_the_world and not demo and not chosen.has_ended(max(today(), RELEASED)):
        raise SettingsError(f"{settings.pack} is a demonstration. Add --demo to show it to people, or choose --pack.")
    warn_of_words(settings)
    warn_of_unheard(settings, unreviewed, live=to_the_world and not chosen.demonstration)
    say_what_starts(folder)
    with_web = channel is None or click.get_current_context().get_parameter_source("web") is ParameterSource.COMMANDLINE
    names = [*([channel.bot] if channel else []), *([WEB] if with_web else []), *([DESK] if for_devices else [])]
    with (
        clean(sys.stderr, level, (channel.token, channel.secret) if channel else ()),
        only_one(settings.database, *names),
        audited(settings, chosen.id),
        no_traceback(),
    ):
        asyncio.run(serve_until_signal(settings, channel, address, for_devices, with_web=with_web))


async def serve_until_signal(
    settings: Settings,
    telegram: TelegramSettings | None,
    address: WebSettings,
    for_devices: WebSettings | None,
    *,
    with_web: bool,
) -> None:
    """Open the App that all channels share, and let each of them serve until Ctrl-C or SIGTERM."""
    from bot.app_thread import AppThread
    from bot.channels.telegram.run import Telegram  # this import takes half a second; no other verb should wait for it
    from bot.channels.web.run import Web
    from bot.desk.site import PATH, Desk, Devices
    from bot.http.pages import under
    from bot.http.server import listening

    stop, thread = asyncio.Event(), AppThread(settings, machine_time, machine_seconds)
    bot = Telegram(thread, telegram) if telegram else None
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with thread.serving(stop):
        devices = Devices.of(for_devices) if for_devices else None
        chat = Web(thread, stop, settings.policy, address.public)
        desk = Desk(thread, stop, devices=devices, public=address.public)
        site = under(PATH, desk.site(), chat.site()) if with_web else None
        tls = Desk(thread, stop, tls=True, public=address.public).site() if for_devices else None
        async with (
            listening(address, bot.hooks if bot else (), stop, site) as opened,
            listening(for_devices or address, (), stop, tls),
        ):
            if with_web:
                say_where(opened, thread.app.catalogs)
                note_address(settings.database, f"http://{opened}")
                click.echo(f"The desk for volunteers is at http://{opened}{PATH} on this machine.")
            if devices:
                click.echo(f"On other devices the desk is at {devices.address}. Compare there: {devices.fingerprint}")
            await (bot.run(stop) if bot else stop.wait())


def read_devices(settings: Settings, address: str) -> WebSettings:
    """Return where other devices reach the desk; SettingsError without a certificate that is valid now."""
    path = desk_certificate.path_beside(settings.database)
    found = desk_certificate.read(path)
    if found is None or found.until <= machine_time():
        raise SettingsError(f"{path}: there is no valid certificate. Make one first: randevou desk certificate")
    return read_desk(address, path)


def say_where(address: WebSettings, languages: Iterable[str]) -> None:
    """Print where the chat is and, if people reach it by a public address, the links for posters and groups."""
    click.echo(f"The chat is at {address.link} (end it with Ctrl-C).")
    if address.public:
        click.echo(f"It listens at {address}. Links: {' '.join(address.link + code for code in languages)}")


def warn_of_unheard(settings: Settings, unreviewed: Collection[str], *, live: bool) -> None:
    """Name on standard error each language with texts that can hurt and that no native speaker has heard.

    Raises SettingsError where real people would read one that the operator has not named.
    """
    offered = [each for each in stats(settings.locales) if each.offered]
    codes = [each.language.code for each in offered]
    if unknown := [code for code in unreviewed if code not in codes]:
        raise SettingsError(f"RANDEVOU_UNREVIEWED names {unknown[0]!r}: write one of {', '.join(codes)}.")
    for each in offered:
        if each.unheard_calls:
            click.echo(f"Warning: {each.language.english}: {each.unheard_calls}.", err=True)
    unheard = [each for each in offered if each.unheard]
    for each in unheard:
        count = f"{len(each.unheard)} of {len(CAN_HURT)}"
        fault = f"no native speaker has heard and said back {count} texts that can hurt people who misread them"
        fix = f"`randevou words stats {each.language.code}` names them."
        click.echo(f"Warning: {each.language.english}: {fault}. {fix}", err=True)
    if live and (refused := [code for each in unheard if (code := each.language.code) not in unreviewed]):
        flags = " ".join(f"--unreviewed {code}" for code in refused)
        raise SettingsError(f"Ask native speakers first (see above), or take it upon yourself: {flags}.")


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
