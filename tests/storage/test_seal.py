"""What a person said opens with their key, in its place, and nowhere else."""

import os
import stat
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest

from bot.app import open_store
from bot.storage.database import transaction
from bot.storage.seal import Seal, SealError, key_path, open_seal


@pytest.fixture
def seal(tmp_path: Path) -> Seal:
    return open_seal(tmp_path / "x.db", in_use=False)


def test_what_was_sealed_is_opened_again(seal: Seal) -> None:
    value = {"answers": {"place": "MX-CHP"}, "n": [1, 2], "text": "Kreyòl"}
    assert seal.unseal("a", "conversation", seal.seal("a", "conversation", value)) == value


def test_nobody_elses_key_and_no_other_place_opens_it(seal: Seal) -> None:
    body = seal.seal("a", "conversation", "secret")
    for person, place in (("b", "conversation"), ("a", "booking")):
        with pytest.raises(SealError):
            seal.unseal(person, place, body)


def test_the_same_words_never_look_the_same(seal: Seal) -> None:
    assert seal.seal("a", "x", "yes") != seal.seal("a", "x", "yes")
    assert b"secret" not in seal.seal("a", "x", "secret")


def test_a_hash_finds_the_same_again_and_differs_by_key(seal: Seal, tmp_path: Path) -> None:
    other = open_seal(tmp_path / "y.db", in_use=False)
    assert seal.hash("address", "telegram:1") == seal.hash("address", "telegram:1")
    assert seal.hash("address", "telegram:1") != seal.hash("code", "telegram:1")
    assert seal.hash("address", "telegram:1") != other.hash("address", "telegram:1")


def test_the_key_file_is_for_its_owner_only(tmp_path: Path) -> None:
    open_seal(tmp_path / "x.db", in_use=False)
    path = key_path(tmp_path / "x.db")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    with pytest.raises(SealError, match="chmod 600"):
        open_seal(tmp_path / "x.db", in_use=True)


def test_a_key_that_is_missing_is_never_made_anew_for_a_database_in_use(tmp_path: Path) -> None:
    db, _ = open_store(tmp_path / "x.db")
    with transaction(db):
        db.execute("INSERT INTO person VALUES ('a', 'now')")
    db.close()
    key_path(tmp_path / "x.db").unlink()
    with pytest.raises(SealError, match="missing"):
        open_store(tmp_path / "x.db")
    assert not key_path(tmp_path / "x.db").exists()


def test_a_file_that_is_no_key_is_refused(tmp_path: Path) -> None:
    path = key_path(tmp_path / "x.db")
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    os.write(descriptor, b"c2hvcnQ=")
    os.close(descriptor)
    with pytest.raises(SealError, match="no key file"):
        open_seal(tmp_path / "x.db", in_use=False)


@pytest.mark.parametrize("content", [b"abcde", b"\xff\xfe", b"", urlsafe_b64encode(b"x" * 32)])
def test_a_key_that_is_broken_or_another_databases_is_refused(tmp_path: Path, content: bytes) -> None:
    db, _ = open_store(tmp_path / "x.db")
    db.close()
    key_path(tmp_path / "x.db").write_bytes(content)
    with pytest.raises(SealError):
        open_store(tmp_path / "x.db")
