"""A reply waits in the outbox as JSON, and is read back as it was, also from a row that version 0.1 wrote."""

import json
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.language.message import FLAGS, Choice, Reply, reply_from_data, reply_to_data
from bot.core.language.text import Country, Day, Text, Texts, Value

NAMES = st.sampled_from(("n", "place", "day", "text", "v"))
PLAIN = st.one_of(
    st.text(),
    st.integers(),
    st.dates(),
    st.times(),
    st.builds(Day, st.dates(), st.booleans()),
    st.builds(Country, st.text()),
)


def texts(values: st.SearchStrategy[Value]) -> st.SearchStrategy[Text]:
    """Texts and plurals whose placeholders are filled with these values."""
    filled = st.dictionaries(NAMES, values, max_size=2)
    others = filled.map(lambda given: {name: value for name, value in given.items() if name != "n"})
    return st.builds(lambda key, english, given: Text(key, english, **given), st.text(), st.text(), filled) | st.builds(
        lambda key, one, many, n, given: Texts(key, one, many, n, **given),
        st.text(), st.text(), st.text(), st.integers(0), others,
    )  # fmt: skip


VALUES: st.SearchStrategy[Value] = st.recursive(
    PLAIN, lambda inner: texts(inner) | st.lists(inner, max_size=3).map(tuple), max_leaves=4
)
SOME_TEXTS = st.lists(texts(VALUES), max_size=2).map(tuple)
CHOICES = st.builds(Choice, st.text(), st.text() | texts(VALUES), st.booleans())
REPLIES = st.builds(
    Reply,
    text=texts(VALUES),
    lead=SOME_TEXTS,
    lines=SOME_TEXTS,
    choices=st.lists(CHOICES, max_size=3).map(tuple),
    files=st.lists(st.text(), max_size=2).map(tuple),
    **dict.fromkeys(FLAGS, st.booleans()),
)


@given(REPLIES)
def test_every_reply_survives_the_outbox(reply: Reply) -> None:
    assert reply_from_data(json.loads(json.dumps(reply_to_data(reply)))) == reply


def test_the_flags_are_all_the_fields_that_are_yes_or_no_and_are_written_by_name() -> None:
    assert set(FLAGS) == {field.name for field in fields(Reply) if field.type in (bool, "bool")}
    reply = Reply(Text("a", "b"), location=True, hide=True)
    assert reply_to_data(reply)["flags"] == ["location", "hide"]


@pytest.mark.parametrize("flag", range(len(FLAGS)))
@pytest.mark.parametrize("written", [6, 7])
def test_the_flags_of_version_0_1_are_read_by_position(flag: int, written: int) -> None:
    data = {**reply_to_data(Reply(Text("a", "b"))), "flags": [int(n == flag) for n in range(written)]}
    expected = {name: n == flag and n < written for n, name in enumerate(FLAGS)}
    reply = reply_from_data(data)
    assert {name: getattr(reply, name) for name in FLAGS} == expected


def test_a_flag_that_no_reply_has_is_not_ignored() -> None:
    data = {**reply_to_data(Reply(Text("a", "b"))), "flags": ["hide", "loud"]}
    with pytest.raises(ValueError, match="loud"):
        reply_from_data(data)
