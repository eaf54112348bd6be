"""What a person said opens only with their key, and only in its column and row."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.storage.keys import person_keys as keys_module
from bot.storage.keys.master_key import SealError
from bot.storage.keys.sealing import Seal
from bot.storage.store import open_store

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
PLACES = st.tuples(st.sampled_from("ab"), st.sampled_from(["booking.body", "outbox.body"]), st.integers(1, 3))


@contextmanager
def opened(database: Path) -> Iterator[Seal]:
    """Open the seal of a database with keys for two people."""
    db, seal = open_store(database)
    for person in "ab":
        seal.keys.create(person)
    try:
        yield seal
    finally:
        db.close()
        seal.keys.close()


@pytest.fixture
def seal(tmp_path: Path) -> Iterator[Seal]:
    with opened(tmp_path / "x.db") as seal:
        yield seal


@pytest.fixture(scope="module")
def lasting() -> Iterator[Seal]:
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder) / "x.db") as seal:
        yield seal


@given(value=JSON, here=PLACES, there=PLACES)
def test_a_value_opens_in_its_place_and_in_no_other(lasting: Seal, value: object, here: object, there: object) -> None:
    body = lasting.seal(*here, value)
    assert lasting.unseal(*here, body) == value
    if there != here:
        with pytest.raises(SealError):
            lasting.unseal(*there, body)


@given(value=JSON, data=st.data())
def test_no_changed_bit_goes_unnoticed(lasting: Seal, value: object, data: st.DataObject) -> None:
    body = bytearray(lasting.seal("a", "booking.body", 1, value))
    bit = data.draw(st.integers(0, 8 * len(body) - 1))
    body[bit // 8] ^= 1 << bit % 8
    with pytest.raises(SealError):
        lasting.unseal("a", "booking.body", 1, bytes(body))


@settings(max_examples=20)
@given(length=st.integers(0, 28))
def test_a_body_that_was_cut_is_refused(lasting: Seal, length: int) -> None:
    body = lasting.seal("a", "booking.body", 1, "x")
    with pytest.raises(SealError):
        lasting.unseal("a", "booking.body", 1, body[:length])


def test_the_same_words_never_look_the_same(seal: Seal) -> None:
    assert seal.seal("a", "x", 1, "yes") != seal.seal("a", "x", 1, "yes")
    assert b"secret" not in seal.seal("a", "x", 1, "secret")


def test_a_hash_finds_the_same_again_and_differs_by_database(seal: Seal, tmp_path: Path) -> None:
    with opened(tmp_path / "y.db") as other:
        assert seal.hash("address", "telegram:1") == seal.hash("address", "telegram:1")
        assert seal.hash("address", "telegram:1") != seal.hash("code", "telegram:1")
        assert seal.hash("address", "telegram:1") != other.hash("address", "telegram:1")


def test_more_people_than_fit_in_memory_are_all_read(seal: Seal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys_module, "MOST_OPEN", 3)
    names = [str(n) for n in range(9)]
    seal.keys.write({name: bytes([int(name)]) * 32 for name in names}, [])
    bodies = {name: seal.seal(name, "x", 1, name) for name in names}
    assert len(seal.keys._open) == 3
    assert [seal.unseal(name, "x", 1, bodies[name]) for name in names] == names
