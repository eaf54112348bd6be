"""What a person said opens only with their key, and only in its column and row."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.storage.database import transaction
from bot.storage.keys import person_keys as keys_module
from bot.storage.keys.master_key import SealError
from bot.storage.keys.sealing import FORM, OVERHEAD, SEALED, STEPS, Seal
from bot.storage.store import open_store
from bot.storage.tables import people
from tests.conftest import NOW

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
PLACES = st.tuples(st.sampled_from("ab"), st.sampled_from(["booking.body", "outbox.body"]), st.integers(1, 3))


def sealed_by_version_0_1(seal: Seal, place: tuple[str, str, int], value: object, nonce: bytes) -> bytes:
    """Seal as version 0.1 did: the nonce first, and no padding."""
    person, column, row = place
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return nonce + seal.keys.cipher(person).encrypt(nonce, plain, f"{column}:{row}".encode())


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


@given(value=JSON, table=st.sampled_from(list(SEALED)))
def test_every_length_is_a_whole_number_of_steps(lasting: Seal, value: object, table: str) -> None:
    length = len(lasting.seal("a", f"{table}.body", 1, value)) - OVERHEAD
    assert length > 0
    assert length % STEPS[table] == 0


def test_each_length_from_one_byte_to_more_than_a_step_is_rounded_up_to_the_next_step(lasting: Seal) -> None:
    for length in range(1, 600):
        body = lasting.seal("a", "booking.body", 1, "x" * (length - 2))
        assert len(body) - OVERHEAD == STEPS["booking"] * (1 + (length - 1) // STEPS["booking"])


@given(
    value=JSON,
    here=PLACES,
    first=st.just(FORM) | st.binary(min_size=1, max_size=1),
    rest=st.binary(min_size=11, max_size=11),
)
def test_what_version_0_1_sealed_opens_also_if_its_nonce_begins_like_a_form(
    lasting: Seal, value: object, here: tuple[str, str, int], first: bytes, rest: bytes
) -> None:
    body = sealed_by_version_0_1(lasting, here, value, first + rest)
    assert lasting.unseal(*here, body) == value


@given(value=JSON, here=PLACES, nonce=st.binary(min_size=12, max_size=12))
def test_no_form_is_taken_for_the_other(lasting: Seal, value: object, here: tuple[str, str, int], nonce: bytes) -> None:
    padded = lasting.seal(*here, value)
    older = sealed_by_version_0_1(lasting, here, value, nonce)
    for forged in (padded[1:], FORM + older):
        with pytest.raises(SealError):
            lasting.unseal(*here, forged)


@settings(max_examples=20)
@given(length=st.integers(0, 28))
def test_a_body_that_was_cut_is_refused(lasting: Seal, length: int) -> None:
    body = lasting.seal("a", "booking.body", 1, "x")
    with pytest.raises(SealError):
        lasting.unseal("a", "booking.body", 1, body[:length])


def test_rows_of_version_0_1_are_padded_at_the_next_start_except_those_that_do_not_open(tmp_path: Path) -> None:
    database = tmp_path / "x.db"
    db, seal = open_store(database)
    first = ""
    with transaction(db):
        for id in ("whole", "damaged", "erased"):
            person = people.create(db, seal, NOW)
            people.assign_address(db, seal, person, f"terminal:{id}")
            first = person if id == "whole" else first
            (row,) = db.execute("SELECT id FROM address WHERE person = ?", (person,)).fetchone()
            older = sealed_by_version_0_1(seal, (person, "address.body", row), f"terminal:{id}", bytes(12))
            db.execute("UPDATE address SET body = ? WHERE id = ?", (older[: len(older) - (id == "damaged")], row))
    seal.keys.write({}, [person])
    before = [bytes(row["body"]) for row in db.execute("SELECT body FROM address ORDER BY id")]
    db.close()
    seal.keys.close()
    db, seal = open_store(database)
    after = [bytes(row["body"]) for row in db.execute("SELECT body FROM address ORDER BY id")]
    assert len(after[0]) == OVERHEAD + STEPS["address"]
    assert people.address_of(db, seal, first) == "terminal:whole"
    assert after[1:] == before[1:]
    assert before[0] not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    db.close()
    seal.keys.close()


def test_the_same_words_never_look_the_same(seal: Seal) -> None:
    assert seal.seal("a", "pin.body", 1, "yes") != seal.seal("a", "pin.body", 1, "yes")
    assert b"secret" not in seal.seal("a", "pin.body", 1, "secret")


def test_a_hash_finds_the_same_again_and_differs_by_database(seal: Seal, tmp_path: Path) -> None:
    with opened(tmp_path / "y.db") as other:
        assert seal.hash("address", "telegram:1") == seal.hash("address", "telegram:1")
        assert seal.hash("address", "telegram:1") != seal.hash("code", "telegram:1")
        assert seal.hash("address", "telegram:1") != other.hash("address", "telegram:1")


def test_more_people_than_fit_in_memory_are_all_read(seal: Seal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys_module, "MOST_OPEN", 3)
    names = [str(n) for n in range(9)]
    seal.keys.write({name: bytes([int(name)]) * 32 for name in names}, [])
    bodies = {name: seal.seal(name, "pin.body", 1, name) for name in names}
    assert len(seal.keys._open) == 3
    assert [seal.unseal(name, "pin.body", 1, bodies[name]) for name in names] == names
