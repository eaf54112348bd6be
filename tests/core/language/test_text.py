"""Texts are values: they are filled, counted, put into one language, and stored and read back."""

import doctest
from dataclasses import replace
from datetime import date, time

import pytest

from bot.core.language import text
from bot.core.language.message import Choice
from bot.core.language.text import ENGLISH, Country, Day, Heard, Text, Texts, Value, bands, from_data, to_data
from bot.core.understanding import answers, numbers_and_dates, vocabulary

CREOLE = replace(
    ENGLISH,
    language="ht",
    messages={"taken": ("{time} pran.",), "groups": ("{n} gwoup", "{n} gwoup yo"), "list.and": ("{rest} ak {last}",)},
    countries={"HT": "Ayiti"},
)


def test_the_examples_in_the_documentation_are_true() -> None:
    for module in (text, vocabulary, answers, numbers_and_dates):
        assert doctest.testmod(module).failed == 0


def test_a_text_is_said_in_its_language_and_in_english_where_that_has_none() -> None:
    taken = Text("taken", "{time} is gone.", time=time(13))
    assert CREOLE.say(taken) == "1:00 pm (13:00) pran."
    assert CREOLE.say(Text("other", "{n} left", n=2)) == "2 left"
    assert ENGLISH.say(Text("nested", "{what}!", what=taken)) == "1:00 pm (13:00) is gone.!"


def test_a_value_never_opens_a_placeholder_and_a_missing_one_stays_visible() -> None:
    assert ENGLISH.say(Text("x", "{a} {b}", a="{b}", b="{a}")) == "{b} {a}"
    assert ENGLISH.say(Text("x", "{a}")) == "{a}"


def test_a_plural_counts_and_can_be_filled_later() -> None:
    groups = Texts("groups", "{n} group at {place}", "{n} groups at {place}", n=2, place="?")
    assert ENGLISH.say(groups) == "2 groups at ?"
    assert CREOLE.say(Texts("groups", "{n} group", "{n} groups", n=1)) == "1 gwoup"
    assert ENGLISH.say(Text("x", "{a}{b}").filled(a=1).filled(b=2)) == "12"


@pytest.mark.parametrize(
    ("parts", "said"), [((), ""), (("a",), "a"), (("a", "b"), "a ak b"), (("a", "b", "c"), "a, b ak c")]
)
def test_a_list_ends_with_an_and(parts: tuple[Value, ...], said: str) -> None:
    assert CREOLE.say(parts) == said


def test_days_times_and_countries_are_said() -> None:
    assert ENGLISH.say(Day(date(2026, 12, 1))) == "Tuesday 1 December"
    assert ENGLISH.say(Day(date(2026, 12, 1), short=True)) == "Tue 1 Dec"
    assert [ENGLISH.say(time(*at)) for at in ((0, 5), (12, 0), (23, 59))] == [
        "12:05 am (00:05)",
        "12:00 pm (12:00)",
        "11:59 pm (23:59)",
    ]
    assert (CREOLE.say(Country("HT")), CREOLE.say(Country("XX"))) == ("Ayiti", "XX")
    assert bands("12: {h} pm | 0: {h} am") == [(0, "{h} am"), (12, "{h} pm")]


def test_words_that_are_heard_come_without_the_spaces_around_them() -> None:
    assert ENGLISH.hear(Heard("heard.x", " yes | yep||")) == ("yes", "yep")


@pytest.mark.parametrize(
    "value",
    [
        Text("a", "b {c} {d}", c=Day(date(2026, 1, 2), short=True), d=("x", 3, time(1, 2))),
        Texts("a", "one", "many", n=3, place=Country("MX")),
        Text("outer", "{inner}", inner=Text("inner", "{n}", n=1)),
        date(2026, 1, 2),
        "words",
    ],
)
def test_a_value_written_down_is_read_back_the_same(value: Value) -> None:
    assert from_data(to_data(value)) == value
    with pytest.raises(ValueError, match="not a stored value"):
        from_data({"what": 1})


def test_a_choice_needs_no_catalog_for_a_name() -> None:
    assert ENGLISH.say(Choice("nog", "Nogales").label) == "Nogales"
