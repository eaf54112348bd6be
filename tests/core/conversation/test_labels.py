"""What stands on a button fits there, with the longest names and days, too."""

from datetime import timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from bot.core.conversation import labels
from bot.core.conversation.facts import Facts
from bot.core.language.message import Channel
from bot.settings import root
from bot.storage.files.catalogs import load_catalogs, overlay
from bot.storage.files.gazetteer import load_gazetteer
from tests.conftest import NOW, our_pack

MOST = Channel("").label
PACK = our_pack("border-appointments")
CATALOGS = overlay(load_catalogs(root() / "locales"), PACK)


def test_every_town_fits_on_a_button_and_is_told_from_the_others_of_its_state() -> None:
    gazetteer = load_gazetteer()
    towns = [(one.name, state.name) for one in gazetteer.places if (state := gazetteer.state(one.state))]
    said = {pair: labels.town(*pair, MOST) for pair in towns}
    assert not [label for label in said.values() if len(label) > MOST]
    assert len(set(said.values())) == len(said)
    assert said["Nogales", "Sonora"] == "Nogales, Sonora"


@pytest.mark.parametrize("language", CATALOGS)
def test_answers_fit_on_their_buttons_with_the_longest_place_all_places_and_any_hour(language: str) -> None:
    say = CATALOGS[language].say
    site = max(PACK.sites, key=lambda one: len(say(one.name)))
    hours = [NOW + timedelta(hours=7.5 * n) for n in range(1200)]  # a year, and each hour of the day
    given = [(sites, (site, NOW)) for sites in ((site,), PACK.sites)] + [((site,), (site, hour)) for hour in hours]
    for sites, slot in given:
        facts = cast(Facts, SimpleNamespace(answers=None, world=None, sites=sites, slot=slot))
        for key in ("sites", "slot"):
            label = say(labels.answer_label(key, facts, button=True))
            assert len(label) <= MOST, label
