"""A translator sees a sentence in its place, without another file to bring up to date."""

import pytest

from bot.core.language.message import Label, Outgoing
from bot.core.language.text import Day, Text, Texts
from bot.settings import root
from bot.storage.files.catalogs import load_catalogs
from tests.conftest import NOW
from tests.conversations.player import Line, Played
from tests.conversations.show import LONG_BUBBLE, LONG_BUTTON, long_bubbles, place
from tests.conversations.stretched import stretched

pytestmark = pytest.mark.xdist_group("stories")  # in one process, each story is played once


@pytest.mark.parametrize("key", ["cancel.sure", "group.question", "privacy.basis"])
def test_a_sentence_is_shown_where_a_story_says_it(key: str) -> None:
    found = place("ht", key)
    assert found
    assert key in [outgoing.key for outgoing in found[1].shown]


def test_a_text_that_no_story_says_has_no_place() -> None:
    assert place("ht", "cancel.nothing") is None


def test_a_bubble_that_is_long_only_as_a_whole_is_named_with_its_place() -> None:
    short, whole = "a" * LONG_BUBBLE, f"{'a' * (LONG_BUBBLE // 2)}\n{'b' * (LONG_BUBBLE // 2)}"
    shown = (Outgoing("a.key", short, "ht"), Outgoing("b.key", whole, "ht"))
    played = Played([Line("a: tap continue", shown=shown)])
    assert list(long_bubbles(played)) == [(LONG_BUBBLE + 1, "b.key", "a: tap continue")]


def test_a_button_that_does_not_fit_is_named_with_its_bubble() -> None:
    labels = (Label("short", "a" * LONG_BUTTON, False), Label("long", "b" * (LONG_BUTTON + 1), False))
    played = Played([Line("a: tap continue", shown=(Outgoing("a.key", "Which?", "ht", choices=labels),))])
    assert list(long_bubbles(played)) == [(LONG_BUTTON + 1, f"a.key, button “{labels[1].text}”", "a: tap continue")]


def test_a_stretched_catalog_says_the_longest_names_days_and_hours_and_leaves_the_rest() -> None:
    catalog = load_catalogs(root() / "locales")["es"]
    say = stretched(catalog).say
    full = Text("sites.full", "{site} (no places now)", site="Tijuana")
    assert "Nogales, Sonora / Nogales, Arizona" in say(full)
    assert say(Text("slot.day", "{day}", day=Day(NOW.date(), short=True))) == catalog.say(Day(NOW.date(), short=True))
    assert len(say(Day(NOW.date()))) < len(say(Text("slot.day", "{day}", day=Day(NOW.date()))))
    many = Texts("party.too_many", "{n}", "{n}", 2, most=3)
    assert say(many) == catalog.say(many)
