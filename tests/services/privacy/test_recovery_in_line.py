"""A person in the line, without an appointment, comes back after losing the phone: by the code of the request."""

from datetime import timedelta

import pytest

from bot.app import App
from bot.channels.local.story_player import CODE
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Arrived, Event, Said, Tapped
from bot.services.privacy import recovery
from bot.services.tick import tick
from bot.storage.tables import people
from tests.conftest import DESK, NOW, OpenApp, our_pack, two_helpers
from tests.core.conversation.test_draw import with_parameters
from tests.services.booking.drawing_people import request
from tests.services.conversation.test_respond import keys, talk_at

PIN = "48213759"
WAITING: list[Event] = [
    Arrived(), *map(Tapped, ("en", "understood", "continue", "agree", "2", "yes")), Said("tijuana"),
    *map(Tapped, ("yes", "tijuana", "done", "any", "yes")),
]  # fmt: skip
LATER = NOW + timedelta(days=2)


@pytest.fixture
def line(open_app: OpenApp) -> App:
    """A pack in which everybody waits for the draw."""
    app = open_app(with_parameters(our_pack("border-appointments"), newcomers="draw", request_opens=None))
    tick(app, NOW)
    return app


def code_of(talk: Talk) -> str:
    """The code that the person reads while they wait."""
    (code,) = CODE.findall("\n".join(outgoing.text for outgoing in talk.hear(Tapped("status"))))
    return str(code)


def comes_back(app: App, code: str, secret: str) -> Talk:
    """Somebody who comes from another phone, days later."""
    return talk_at(app, [Arrived(), Tapped("fr"), Tapped("recover"), Said(code), Said(secret)], "new", LATER)


def test_with_the_code_of_the_request_and_the_pin_the_line_goes_on_at_another_phone(line: App) -> None:
    old = talk_at(line, [*WAITING, Tapped("pin"), Said(PIN), Said(PIN)])
    code = code_of(old)
    new = comes_back(line, code, PIN)
    person = people.current_at(line.db, line.seal, "terminal:new")
    assert person
    found = request(line, person)
    assert found
    assert (found.state, found.since, found.code) == ("asked", NOW, code)
    assert (new.step, code_of(new)) == ("request_place", code)
    assert old.hear(Arrived())[0].key == "language.choose"


def test_two_helpers_open_a_request_by_its_code(line: App) -> None:
    code = code_of(talk_at(line, WAITING))
    words = recovery.issue(line, code, two_helpers(line), LATER, DESK)
    assert isinstance(words, str)
    assert comes_back(line, code, words).step == "request_place"


def test_a_wrong_pin_opens_no_request(line: App) -> None:
    code = code_of(talk_at(line, [*WAITING, Tapped("pin"), Said(PIN), Said(PIN)]))
    new = comes_back(line, code, "5938")
    assert keys(new.hear(Said("77777"))) == ["recover.wrong"]
    assert people.current_at(line.db, line.seal, "terminal:new") is None
