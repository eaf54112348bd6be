"""A database that is older than it was is noticed, and what a kill between the two commits leaves is not."""

import os
import resource
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path

import pytest

from bot.app import App
from bot.core.conversation.events import Tapped
from bot.core.conversation.incoming import Incoming
from bot.services.conversation.respond import respond_all
from bot.services.privacy import backup, erasure, restore
from bot.services.tick import tick
from bot.storage import sqlite
from bot.storage.database import StoreError, open_file, transaction
from bot.storage.keys.master_key import path_beside
from bot.storage.lost_commits import missing_commits
from bot.storage.own_files import KEYS
from bot.storage.tables import audit_log, outbox, people
from tests.conftest import NOW, OpenApp
from tests.killing import killed_at
from tests.services.conversation.test_respond import TERMINAL, TO_SUMMARY, rows, taken, talk_at

BOOKING = [*TO_SUMMARY, Tapped("confirm")]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "randevou.db"


def left_by_a_kill(open_app: OpenApp, folder: Path, act: Callable[[App], object]) -> None:
    """Leave the files as a kill after an act leaves them, with everything since the last checkpoint in the logs."""
    copy = folder / "as it was"
    app = open_app()
    tick(app, NOW)  # the first commit of a process empties the log
    act(app)
    copy.mkdir()
    for path in folder.glob("randevou.db*"):
        shutil.copy2(path, copy)
    app.close()
    for path in copy.iterdir():
        shutil.copy2(path, folder / path.name)
    shutil.rmtree(copy)


def without_log(database: Path) -> None:
    for ending in ("-wal", "-shm"):
        path_beside(database, ending).unlink(missing_ok=True)


def test_bookings_lost_with_the_log_are_noticed_and_counted(open_app: OpenApp, database: Path) -> None:
    app = open_app()
    tick(app, NOW)
    talk_at(app, TO_SUMMARY, "old")
    app.close()

    def book(app: App) -> None:
        talk_at(app, [Tapped("confirm")], "old")
        talk_at(app, BOOKING, "new")

    left_by_a_kill(open_app, database.parent, book)
    without_log(database)
    app = open_app()
    found = restore.loss(app)
    assert found
    assert found.commits >= 2
    assert (found.keys_alone, found.without_seats) == (1, 1)
    tick(app, NOW)
    assert len(erasure.keys_alone(app)) == 1, "the key of a person whose rows may be elsewhere stays"
    app.close()
    app = open_app()
    assert restore.loss(app) == found, "it stays noticed"


def test_a_booking_lost_with_the_log_is_noticed_when_no_key_changed(open_app: OpenApp, database: Path) -> None:
    app = open_app()
    tick(app, NOW)
    talk_at(app, TO_SUMMARY)
    app.close()
    left_by_a_kill(open_app, database.parent, lambda app: talk_at(app, [Tapped("confirm")]))
    without_log(database)
    app = open_app()
    found = restore.loss(app)
    assert found
    assert found.commits >= 1
    assert (rows(app)["booking"], found.keys_alone) == (0, 0)


def test_a_kill_with_its_log_loses_nothing(open_app: OpenApp, database: Path) -> None:
    app = open_app()
    tick(app, NOW)
    app.close()
    left_by_a_kill(open_app, database.parent, lambda app: talk_at(app, BOOKING))
    app = open_app()
    assert (missing_commits(app.db), rows(app)["booking"]) == (None, 1)


@pytest.mark.parametrize("with_keys", [False, True])
def test_a_copy_of_a_backup_is_always_noticed(open_app: OpenApp, database: Path, with_keys: bool) -> None:
    app = open_app()
    tick(app, NOW)
    talk_at(app, BOOKING)
    for name in ("one", "other"):
        (database.parent / name).mkdir()
    kept = backup.backup(app, database, database.parent / "one", database.parent / "other", NOW)
    app.close()
    without_log(database)
    shutil.copy(kept.database, database)
    if with_keys:
        shutil.copy(kept.keys, path_beside(database, ".keys"))
    app = open_app()
    assert missing_commits(app.db) == 0


def test_while_it_is_held_answers_go_on_and_reminders_and_old_messages_do_not(
    open_app: OpenApp, database: Path
) -> None:
    app = open_app()
    tick(app, NOW)
    talk_at(app, BOOKING, "a")
    respond_all(app, [Incoming("terminal:a", "unsent", Tapped("status"), channel=TERMINAL)], NOW)
    app.close()
    copy = database.read_bytes()
    app = open_app()
    talk_at(app, BOOKING, "b")
    app.close()
    database.write_bytes(copy)
    app = open_app()
    day_before = NOW.replace(day=25, hour=1)
    assert tick(app, day_before).reminders == 0
    assert not outbox.due(app.db, app.seal, app.pack.id, day_before).replies
    assert outbox.count_held(app.db) == 1
    assert [fault.kind for fault in outbox.faults(app.db)] == ["Held"]
    assert talk_at(app, BOOKING, "c").step == "booked"
    with transaction(app.db):
        restore.accept(app, send=False)
    assert (missing_commits(app.db), outbox.count_held(app.db), erasure.keys_alone(app)) == (None, 0, set())
    assert tick(app, day_before).reminders == 2
    app.close()
    app = open_app()
    assert missing_commits(app.db) is None


def test_held_messages_may_be_sent_all_the_same(open_app: OpenApp, database: Path) -> None:
    app = open_app()
    tick(app, NOW)
    talk_at(app, BOOKING)
    respond_all(app, [Incoming("terminal:a", "unsent", Tapped("status"), channel=TERMINAL)], NOW)
    app.close()
    copy = database.read_bytes()
    app = open_app()
    tick(app, NOW.replace(day=23))
    app.close()
    database.write_bytes(copy)
    app = open_app()
    with transaction(app.db):
        restore.accept(app, send=True)
    assert len(outbox.due(app.db, app.seal, app.pack.id, NOW).replies) == 1


def test_seats_that_are_not_those_of_the_bookings_are_counted(app: App) -> None:
    talk_at(app, BOOKING)
    assert backup.check(app, NOW).miscounted == 0
    app.db.execute("UPDATE slots SET taken = taken + 1 WHERE taken > 0")
    assert backup.check(app, NOW).miscounted == 1
    app.db.execute("UPDATE slots SET taken = 0")
    assert backup.check(app, NOW).miscounted == 1
    assert backup.check(app, NOW.replace(month=12)).miscounted == 1, "fewer than booked is wrong at any time"


def test_a_server_says_at_its_start_what_may_be_lost(
    open_app: OpenApp, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = open_app()
    tick(app, NOW)
    restore.report(app, NOW)
    assert not caplog.messages
    app.close()
    copy = database.read_bytes()
    app = open_app()
    talk_at(app, BOOKING)
    app.close()
    database.write_bytes(copy)
    app = open_app()
    app.db.execute("UPDATE slots SET taken = 1 WHERE id = (SELECT max(id) FROM slots)")
    restore.report(app, NOW)
    assert ["messages are held" in line for line in caplog.messages] == [True, False]
    assert caplog.messages[1].startswith("slots count other seats")
    assert vars(caplog.records[1])["count"] == 1


COMMIT = frozenset(
    {("bot.storage.database", "transaction"), ("bot.storage.database", "count_commit")}
    | {
        ("bot.storage.keys.person_keys", name)
        for name in ("before_commit", "after_commit", "write", "create_shared", "_write_touched", "_note_commit")
    }
)


def comes(open_app: OpenApp) -> None:
    app = open_app()
    with transaction(app.db):
        people.assign_address(app.db, app.seal, people.create(app.db, app.seal, NOW), "terminal:new")
        audit_log.write(app.db, app.seal, audit_log.Actor("user:ana", NOW), "slots list")


def erases(open_app: OpenApp) -> None:
    talk_at(open_app(), [Tapped("forget"), Tapped("yes")], "old")


@pytest.mark.slow
@pytest.mark.parametrize("act", [comes, erases])
def test_a_kill_at_any_line_of_the_two_commits_is_repaired_without_a_question(
    open_app: OpenApp, database: Path, act: Callable[[OpenApp], None]
) -> None:
    app = open_app()
    tick(app, NOW)
    talk_at(app, BOOKING, "old")
    app.close()
    original = shutil.copytree(database.parent, database.parent / "original")
    alone, kills = set(), 0
    for moment in count(1):
        for path in database.parent.glob("randevou.db*"):
            path.unlink()
        shutil.copytree(original, database.parent, dirs_exist_ok=True)
        if not killed_at(moment, lambda: act(open_app), inside=COMMIT):
            break
        kills += 1
        app = open_app()
        assert missing_commits(app.db) is None, f"killed at line {moment}"
        alone.add((len(erasure.keys_alone(app)), len(erasure.without_key(app))))
        tick(app, NOW)
        assert app.seal.keys.people() == people.everyone(app.db)
        found = backup.check(app, NOW)
        assert (found.without_key, found.broken, found.miscounted) == (0, 0, 0)
        app.close()
    assert kills > 20
    assert {(0, 0), (1, 0) if act is comes else (0, 1)} <= alone, "between the two commits, too"


@pytest.mark.slow
def test_a_hundred_kills_at_any_moment_are_never_held(open_app: OpenApp, database: Path) -> None:
    app = open_app()
    tick(app, NOW)
    app.close()
    begun = 0
    for kill in range(100):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            app = open_app()
            os.write(writing, b"!")
            for number in count():
                talk_at(app, BOOKING, f"{kill}-{number}")
                talk_at(app, [Tapped("forget"), Tapped("yes")], f"{kill}-{number}")
        os.close(writing)
        assert os.read(reading, 1)
        os.close(reading)
        threading.Event().wait(kill % 30 * 0.006)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        app = open_app()
        assert missing_commits(app.db) is None, f"kill {kill}"
        tick(app, NOW)
        begun += rows(app)["person"]
        assert app.seal.keys.people() == people.everyone(app.db)
        assert backup.check(app, NOW).miscounted == 0
        app.close()
    assert begun


def connection_of(app: App, ending: str) -> sqlite.Connection:
    return app.seal.keys.db if ending == ".keys" else app.db


@contextmanager
def full(app: App, ending: str) -> Iterator[None]:
    """One of the two files can grow no more."""
    connection = connection_of(app, ending)
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    try:
        yield
    finally:
        connection.execute("PRAGMA max_page_count = 1000000")


@contextmanager
def read_only(app: App, ending: str) -> Iterator[None]:
    """One of the two files cannot be written."""
    connection_of(app, ending).execute("PRAGMA query_only = 1")
    try:
        yield
    finally:
        connection_of(app, ending).execute("PRAGMA query_only = 0")


@contextmanager
def no_room_for_the_commit(app: App, ending: str) -> Iterator[None]:
    """The log of one file can grow no more: this fails at COMMIT and not before."""
    path = path_beside(Path(app.db.execute("PRAGMA database_list").fetchone()["file"]), f"{ending}-wal")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("ending", ["", ".keys"])
@pytest.mark.parametrize("trouble", [full, read_only, no_room_for_the_commit])
def test_one_file_that_cannot_be_written_loses_nothing_and_is_not_held(
    open_app: OpenApp, database: Path, trouble: Callable[[App, str], AbstractContextManager[None]], ending: str
) -> None:
    app = open_app()
    tick(app, NOW)
    talk_at(app, BOOKING, "old")
    before = rows(app), taken(app), app.seal.keys.people()
    failed = 0
    with trouble(app, ending):
        for number in range(60):  # a full file has some room left in its pages
            try:
                with transaction(app.db):
                    person = people.create(app.db, app.seal, NOW)
                    people.assign_address(app.db, app.seal, person, f"terminal:{number}")
            except StoreError:
                failed += 1
    assert failed, "the trouble was real"
    came = 60 - failed
    assert rows(app)["person"] == before[0]["person"] + came
    app.close()
    app = open_app()
    assert missing_commits(app.db) is None
    tick(app, NOW)
    assert app.seal.keys.people() == people.everyone(app.db)
    assert (rows(app)["booking"], taken(app)) == (before[0]["booking"], before[1])
    assert talk_at(app, BOOKING, "next").step == "booked"


def commits(app: App) -> int:
    return int(app.db.execute("SELECT value FROM setting WHERE name = 'commits'").fetchone()[0])


def test_a_shared_key_is_not_taken_for_that_of_a_person_without_rows(app: App) -> None:
    app.seal.keys.hash_with_shared("of another kind", "x")
    assert erasure.keys_alone(app) == set()


def test_after_a_commit_that_failed_the_next_one_of_the_process_takes_its_key_away(app: App) -> None:
    talk_at(app, BOOKING)
    with pytest.raises(StoreError), no_room_for_the_commit(app, ""), transaction(app.db):
        people.create(app.db, app.seal, NOW)
    assert len(erasure.keys_alone(app)) == 1
    with transaction(app.db):
        people.create(app.db, app.seal, NOW)
    assert erasure.keys_alone(app) == set()


def test_a_commit_that_failed_is_not_noted(app: App) -> None:
    talk_at(app, BOOKING)
    with pytest.raises(StoreError), no_room_for_the_commit(app, ""), transaction(app.db):
        app.db.execute("INSERT INTO setting VALUES ('x', 'y')")
    with transaction(app.db):
        app.db.execute("SELECT 1")
    assert app.seal.keys.commits_seen == commits(app)


def test_the_note_of_a_commit_that_cannot_be_written_does_not_undo_the_commit(app: App) -> None:
    other = open_file(path_beside(Path(app.db.execute("PRAGMA database_list").fetchone()["file"]), ".keys"), KEYS)
    app.seal.keys.db.execute("PRAGMA busy_timeout = 0")
    other.execute("BEGIN IMMEDIATE")
    with transaction(app.db):
        app.db.execute("INSERT INTO setting VALUES ('x', 'y')")
    other.execute("ROLLBACK")
    other.close()
    assert app.db.execute("SELECT value FROM setting WHERE name = 'x'").fetchone()
