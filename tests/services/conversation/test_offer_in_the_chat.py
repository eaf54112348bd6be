"""A place is on offer to a person who corrects an answer, looks again, or taps an old button."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Arrived, Look, Tapped
from bot.core.language.message import Outgoing
from bot.services.tick import tick
from bot.storage.lost_commits import miscounted_slots
from bot.storage.tables import people
from tests.conftest import NOW, OpenApp, our_pack
from tests.core.conversation.test_draw import with_parameters
from tests.services.booking.drawing_people import held, request, state
from tests.services.conversation.test_respond import keys
from tests.services.privacy.test_recovery_in_line import WAITING

HOUR = timedelta(hours=1)
Offered = tuple[App, Talk, str, Callable[[timedelta], datetime]]
"""The app, the talk of a person who reads an offer, the person, and a clock that ticks on."""


@pytest.fixture
def offered(open_app: OpenApp) -> Offered:
    app = open_app(with_parameters(our_pack("border-appointments"), newcomers="draw", request_opens=None))
    now = NOW

    def passes(time: timedelta) -> datetime:
        nonlocal now
        for _ in range(time // HOUR):
            now += HOUR
            tick(app, now)
        return now

    tick(app, now)
    talk = Talk(app, "terminal:a", lambda: now)
    for event in WAITING:
        talk.hear(event)
    passes(22 * HOUR)
    assert keys(taps(talk, "status", "yes")) == ["back.resumed", "offer.held", "offer.until"]
    return app, talk, people.current_at(app.db, app.seal, "terminal:a") or "", passes


def taps(talk: Talk, *choices: str) -> list[Outgoing]:
    return [talk.hear(Tapped(choice)) for choice in choices][-1]


def test_an_age_that_is_corrected_leaves_the_offer_to_its_window_and_gives_it_to_nobody_faster(
    offered: Offered,
) -> None:
    app, talk, person, passes = offered
    assert keys(taps(talk, "know", "correct", "q:vulnerable", "none")) == ["result.not_listed"]
    assert keys(taps(talk, "confirm"))[-1] == "result.not_listed", "nobody takes a place that the rules do not list"
    assert (state(app, person), held(app)) == ("offered", (2, 2))
    passes(30 * HOUR)
    assert (state(app, person), held(app), miscounted_slots(app.db, passes(HOUR))) == ("lapsed", (0, 0), 0)


def test_who_slips_at_the_age_and_says_it_again_still_has_the_offer(offered: Offered) -> None:
    app, talk, person, _ = offered
    before = request(app, person)
    taps(talk, "know", "correct", "q:vulnerable", "none")
    assert keys(taps(talk, "know", "correct", "q:vulnerable", "yes"))[-2:] == ["offer.held", "offer.until"]
    assert request(app, person) == before
    assert keys(taps(talk, "confirm")) == ["ticket.booked"]


@pytest.mark.parametrize(
    ("choices", "again"),
    [
        (("confirm",), ["ticket.booked"]),
        (("decline",), ["request.waiting", "request.groups"]),
        (("decline", "withdraw", "yes"), ["request.days"]),
        (("other_time",), ["offer.held", "offer.until"]),
    ],
)
def test_an_outcome_that_is_looked_at_again_happens_once(
    offered: Offered, choices: tuple[str, ...], again: list[str]
) -> None:
    app, talk, person, _ = offered
    taps(talk, *choices)
    after = (request(app, person), held(app))
    for _ in range(2):
        assert keys(talk.hear(Look())) == again
    talk.hear(Arrived())
    assert (request(app, person), held(app)) == after
