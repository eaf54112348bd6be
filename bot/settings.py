"""Settings: the environment and the flags of the command line, read once."""

import os
import pwd
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

DEFAULT_PACK = "border-appointments"
DEFAULT_DATABASE = "randevou.db"
DEFAULT_API = "https://api.telegram.org"
DEFAULT_WEB = "127.0.0.1:8080"
TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
"""What Telegram takes for a webhook's secret."""
STAFF = re.compile(r"[\w.@-]{1,64}")


class SettingsError(Exception):
    """Something around the program is not as it must be; the message says what to do."""


def root() -> Path:
    """Where locales/ and policy/ lie: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).resolve().parent
    return package if (package / "locales").is_dir() else package.parent


LEVELS = ("debug", "info", "warning", "error")
DEFAULT_LEVEL = "warning"


@dataclass(frozen=True, slots=True)
class Settings:
    """What one run of the program needs to know of the world."""

    pack: str
    database: Path
    locales: Path
    policy: Path
    key: str = field(default="", repr=False)
    """The master key in base64; without it the one in the file beside the database counts."""


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """How to reach Telegram, and how Telegram reaches us: at a public address, or (none) by long polling."""

    token: str
    api: str = DEFAULT_API
    webhook: str = ""
    secret: str = ""
    """What Telegram says with each update, so that nobody else can; none: a new one at each start."""


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Where the web server listens."""

    host: str
    port: int


def read_settings(
    environment: Mapping[str, str] = os.environ, *, pack: str | None = None, database: str | None = None
) -> Settings:
    """Settings from flags first, then RANDEVOU_PACK, RANDEVOU_DB and RANDEVOU_KEY, then the defaults."""
    return Settings(
        pack=pack or environment.get("RANDEVOU_PACK") or DEFAULT_PACK,
        database=Path(database or environment.get("RANDEVOU_DB") or DEFAULT_DATABASE),
        locales=root() / "locales",
        policy=root() / "policy",
        key=environment.get("RANDEVOU_KEY", ""),
    )


def read_actor(environment: Mapping[str, str] = os.environ) -> str:
    """Who runs a command, for the audit: the account of this machine, and RANDEVOU_STAFF where several share it."""
    try:
        account = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container may have no name for its user
        account = str(os.getuid())
    staff = environment.get("RANDEVOU_STAFF", "")
    if staff and not STAFF.fullmatch(staff):
        raise SettingsError(f"RANDEVOU_STAFF is {staff!r}: write up to 64 letters, digits, . _ @ - only.")
    return f"user:{re.sub(r'[^A-Za-z0-9._@-]', '_', account)[:64]}" + (f"/{staff}" if staff else "")


def read_telegram(token: str, api: str = "", webhook: str = "", secret: str = "") -> TelegramSettings:
    """How to reach Telegram; SettingsError where one of them cannot be."""
    if not token:
        raise SettingsError("There is no channel to serve. Ask @BotFather for a token and set RANDEVOU_TELEGRAM_TOKEN.")
    if not TOKEN.fullmatch(token):
        raise SettingsError("RANDEVOU_TELEGRAM_TOKEN is no token: @BotFather gives one like 123456:ABC-def.")
    for name, address in (("API", api), ("WEBHOOK", webhook)):
        if address and not (urlsplit(address).scheme in ("http", "https") and urlsplit(address).hostname):
            raise SettingsError(f"RANDEVOU_TELEGRAM_{name} is {address!r}: write an address such as {DEFAULT_API}.")
    if webhook.startswith("http:") and not api:
        raise SettingsError("RANDEVOU_TELEGRAM_WEBHOOK: Telegram brings its updates to an https address only.")
    if secret and not SECRET.fullmatch(secret):
        raise SettingsError("RANDEVOU_TELEGRAM_SECRET: Telegram takes 1 to 256 letters, digits, - and _ only.")
    return TelegramSettings(token, (api or DEFAULT_API).rstrip("/").removesuffix("/bot"), webhook, secret)


def read_level(text: str = "") -> str:
    """From which level on the server logs; SettingsError if there is none of this name."""
    level = text.lower() or DEFAULT_LEVEL
    if level not in LEVELS:
        raise SettingsError(f"RANDEVOU_LOG is {text!r}: write one of {', '.join(LEVELS)}.")
    return level


def read_web(address: str = "") -> WebSettings:
    """Where to listen, out of `host:port`; SettingsError if it is neither."""
    host, _, port = (address or DEFAULT_WEB).rpartition(":")
    if not host or not (port.isdecimal() and int(port) <= 65_535):
        raise SettingsError(f"RANDEVOU_WEB is {address!r}: write host:port, such as {DEFAULT_WEB}.")
    return WebSettings(host.strip("[]"), int(port))
