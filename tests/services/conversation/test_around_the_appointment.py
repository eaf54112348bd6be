"""From its hour on, nobody hears of a future that is over, and nobody is asked why an appointment was missed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Said, Tapped
from bot.core.conversation.state import conversation_to_data
from bot.core.language.message import Outgoing
from bot.core.language.text import Text
from bot.services.tick import GRACE, tick
from bot.storage.tables import conversations, people
from tests.conftest import LANGUAGES, NOW
from tests.services.conversation.test_my_data import in_language
from tests.services.conversation.test_respond import TO_SUMMARY, keys, talk_at

HOUR = datetime(2026, 11, 25, 20, tzinfo=UTC)
"""One o'clock in El Paso, when the appointment begins."""
FUTURE = ("cancel.sure", "cancelled.done", "leave.sure", "leave.done", "restart.booked", "forget.booked", "moved.done",
          "forget.done_booked")  # fmt: skip
At = Callable[..., Talk]


@pytest.fixture
def at(app: App) -> At:
    """Open the chat again at a moment, as the same person: somebody with an appointment for three."""

    def come(moment: datetime, language: str = "en") -> Talk:
        talk = talk_at(app, in_language([*TO_SUMMARY, Tapped("confirm")], language))
        tick(app, moment)
        talk.clock = lambda: moment
        talk.hear(Tapped("status"))
        return talk

    return come


def opened(talk: Talk) -> list[Outgoing]:
    return talk.hear(Tapped("yes"))


def ids(shown: Outgoing) -> set[str]:
    return {choice.id for choice in shown.choices}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("late", [timedelta(0), timedelta(minutes=5), GRACE - timedelta(seconds=1)])
def test_from_its_hour_to_the_end_of_its_grace_the_ticket_says_that_it_began(
    at: At, language: str, late: timedelta
) -> None:
    ticket = opened(at(HOUR + late, language))[-1]
    assert ticket.key == "ticket.begun"
    assert {"another_time", "person"} <= ids(ticket)
    assert not {"cancel", "save", "leave"} & ids(ticket)


def test_a_second_before_its_hour_it_is_the_ticket_as_ever(at: At) -> None:
    ticket = opened(at(HOUR - timedelta(seconds=1)))[-1]
    assert (ticket.key, {"cancel", "leave"} <= ids(ticket)) == ("ticket.booked", True)


def test_the_ticket_says_what_if_late_if_the_pack_does(app: App) -> None:
    late = Text("late", "Ring twice.")
    said = replace(app, pack=replace(app.pack, late=late))
    talk = talk_at(said, [*TO_SUMMARY, Tapped("confirm")])
    before = talk.hear(Tapped("ticket"))[-1]
    talk.clock = lambda: HOUR + timedelta(minutes=5)
    talk.hear(Tapped("status"))
    for ticket in (before, opened(talk)[-1]):
        assert "Ring twice." in ticket.text


@pytest.mark.parametrize("asked", ["cancel", "leave", "restart"])
def test_what_has_begun_is_not_cancelled_divided_or_started_over(app: App, at: At, asked: str) -> None:
    talk = at(HOUR + timedelta(minutes=5))
    opened(talk)
    assert keys(talk.hear(Tapped(asked))) == ["begun.too_late", "ticket.begun"]
    assert app.db.execute("SELECT count(*) FROM booking WHERE state = 'booked'").fetchone()[0] == 1


@pytest.mark.parametrize("asked", ["cancel", "leave"])
def test_a_question_that_was_asked_before_the_hour_changes_nothing_after_it(app: App, asked: str) -> None:
    talk = talk_at(app, [*TO_SUMMARY, Tapped("confirm")])
    talk.clock = lambda: HOUR - timedelta(minutes=1)
    for choice in ("status", "yes", asked):
        talk.hear(Tapped(choice))
    talk.clock = lambda: HOUR
    assert keys(talk.hear(Tapped("yes"))) == ["begun.too_late", "ticket.begun"]
    assert app.db.execute("SELECT count(*) FROM booking").fetchone()[0] == 1


def test_nothing_that_can_be_reached_then_speaks_of_seats_for_others(at: At) -> None:
    talk = at(HOUR + timedelta(hours=1))
    opened(talk)
    heard = []
    for choice in ("cancel", "leave", "restart", "help", "continue", "another_time", "back", "forget", "yes"):
        heard += talk.hear(Tapped(choice))
    assert not {shown.key for shown in heard} & set(FUTURE)
    assert heard[-1].key == "forget.done_begun"


def test_who_missed_it_takes_another_time_at_once(app: App, at: At) -> None:
    talk = at(HOUR + timedelta(hours=1))
    opened(talk)
    for choice in ("another_time", "2026-11-27", "ciudad-juarez@2026-11-27T13:00"):
        shown = talk.hear(Tapped(choice))
    assert keys(shown) == ["summary.question"]
    assert keys(talk.hear(Tapped("confirm"))) == ["moved.begun", "ticket.booked"]
    assert app.db.execute("SELECT count(*) FROM booking").fetchone()[0] == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("answer", "said"), [("yes", "past.took_place"), ("no", "past.missed")])
def test_afterwards_who_comes_back_is_asked_and_then_sees_what_can_be_done(
    at: At, language: str, answer: str, said: str
) -> None:
    talk = at(HOUR + GRACE + timedelta(minutes=1), language)
    asked = opened(talk)
    assert keys(asked) == ["past.question"]
    assert ids(asked[0]) >= {"yes", "no", "continue"}
    told = talk.hear(Tapped(answer))
    assert keys(told) == [said]
    assert ids(told[0]) >= {"continue", "person", "forget"}
    assert keys(talk.hear(Tapped("continue"))) == ["slot.days"]


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "I missed it", "past.missed"),
        ("es", "no llegué", "past.missed"),
        ("ht", "mwen rate li", "past.missed"),
        ("fr", "je l’ai manqué", "past.missed"),
        ("en", "yes", "past.took_place"),
        ("es", "sí", "past.took_place"),
        ("ht", "wi", "past.took_place"),
        ("fr", "oui", "past.took_place"),
    ],
)
def test_the_answer_may_be_typed(at: At, language: str, text: str, said: str) -> None:
    talk = at(HOUR + GRACE + timedelta(minutes=1), language)
    opened(talk)
    assert keys(talk.hear(Said(text))) == [said]


@pytest.mark.parametrize("last", [(), ("another_time",), ("another_time", "back"), ("another_time", "status")])
@pytest.mark.parametrize("hours", [-20, 2])
def test_whatever_was_looked_at_before_it_is_asked(app: App, last: tuple[str, ...], hours: int) -> None:
    talk = talk_at(app, [*TO_SUMMARY, Tapped("confirm")])
    talk.clock = lambda: HOUR + timedelta(hours=hours)
    for choice in ("status", "yes", *last):
        talk.hear(Tapped(choice))
    later = HOUR + GRACE + timedelta(hours=1)
    tick(app, later)
    talk.clock = lambda: later
    talk.hear(Tapped("status"))
    assert keys(opened(talk)) == ["past.question"]


def test_nobody_is_asked_who_does_not_come_back(app: App) -> None:
    talk = talk_at(app, [*TO_SUMMARY, Tapped("confirm")])
    for hours in range(0, 24 * 20, 6):
        assert "past.question" not in keys(talk.pass_time(HOUR + timedelta(hours=hours)))


def test_nothing_that_is_kept_tells_what_was_answered(app: App, at: At) -> None:
    kept = []
    for answer in ("yes", "no"):
        talk = at(HOUR + GRACE + timedelta(minutes=1))
        opened(talk)
        talk.hear(Tapped(answer))
        person = people.current_at(app.db, app.seal, talk.address)
        assert person
        saved = conversations.load(app.db, app.seal, person, app.pack.id)
        assert saved
        state = conversation_to_data(
            replace(saved.conversation, asked=0)
        )  # it is made from the number of the case, too
        counts = app.db.execute("SELECT (SELECT count(*) FROM booking), (SELECT count(*) FROM outbox)").fetchone()
        kept.append((state, tuple(counts)))
        for choice in ("forget", "yes"):
            talk.hear(Tapped(choice))
        talk.clock = lambda: NOW
    assert kept[0] == kept[1]


def test_it_is_asked_once(at: At) -> None:
    talk = at(HOUR + GRACE + timedelta(minutes=1))
    opened(talk)
    talk.hear(Tapped("no"))
    later = HOUR + timedelta(days=3)
    talk.clock = lambda: later
    assert keys(talk.hear(Tapped("status"))) == ["back.question"]
    assert "past.question" not in keys(talk.hear(Tapped("yes")))


def test_who_had_booked_nothing_is_not_told_that_an_appointment_is_over(app: App) -> None:
    talk = talk_at(app, TO_SUMMARY)
    later = HOUR + GRACE + timedelta(minutes=1)
    tick(app, later)
    talk.clock = lambda: later
    talk.hear(Tapped("status"))
    (over, _) = opened(talk)
    assert over.key == "back.over"
    assert "nothing was booked" in over.text or over.language != "en"


def test_a_time_chosen_after_an_earlier_appointment_is_not_that_appointment(at: At) -> None:
    talk = at(HOUR + GRACE + timedelta(minutes=1))
    opened(talk)
    for choice in ("no", "continue", "2026-11-27", "ciudad-juarez@2026-11-27T13:00"):
        talk.hear(Tapped(choice))
    later = HOUR + timedelta(days=4)
    talk.clock = lambda: later
    talk.hear(Tapped("status"))
    assert keys(opened(talk))[0] == "back.over"
