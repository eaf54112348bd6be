"""What every test may use: the two packs, and a real database file."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path

import pytest

from bot import RELEASED
from bot.app import App
from bot.channels.local import story_player
from bot.core.conversation.state import World
from bot.core.language.message import Channel
from bot.core.language.text import Catalog
from bot.core.programme.pack import Pack
from bot.core.understanding.vocabulary import Vocabulary
from bot.services.tick import tick
from bot.settings import root
from bot.storage import sqlite
from bot.storage.files.catalogs import english, load_catalogs, overlay
from bot.storage.files.gazetteer import load_gazetteer
from bot.storage.files.languages import load_languages
from bot.storage.files.packs import load_pack
from bot.storage.files.po_files import Forms
from bot.storage.keys import passphrase
from bot.storage.store import open_store
from bot.storage.tables import audit_log
from bot.storage.tables.staff import Account

pytest_plugins = ("tests.chromium",)
NOW = datetime(2026, 11, 22, 20, tzinfo=UTC)
"""A Sunday, noon in Tijuana."""
POLICY = root() / "policy"
LANGUAGES = tuple(code for code, language in load_languages(root() / "locales").items() if language.required)
"""The languages in which each text must be there: a test may ask for all of them."""
OFFERED = tuple(code for code, catalog in load_catalogs(root() / "locales").items() if catalog.offered)
"""The languages that people may choose: these, and those that have at least the texts that matter first."""
OpenApp = Callable[..., App]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--rewrite` writes the transcripts of the stories anew, and nothing that was written by hand."""
    parser.addoption("--rewrite", action="store_true", help="write the transcripts of the stories anew")


def pytest_configure() -> None:
    """Many tests open a file twice. Where SQLite cannot share it, say so once instead of letting them all wait."""
    if sqlite.why_alone():
        raise pytest.UsageError(f"The tests need a newer SQLite. {sqlite.why_alone()}")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # or each process that a test starts compiles all of our code
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > MEMORY_NEEDED:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
        tempfile.tempdir = str(MEMORY)


MEMORY, MEMORY_NEEDED = Path("/dev/shm"), 2**31
"""Where the files of the tests lie, if there is room: a disk takes half of the time of the suite to be sure of them."""


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Stop the clock of the command line at NOW."""
    monkeypatch.setattr("bot.cli.common.machine_time", lambda: NOW)
    return NOW


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the hash of a passphrase cost next to nothing; tests/cli has real processes, with the real costs."""
    costs = {"MEMORY_KIB": 8, "PASSES": 1, "LANES": 1}
    for name, cost in costs.items():
        monkeypatch.setattr(passphrase, name, cost)
    monkeypatch.setattr(passphrase, "NOBODY", passphrase.NOBODY.replace("m=65536,t=3,p=4", "m=8,t=1,p=1"))


@cache
def our_pack(name: str) -> Pack:
    """A pack in policy/, read once in a process."""
    return load_pack(POLICY / name)


@pytest.fixture(scope="session")
def packs() -> dict[str, Pack]:
    """The two packs that most tests use."""
    return {name: our_pack(name) for name in ("border-appointments", "legal-clinic")}


def app_on(database: Path, pack: Pack) -> App:
    """An App with this pack on a database file; whoever asks for it closes it."""
    if not database.exists():
        for file in _new_database().iterdir():
            shutil.copy(file, database.with_name(file.name.replace("new.db", database.name)))
    catalogs, source, vocabulary = _words(_Same(pack))
    db, seal = open_store(database)
    app = App(pack, catalogs, vocabulary, load_gazetteer(), source, root() / "locales", db, seal)
    return app.with_former_sites()


@dataclass(frozen=True)
class _Same:
    """A pack, equal to itself alone: to compare two packs takes as long as to read one."""

    pack: Pack

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.pack is self.pack

    def __hash__(self) -> int:
        return id(self.pack)


@lru_cache(maxsize=64)
def _words(same: _Same) -> tuple[dict[str, Catalog], Mapping[str, Forms], Vocabulary]:
    catalogs = overlay(load_catalogs(root() / "locales"), same.pack)
    return catalogs, english(root() / "locales", same.pack), _vocabulary(tuple(catalogs.items()))


@cache
def _new_database() -> Path:
    """The folder of a database without rows: to copy one is faster than to apply every migration in every test."""
    folder = folder_for_all()
    db, seal = open_store(folder / "new.db")
    db.close()
    seal.keys.close()
    return folder


def folder_for_all() -> Path:
    """A new folder for all tests of a process."""
    folder = Path(tempfile.mkdtemp(prefix="randevou-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def _vocabulary(catalogs: tuple[tuple[str, Catalog], ...]) -> Vocabulary:
    return Vocabulary.of(dict(catalogs))


@pytest.fixture(scope="session")
def with_slots(packs: dict[str, Pack], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database that has the slots of the practice pack, made once and then copied."""
    folder = tmp_path_factory.mktemp("slots")
    with closing(app_on(folder / "randevou.db", packs["border-appointments"])) as app:
        tick(app, NOW)
    return folder


@pytest.fixture
def open_app(tmp_path: Path) -> Iterator[OpenApp]:
    """Open an App on the one database file of this test, as often as wanted; all are closed at the end."""
    opened: list[App] = []

    def open_(pack: str | Pack = "border-appointments") -> App:
        opened.append(app_on(tmp_path / "randevou.db", our_pack(pack) if isinstance(pack, str) else pack))
        return opened[-1]

    yield open_
    for app in opened:
        app.close()


@pytest.fixture
def app(open_app: OpenApp, with_slots: Path, tmp_path: Path) -> App:
    """The practice pack on a fresh file, with its slots."""
    shutil.copytree(with_slots, tmp_path, dirs_exist_ok=True)
    return open_app()


DESK = audit_log.Actor("user:desk", NOW)


def two_helpers(app: App) -> tuple[Account, Account]:
    """Return the accounts of two helpers, and add them the first time."""
    return story_player.two_helpers(app, DESK)


@pytest.fixture
def world(app: App) -> World:
    """What a step may look at, with the practice pack."""
    return app.world(NOW, Channel("terminal", choices=12))


@pytest.fixture
def released(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A release before the story begins: on a live channel no day is earlier than it, and what has ended says so."""
    begins = datetime.fromisoformat(story_player.read_story(folder)["at"]).date() - timedelta(days=2)
    if begins < RELEASED:
        for where in ("bot.services.clock", "bot.core.conversation.state"):
            monkeypatch.setattr(f"{where}.RELEASED", begins)
