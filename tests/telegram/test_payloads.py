"""A link can carry anything to /start, and anybody can send it on: it only says hello, and changes nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import App
from bot.channels.telegram.bot_api import take
from bot.core.conversation.events import Arrived, Event, Tapped
from bot.core.conversation.incoming import Incoming
from bot.services.conversation.respond import respond
from tests.conftest import NOW
from tests.services.conversation.test_respond import TO_SUMMARY, keys, rows, taken

PAYLOADS = [
    "",
    "confirm",
    "yes",
    "forget",
    "cancel",
    "0|yes",
    "1|confirm",
    "case:1",
    "a" * 64,
    "b" * 65,
    "é‮x",
    "../../x",
    "\x00",
]


def started(payload: str, update: int = 1) -> Incoming:
    chat = {"id": 7, "type": "private"}
    message = {"message_id": 1, "chat": chat, "from": {"id": 7, "language_code": "ht"}, "text": f"/start {payload}"}
    incoming = take({"update_id": update, "message": message}).incoming
    assert incoming is not None
    return incoming


@given(st.text(max_size=80))
def test_whatever_a_link_carries_it_only_says_hello(payload: str) -> None:
    incoming = started(payload)
    assert (incoming.event, incoming.carry) == (Arrived(), "")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_link_changes_nothing_for_a_stranger(app: App, payload: str) -> None:
    answer = respond(app, started(payload), NOW)
    assert [outgoing.key for outgoing in answer.replies] == ["language.choose"]
    assert rows(app) == dict.fromkeys(rows(app), 0)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_link_opens_confirms_and_deletes_nothing_for_somebody_with_an_appointment(app: App, payload: str) -> None:
    events: list[Event] = [*TO_SUMMARY, Tapped("confirm"), Tapped("forget")]
    carry = ""
    for number, event in enumerate(events):
        carry = respond(app, Incoming("telegram:7", f"before:{number}", event, carry, "ht"), NOW).carry
    before = rows(app)["booking"], taken(app)
    assert respond(app, started(payload), NOW).step == "come_back", (
        "and nothing is shown before it is clear who is there"
    )
    assert (rows(app)["booking"], taken(app)) == before == (1, 3)
    assert keys(list(respond(app, started(payload, 1), NOW).replies)) == [], "a link that comes twice says hello once"
