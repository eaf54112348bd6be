"""Settings, read once from the environment and from the options of the command line."""

import ipaddress
import os
import pwd
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

DEFAULT_PACK = "border-appointments"
DEFAULT_DATABASE = "randevou.db"
DEFAULT_API = "https://api.telegram.org"
DEFAULT_WEB = "127.0.0.1:8080"
TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
"""The form that Telegram accepts for the secret of a webhook."""
ORIGIN = re.compile(r"(https?)://([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d{1,5})?")
"""The scheme, host and port of a public address, as browsers write them."""
DEFAULT_PORTS = {"http": ":80", "https": ":443"}
STAFF = re.compile(r"[\w.@-]{1,64}")


class SettingsError(Exception):
    """A setting is missing or wrong; the message says what to do."""


def root() -> Path:
    """Return the folder of locales/ and policy/: next to the package in a checkout, inside it in a wheel."""
    package = Path(__file__).resolve().parent
    return package if (package / "locales").is_dir() else package.parent


LEVELS = ("debug", "info", "warning", "error")
DEFAULT_LEVEL = "warning"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run of the program."""

    pack: str
    database: Path
    locales: Path
    policy: Path
    key: str = field(default="", repr=False)
    """The master key in base64; if it is empty, the key in the file next to the database is used."""


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """How to reach Telegram, and the public address where it reaches the bot; without one, long polling is used."""

    token: str
    api: str = DEFAULT_API
    webhook: str = ""
    secret: str = ""
    """The secret that Telegram sends with each update, to prove who it is; if empty, each start makes a new one."""

    @property
    def bot(self) -> str:
        """The id of the bot, which is not secret."""
        return self.token.partition(":")[0]


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Where the web server listens."""

    host: str
    port: int
    or_next: bool = False
    """Whether the next free port is taken if this one is not free."""
    proxy: str = ""
    """The proxies whose headers are believed: by which scheme and from where a request came."""
    public: str = ""
    """The address by which people reach the chat, without a path; empty if there is no other than this one."""
    setting: str = "RANDEVOU_WEB"
    """The setting that the address came from."""
    certificate: Path | None = None
    """The file of the certificate and its key; with it, only TLS is spoken."""

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def link(self) -> str:
        """Return the address of the chat for people."""
        return f"{self.public or f'http://{self}'}/"

    @property
    def is_loopback(self) -> bool:
        """Return whether only this machine can reach the address."""
        return self.host in ("localhost", "::1") or self.host.startswith("127.")


def read_settings(
    environment: Mapping[str, str] = os.environ, *, pack: str | None = None, database: str | None = None
) -> Settings:
    """Return the settings: options first, then RANDEVOU_PACK, RANDEVOU_DB and RANDEVOU_KEY, then the defaults."""
    return Settings(
        pack=pack or environment.get("RANDEVOU_PACK") or DEFAULT_PACK,
        database=Path(database or environment.get("RANDEVOU_DB") or DEFAULT_DATABASE),
        locales=root() / "locales",
        policy=root() / "policy",
        key=environment.get("RANDEVOU_KEY", ""),
    )


def read_actor(environment: Mapping[str, str] = os.environ) -> str:
    """Return who runs a command, for the audit log: the account of this machine, and RANDEVOU_STAFF if it is shared.

    Raises SettingsError if RANDEVOU_STAFF has other characters than the audit log accepts.
    """
    try:
        account = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container may have no name for its user
        account = str(os.getuid())
    staff = environment.get("RANDEVOU_STAFF", "")
    if staff and not STAFF.fullmatch(staff):
        raise SettingsError(f"RANDEVOU_STAFF is {staff!r}: write up to 64 letters, digits, . _ @ - only.")
    return f"user:{re.sub(r'[^A-Za-z0-9._@-]', '_', account)[:64]}" + (f"/{staff}" if staff else "")


def read_telegram(token: str = "", api: str = "", webhook: str = "", secret: str = "") -> TelegramSettings | None:
    """Return how to reach Telegram, or None without a token; raise SettingsError for a value that cannot be right."""
    if webhook and not token:
        raise SettingsError("RANDEVOU_TELEGRAM_WEBHOOK is set, and RANDEVOU_TELEGRAM_TOKEN is not: set both, or none.")
    if not token:
        return None
    if not TOKEN.fullmatch(token):
        raise SettingsError("RANDEVOU_TELEGRAM_TOKEN is not a token: @BotFather gives one like 123456:ABC-def.")
    for name, address in (("API", api), ("WEBHOOK", webhook)):
        if address and not (urlsplit(address).scheme in ("http", "https") and urlsplit(address).hostname):
            raise SettingsError(f"RANDEVOU_TELEGRAM_{name} is {address!r}: write an address such as {DEFAULT_API}.")
    if webhook.startswith("http:") and not api:
        raise SettingsError("RANDEVOU_TELEGRAM_WEBHOOK: Telegram sends its updates to an https address only.")
    if secret and not SECRET.fullmatch(secret):
        raise SettingsError("RANDEVOU_TELEGRAM_SECRET: Telegram accepts 1 to 256 letters, digits, - and _ only.")
    return TelegramSettings(token, (api or DEFAULT_API).rstrip("/").removesuffix("/bot"), webhook, secret)


def read_level(text: str = "") -> str:
    """Return the lowest level that the server logs; raise SettingsError if no level has this name."""
    level = text.lower() or DEFAULT_LEVEL
    if level not in LEVELS:
        raise SettingsError(f"RANDEVOU_LOG is {text!r}: write one of {', '.join(LEVELS)}.")
    return level


def read_web(address: str = "", proxy: str = "", public: str = "", *, or_next: bool = False) -> WebSettings:
    """Return where to listen, read from `host:port`, and what is before it; SettingsError if a text has another form.

    `proxy` are internet addresses or networks with commas between them; `public` is the address for people.
    """
    host, _, port = (address or DEFAULT_WEB).rpartition(":")
    if not host or not (port.isdecimal() and int(port) <= 65_535):
        raise SettingsError(f"RANDEVOU_WEB is {address!r}: write host:port, such as {DEFAULT_WEB}.")
    return WebSettings(host.strip("[]"), int(port), or_next, _read_proxy(proxy), _read_public(public))


def _read_proxy(text: str) -> str:
    proxies = [proxy.strip() for proxy in text.split(",")] if text else []
    try:
        for proxy in proxies:
            ipaddress.ip_network(proxy)
    except ValueError:
        raise SettingsError(
            f"RANDEVOU_WEB_PROXY is {text!r}: write the internet address of your proxy, such as 127.0.0.1, or its "
            "network, such as 10.0.0.0/8."
        ) from None
    return ",".join(proxies)


def _read_public(text: str) -> str:
    if not text:
        return ""
    found = ORIGIN.fullmatch(text.lower().removesuffix("/"))
    if not found:
        raise SettingsError(
            f"RANDEVOU_WEB_PUBLIC is {text!r}: write the address of the chat without a path, such as "
            "https://chat.example.org."
        )
    scheme, host, port = found.groups(default="")
    return f"{scheme}://{host}" + ("" if port == DEFAULT_PORTS[scheme] else port)


def read_desk(address: str, certificate: Path) -> WebSettings:
    """Return where the desk is open to other machines, with its certificate; raise SettingsError for another form."""
    try:
        web = read_web(address)
    except SettingsError:
        raise SettingsError(f"RANDEVOU_DESK is {address!r}: write host:port, such as 0.0.0.0:8443.") from None
    return replace(web, setting="RANDEVOU_DESK", certificate=certificate)
