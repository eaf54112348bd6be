"""A copy is whole, lies apart from its keys, and what was erased is out of its reach after seven of them."""

import shutil
import stat
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.core.conversation.events import Tapped
from bot.services.privacy import backup, erasure
from bot.services.privacy.backup import MOST_COPIES
from bot.services.tick import tick
from bot.settings import read_settings
from bot.storage.database import transaction
from bot.storage.keys.master_key import SealError
from bot.storage.store import open_store
from bot.storage.tables import people
from tests.conftest import NOW, OpenApp
from tests.services.conversation.test_respond import TO_PLACE, TO_SUMMARY, rows, taken, talk_at


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """One for the database, one for the keys."""
    both = tmp_path / "copies", tmp_path / "keys"
    for folder in both:
        folder.mkdir()
    return both


def copy(app: App, folders: tuple[Path, Path], day: int = 0) -> backup.BackupFiles:
    return backup.backup(app, database(folders), *folders, NOW + timedelta(days=day))


def database(folders: tuple[Path, Path]) -> Path:
    return folders[0].parent / "randevou.db"


def put_back(folders: tuple[Path, Path], kept: backup.BackupFiles, *, keys: bool) -> None:
    """As an operator would: the copy in the place of the file, without the logs of the old one."""
    for path in database(folders).parent.glob("randevou.db*-*"):
        path.unlink()
    shutil.copy(kept.database, database(folders))
    if keys:
        shutil.copy(kept.keys, database(folders).with_name("randevou.db.keys"))


def test_a_pair_of_copies_put_back_is_all_there(open_app: OpenApp, folders: tuple[Path, Path]) -> None:
    app = open_app()
    tick(app, NOW)
    talk_at(app, [*TO_SUMMARY, Tapped("confirm")])
    kept = copy(app, folders)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (kept.database, kept.keys)] == [0o600, 0o600]
    talk_at(app, TO_PLACE, "later")
    app.close()
    put_back(folders, kept, keys=True)
    app = open_app()
    assert (rows(app)["person"], taken(app)) == (1, 3)
    assert talk_at(app, [Tapped("status")]).step == "booked"
    assert backup.check(app, NOW).broken == 0


def test_each_folder_has_its_own_half_and_nothing_else(app: App, folders: tuple[Path, Path]) -> None:
    talk_at(app, TO_PLACE)
    kept = copy(app, folders)
    assert [list(folder.iterdir()) for folder in folders] == [[kept.database], [kept.keys]]
    wrapped = bytes(app.seal.keys.db.execute("SELECT body FROM key WHERE length(name) = 16").fetchone()[0])
    assert wrapped in kept.keys.read_bytes()
    assert wrapped not in kept.database.read_bytes()


@pytest.mark.parametrize("keys", [".", "keys", "../copies"])
def test_folders_of_which_one_holds_the_other_are_refused(app: App, folders: tuple[Path, Path], keys: str) -> None:
    (folders[0] / "keys").mkdir()
    for pair in ((folders[0], folders[0] / keys), (folders[0] / keys, folders[0])):
        with pytest.raises(ValueError, match="two folders"):
            backup.backup(app, database(folders), *pair, NOW)
    assert [path.name for path in folders[0].iterdir()] == ["keys"]


def test_a_folder_that_is_reached_by_another_name_is_the_same_folder(app: App, folders: tuple[Path, Path]) -> None:
    (folders[1] / "link").symlink_to(folders[0])
    with pytest.raises(ValueError, match="two folders"):
        backup.backup(app, database(folders), folders[0], folders[1] / "link", NOW)


def test_seven_copies_of_the_keys_stay_and_every_copy_of_the_database(app: App, folders: tuple[Path, Path]) -> None:
    talk_at(app, TO_PLACE)
    person = people.everyone(app.db).pop()
    wrapped = bytes(app.seal.keys.db.execute("SELECT body FROM key WHERE name = ?", (person,)).fetchone()[0])
    copy(app, folders)
    with transaction(app.db):
        erasure.erase(app, person)
    for day in range(1, MOST_COPIES + 2):
        seen = any(wrapped in path.read_bytes() for path in folders[1].iterdir())
        assert seen == (day <= MOST_COPIES), "the key of somebody erased is out of reach with the seventh copy after"
        copy(app, folders, day)
    assert [len(list(folder.iterdir())) for folder in folders] == [MOST_COPIES + 2, MOST_COPIES]


def test_a_second_copy_in_the_same_second_is_refused_and_a_half_made_one_is_cleared(
    app: App, folders: tuple[Path, Path]
) -> None:
    (folders[1] / ".randevou.db.keys.part").write_bytes(b"what a crash left")
    kept = copy(app, folders)
    with pytest.raises(FileExistsError):
        copy(app, folders)
    assert [list(folder.iterdir()) for folder in folders] == [[kept.database], [kept.keys]]


def test_copies_made_while_people_come_are_pairs_that_fit(open_app: OpenApp, folders: tuple[Path, Path]) -> None:
    app = open_app()
    tick(app, NOW)
    app.close()
    stop = threading.Event()

    def crowd() -> None:
        busy = App.open(read_settings({}, database=str(database(folders))))
        for n in range(200):
            if not stop.is_set():
                talk_at(busy, TO_PLACE, f"crowd{n}")
        busy.close()

    coming = threading.Thread(target=crowd)
    coming.start()
    app = open_app()
    kept = [copy(app, folders, day) for day in range(5)]
    stop.set()
    coming.join()
    app.close()
    for pair in kept:
        put_back(folders, pair, keys=True)
        app = open_app()
        found = backup.check(app, NOW)
        assert (found.without_key, found.broken) == (0, 0)
        app.close()


def test_when_only_older_keys_are_left_those_who_came_since_are_given_up(
    open_app: OpenApp, folders: tuple[Path, Path]
) -> None:
    app = open_app()
    tick(app, NOW)
    talk_at(app, TO_PLACE, "first")
    older = copy(app, folders)
    talk_at(app, [*TO_SUMMARY, Tapped("confirm")], "second")
    app.close()
    shutil.copy(older.keys, database(folders).with_name("randevou.db.keys"))
    with pytest.raises(SealError, match="give-up"):
        open_app()
    db, seal = open_store(database(folders), give_up=True)
    app = replace(app, db=db, seal=seal)
    assert backup.give_up(app) == 1
    app.close()
    app = open_app()
    assert (rows(app)["person"], taken(app)) == (1, 0)
    assert people.current_at(app.db, app.seal, "terminal:first")
