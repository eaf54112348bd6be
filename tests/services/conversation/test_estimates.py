"""A rule or a figure that the pack marks as an estimate says so to the person; one that is not marked does not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app import App
from bot.core.conversation.events import Event, Said, Tapped
from bot.core.programme.pack import Pack
from bot.services.tick import tick
from tests.conftest import LANGUAGES, NOW, OpenApp
from tests.said import translation
from tests.services.conversation.test_respond import TO_CONSENT, TO_PLACE, TO_SUMMARY, talk_at

MARKS = ("estimate.figure", "estimate.rule", "estimate.area", "estimate.hours")
AGREED = [*TO_CONSENT, Tapped("agree")]
TO_NO = [*AGREED, Tapped("3"), Tapped("none")]
TO_CHILD = [*AGREED, Tapped("1"), Tapped("child_alone")]
TO_NONE = [*TO_SUMMARY[:-2]]


def rules(pack: Pack, mark: bool) -> Pack:
    return replace(pack, rules=tuple(replace(rule, estimate=mark) for rule in pack.rules))


def areas(pack: Pack, mark: bool) -> Pack:
    return replace(pack, areas=tuple(replace(area, estimate=mark) for area in pack.areas))


def hours(pack: Pack, mark: bool) -> Pack:
    return replace(pack, sites=tuple(replace(site, estimate=mark) for site in pack.sites))


def days(pack: Pack, mark: bool) -> Pack:
    """No seats before a day after the horizon."""
    first = NOW.date() + timedelta(days=20)
    kept = [replace(seats, end=None, estimate=mark) for seats in pack.capacities[-8:]]
    later = tuple(replace(seats, start=first) for seats in kept)
    none = tuple(replace(seats, end=first - timedelta(days=1), per_day=0, estimate=False) for seats in kept)
    return replace(pack, capacities=(*none, *later))


def most(pack: Pack, mark: bool) -> Pack:
    """Two seats at any hour."""
    few = tuple(replace(seats, end=None, per_day=4, estimate=mark) for seats in pack.capacities[-8:])
    return replace(pack, capacities=few)


def last_said(app: App, events: list[Event], language: str) -> str:
    talk = talk_at(app, [Tapped(language) if event == Tapped("ht") else event for event in events[:-1]])
    return "\n".join(outgoing.text for outgoing in talk.hear(events[-1]))


@pytest.mark.parametrize("mark", [True, False], ids=["marked", "not marked"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("marking", "events"),
    [
        (rules, [*AGREED, Tapped("3"), Tapped("yes")]), (rules, TO_NO), (rules, TO_CHILD),
        (areas, [*TO_PLACE, Said("Guatemala")]), (hours, TO_SUMMARY), (hours, TO_SUMMARY[:-1]),
        (days, TO_NONE), (most, TO_NONE),
    ],
    ids=["listed", "not listed", "to a person", "outside", "summary", "times", "paused until", "never so many"],
)  # fmt: skip
def test_what_is_marked_as_an_estimate_says_so(
    open_app: OpenApp,
    packs: dict[str, Pack],
    marking: Callable[[Pack, bool], Pack],
    events: list[Event],
    language: str,
    mark: bool,
) -> None:
    app = open_app(marking(packs["border-appointments"], mark))
    tick(app, NOW)
    said = last_said(app, events, language)
    assert any(translation(language, key) in said for key in MARKS) is mark, said
