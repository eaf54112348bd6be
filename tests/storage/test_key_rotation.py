"""A rotation changes the master key and the look-up key, loses nothing, and may be killed at any point."""

import shutil
import tempfile
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.storage.database import transaction
from bot.storage.key_rotation import rotate
from bot.storage.keys.master_key import SealError, path_beside
from bot.storage.keys.sealing import open_everything
from bot.storage.store import open_store
from bot.storage.tables import audit_log, people
from tests.killing import killed_at
from tests.storage.keys.test_person_keys import NOW, close, come, one_person, the_person

ROTATION = frozenset(
    {
        ("bot.storage.key_rotation", "rotate"),
        ("bot.storage.key_check", "adopt_keys"),
        ("bot.storage.key_check", "set_mark"),
    }
    | {
        ("bot.storage.keys.person_keys", "write"),
        ("bot.storage.tables.people", "rehash"),
        ("bot.storage.database", "transaction"),
    }
    | {
        ("bot.storage.keys.master_key", name)
        for name in ("create_next", "replace_with_next", "_create", "_overwrite", "_sync_folder")
    }
)


def rotated(database: Path, key: str = "", given: str = "") -> None:
    """Open a database, rotate its keys, and close it."""
    db, seal = open_store(database, key)
    try:
        rotate(db, seal, database, given)
    finally:
        close(db, seal)


def everything(database: Path) -> dict[str, bytes]:
    return {ending: path_beside(database, ending).read_bytes() for ending in ("", ".key", ".keys")}


def test_after_a_rotation_people_are_found_and_read_and_the_old_keys_open_nothing(tmp_path: Path) -> None:
    database = tmp_path / "x.db"
    one_person(database)
    before = everything(database)
    rotated(database)
    assert the_person(database) == "terminal:x"
    after = everything(database)
    assert before[".key"] != after[".key"]
    path_beside(database, ".key").write_bytes(before[".key"])
    with pytest.raises(SealError, match="does not open"):
        open_store(database)


def test_a_rotation_leaves_nothing_of_what_was_wrapped_or_looked_up_by_before(tmp_path: Path) -> None:
    database = tmp_path / "x.db"
    one_person(database)
    db, seal = open_store(database)
    old = [bytes(row["body"]) for row in seal.keys.db.execute("SELECT body FROM key")]
    old += [seal.hash("address", "terminal:x").encode(), path_beside(database, ".key").read_bytes()]
    found = b"".join(everything(database).values())
    assert all(one in found for one in old)
    rotate(db, seal, database)
    now = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert not any(one in now for one in old)
    close(db, seal)


def test_a_rotation_is_refused_while_another_process_has_the_database_open(tmp_path: Path) -> None:
    database = tmp_path / "x.db"
    one_person(database)
    before = everything(database)
    other = open_store(database)
    with pytest.raises(SealError, match="in use"):
        rotated(database)
    close(*other)
    assert everything(database) == before
    rotated(database)


def test_a_copy_of_the_database_from_before_a_rotation_can_be_put_back(tmp_path: Path) -> None:
    database = tmp_path / "x.db"
    one_person(database)
    copy = database.read_bytes()
    rotated(database)
    database.write_bytes(copy)
    assert the_person(database) == "terminal:x"


def test_a_copy_with_only_a_log_of_staff_from_before_a_rotation_can_be_put_back(tmp_path: Path) -> None:
    database = tmp_path / "x.db"
    db, seal = open_store(database)
    with transaction(db):
        audit_log.write(db, seal, audit_log.Actor("user:ana", NOW), "slots list")
    close(db, seal)
    copy = database.read_bytes()
    rotated(database)
    database.write_bytes(copy)
    db, seal = open_store(database)
    assert not audit_log.verify(db, seal).fault
    close(db, seal)


def test_after_a_rotation_no_address_can_be_guessed_in_an_earlier_copy(tmp_path: Path) -> None:
    database = tmp_path / "x.db"
    one_person(database)
    copy = database.read_bytes()
    guesses = []
    for _ in range(2):
        db, seal = open_store(database)
        guesses.append(seal.hash("address", "terminal:x").encode() in copy)
        close(db, seal)
        rotated(database)
    assert guesses == [True, False]


def test_in_the_environment_the_next_key_takes_the_place_of_the_last(tmp_path: Path) -> None:
    old, new = (urlsafe_b64encode(bytes([n]) * 32).decode() for n in (1, 2))
    one_person(tmp_path / "x.db", old)
    rotated(tmp_path / "x.db", old, given=new)
    assert the_person(tmp_path / "x.db", new) == "terminal:x"
    with pytest.raises(SealError, match="RANDEVOU_KEY does not open"):
        open_store(tmp_path / "x.db", old)


@settings(max_examples=15, deadline=None)
@given(addresses=st.lists(st.text(min_size=1), unique=True, max_size=8), times=st.integers(1, 3))
def test_rotation_keeps_everything_readable_and_everybody_known(addresses: list[str], times: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "x.db"
        db, seal = open_store(database)
        with transaction(db):
            known = {address: come(db, seal, address) for address in addresses}
        close(db, seal)
        for _ in range(times):
            rotated(database)
        db, seal = open_store(database)
        assert {address: people.current_at(db, seal, address) for address in addresses} == known
        assert {people.address_of(db, seal, person) for person in known.values()} == set(addresses)
        assert open_everything(db, seal) == (len(addresses), 0)
        close(db, seal)


@pytest.mark.slow
def test_a_rotation_killed_at_any_line_loses_nothing_and_can_be_done_again(tmp_path: Path) -> None:
    original = tmp_path / "original"
    original.mkdir()
    one_person(original / "x.db")
    masters = set()
    moment, killed = 0, True
    while killed:
        moment += 1
        shutil.rmtree(tmp_path / "again", ignore_errors=True)
        database = shutil.copytree(original, tmp_path / "again") / "x.db"
        killed = killed_at(moment, lambda database=database: rotated(database), inside=ROTATION)
        assert the_person(database) == "terminal:x", f"killed at line {moment}"
        masters.add(path_beside(database, ".key").read_bytes() == path_beside(original / "x.db", ".key").read_bytes())
        rotated(database)
        assert the_person(database) == "terminal:x"
    assert moment > 50, "it was killed in many places"
    assert masters == {True, False}, "before the change and after it"
