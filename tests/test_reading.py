"""The search that many tests of privacy rely on finds what one search for each word finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reading import readable, spelled

WORDS = ["Tapachoula", "Tapachula", "Kote ou ye?", "réponse", "ticket.booked", "aaaaaa", "aaaaaab"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_found_in_any_encoding_between_other_bytes(word: str, encoding: str) -> None:
    assert word in readable(WORDS, b"\0\xff" + word.encode(encoding) + b"\n\0")


@given(st.lists(st.sampled_from([b"Tapach", b"ula", b"oula", b"a", b"b", b"\0", "réponse".encode("utf-16-be")])))
def test_it_finds_what_one_search_for_each_word_finds(parts: list[bytes]) -> None:
    data = b"".join(parts)
    assert readable(WORDS, data) == sorted(word for word in WORDS if any(look in data for look in spelled(word)))


def test_nothing_is_found_in_nothing() -> None:
    assert readable([], b"Tapachula") == readable(WORDS, b"") == []
