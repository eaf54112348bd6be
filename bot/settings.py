"""Settings: the environment and the flags of the command line, read once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DEFAULT_PACK = "border-appointments"
DEFAULT_DATABASE = "randevou.db"


class SettingsError(Exception):
    """Something around the program is not as it must be; the message says what to do."""


def root() -> Path:
    """Where locales/ and policy/ lie: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).resolve().parent
    return package if (package / "locales").is_dir() else package.parent


@dataclass(frozen=True, slots=True)
class Settings:
    """What one run of the program needs to know of the world."""

    pack: str
    database: Path
    locales: Path
    policy: Path


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """How to reach Telegram."""

    token: str
    api: str


def read_telegram(environment: Mapping[str, str] = os.environ) -> TelegramSettings:
    """RANDEVOU_TELEGRAM_TOKEN and RANDEVOU_TELEGRAM_API; SettingsError without a token."""
    token = environment.get("RANDEVOU_TELEGRAM_TOKEN", "")
    if not token:
        raise SettingsError("There is no channel to serve. Ask @BotFather for a token and set RANDEVOU_TELEGRAM_TOKEN.")
    return TelegramSettings(token, environment.get("RANDEVOU_TELEGRAM_API", "https://api.telegram.org").rstrip("/"))


def read_settings(
    environment: Mapping[str, str] = os.environ, *, pack: str | None = None, database: str | None = None
) -> Settings:
    """Settings from flags first, then RANDEVOU_PACK and RANDEVOU_DB, then the defaults."""
    return Settings(
        pack=pack or environment.get("RANDEVOU_PACK") or DEFAULT_PACK,
        database=Path(database or environment.get("RANDEVOU_DB") or DEFAULT_DATABASE),
        locales=root() / "locales",
        policy=root() / "policy",
    )
