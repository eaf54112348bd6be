"""A flood from one chat is answered once and stores nothing in clear; whoever is merely quick never meets it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.channels.local.story_player import edit_pack
from bot.core.conversation.events import Arrived, Event, Said, Tapped
from bot.core.conversation.incoming import Incoming
from bot.core.language.message import Channel
from bot.core.programme.pack import Parameter
from bot.services import rate_limits
from bot.services.conversation.respond import Answer, respond, respond_all
from bot.services.rate_limits import BOOKINGS, CHAT
from bot.services.tick import tick
from bot.storage.database import transaction
from bot.storage.files.packs import load_pack
from tests.conftest import LANGUAGES, NOW, POLICY, OpenApp
from tests.services.conversation.test_respond import TO_SUMMARY, keys, rows, taken, talk_at

OPEN = Channel("telegram", choices=12, open=True)


def write(
    app: App, events: list[Event], address: str = "telegram:7301", hint: str = "", second: float = 0
) -> list[Answer]:
    """Everything at one moment, each with what the last answer carried."""
    answers: list[Answer] = []
    for n, event in enumerate(events):
        carry = answers[-1].carry if answers else ""
        incoming = Incoming(address, f"{len(address)}:{second}:{n}", event, carry, hint, OPEN)
        answers.append(respond(app, incoming, NOW + timedelta(seconds=second)))
    return answers


def said(answers: list[Answer]) -> list[str]:
    return [outgoing.key for answer in answers for outgoing in answer.replies]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stranger_who_floods_is_told_once_in_their_language_and_nothing_is_stored_in_clear(
    app: App, tmp_path: Path, language: str
) -> None:
    answers = write(app, [Arrived(), *[Said("kjh")] * 60], "telegram:canary73", hint=language)
    assert said(answers)[CHAT.most :] == ["limit.messages"]
    (told,) = [outgoing for answer in answers for outgoing in answer.replies if outgoing.key == "limit.messages"]
    assert told.language == language
    assert rows(app) == dict.fromkeys(rows(app), 0)
    assert app.db.execute("SELECT count(*) FROM received").fetchone()[0] == 0, "not even that they wrote"
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("randevou.db*") if not path.name.endswith(".key"))
    assert b"canary73" not in stored
    tick(app, NOW + timedelta(minutes=1))
    assert app.db.execute("SELECT count(*) FROM bucket").fetchone()[0] == 0


def test_a_limit_begins_on_its_day_by_the_clock_of_the_programme(app: App) -> None:
    sunday = datetime(2026, 11, 23, 3, tzinfo=UTC)  # in New York; in UTC it is Monday
    monday = date(2026, 11, 23)
    limits = (Parameter("chat_messages", 1, monday, None, ""), Parameter("bookings_a_day", 1, monday, None, ""))
    strict = replace(app, pack=replace(app.pack, parameters=(*app.pack.parameters, *limits)))
    for now, most in ((sunday, 2), (sunday + timedelta(hours=3), 1)):
        with transaction(app.db):
            chat = [rate_limits.room_for(strict, Incoming(f"t:{now}", "", Arrived(), channel=OPEN), now) for _ in "12"]
            booking = [rate_limits.may_book(strict, f"person {now}", now) for _ in "12"]
        assert (chat.count("room"), booking.count(True)) == (most, most)


def test_silence_ends_when_there_is_room_and_the_person_goes_on_where_they_were(app: App) -> None:
    begun: list[Event] = [
        Arrived(),
        Tapped("ht"),
        Tapped("understood"),
        Tapped("continue"),
        Tapped("agree"),
        Tapped("3"),
    ]
    write(app, [*begun, *[Said("kjh")] * 30])
    (after,) = write(app, [Tapped("yes")], second=CHAT.seconds)
    assert after.step == "confirm_place"


def test_whoever_floods_silences_nobody_else(app: App) -> None:
    write(app, [Arrived()] * 40, "telegram:11")
    assert said(write(app, [Arrived()], "telegram:222")) == ["language.choose"]


def test_a_whole_booking_typed_as_fast_as_anybody_can_meets_no_limit(app: App) -> None:
    answers = write(app, [*TO_SUMMARY, Tapped("confirm"), Tapped("save"), Tapped("paper")])
    assert "limit.messages" not in said(answers)
    assert answers[-1].step == "booked"


def test_a_volunteer_who_books_for_one_family_after_another_on_one_phone_meets_no_limit(app: App) -> None:
    second = 0
    for _ in range(6):
        for event in [*TO_SUMMARY, Tapped("confirm"), Tapped("help")]:
            second += 3
            assert "limit.messages" not in said(write(app, [event], second=second))


def test_a_message_that_was_not_answered_for_want_of_room_does_nothing(app: App) -> None:
    write(app, [*TO_SUMMARY, *[Said("kjh")] * 20])
    write(app, [Tapped("confirm")])
    assert taken(app) == 0


def test_a_person_may_move_a_seat_often_but_not_all_day_long_and_keeps_what_they_have(app: App) -> None:
    talk = talk_at(app, [*TO_SUMMARY, Tapped("confirm")])
    hours = ["ciudad-juarez@2026-11-25T08:00", "ciudad-juarez@2026-11-25T13:00"]
    for n in range(BOOKINGS - 1):
        for choice in ("another_time", "2026-11-25", hours[n % 2]):
            talk.hear(Tapped(choice))
        assert keys(talk.hear(Tapped("confirm"))) == ["moved.done", "ticket.booked"]
    for choice in ("another_time", "2026-11-25", hours[1]):
        talk.hear(Tapped(choice))
    assert keys(talk.hear(Tapped("confirm"))) == ["limit.bookings", "ticket.booked"]
    assert taken(app) == 3
    assert keys(talk.hear(Tapped("cancel"))) == ["cancel.sure"]
    assert keys(talk.hear(Tapped("yes"))) == ["cancelled.done"], "a seat can always be given back"
    assert taken(app) == 0
    talk.hear(Tapped("continue"))
    for choice in ("2026-11-25", hours[0]):
        talk.hear(Tapped(choice))
    assert keys(talk.hear(Tapped("confirm"))) == ["limit.bookings"]
    assert taken(app) == 0
    assert keys(talk.hear(Tapped("summary"))) == ["summary.question"]


def test_whoever_finds_the_seat_taken_again_and_again_has_used_up_nothing(app: App) -> None:
    talk = talk_at(app, TO_SUMMARY)
    hours = ["ciudad-juarez@2026-11-25T13:00", "ciudad-juarez@2026-11-25T08:00"]
    for n in range(BOOKINGS + 5):
        _leave_free(app, hours[(n + 1) % 2])
        assert "slot.gone" in keys(talk.hear(Tapped("confirm")))
        assert keys(talk.hear(Tapped(hours[(n + 1) % 2]))) == ["summary.question"]
    assert keys(talk.hear(Tapped("confirm"))) == ["ticket.booked"]


def _leave_free(app: App, hour: str) -> None:
    """Somebody takes every seat of that day but those of one hour, by El Paso's clock."""
    starts_at = {"08:00": "2026-11-25T15:00:00Z", "13:00": "2026-11-25T20:00:00Z"}[hour[-5:]]
    app.db.execute("UPDATE slots SET taken = offered WHERE starts_at LIKE '2026-11-25%'")
    app.db.execute("UPDATE slots SET taken = 0 WHERE starts_at = ?", (starts_at,))


def test_a_flood_from_somebody_whose_key_is_lost_stops_no_one_else(app: App) -> None:
    write(app, [*TO_SUMMARY, Tapped("confirm")])
    (person,) = [row["id"] for row in app.db.execute("SELECT id FROM person")]
    app.seal.keys.write({}, [person])
    app.seal.keys._open.clear()
    flood = [Incoming("telegram:7301", f"again:{n}", Said("kjh"), channel=OPEN) for n in range(40)]
    other = Incoming("telegram:2222", "other", Arrived(), channel=OPEN)
    answers = respond_all(app, [*flood, other], NOW)
    assert said(answers[-1:]) == ["language.choose"]


def test_the_calm_sentence_comes_in_the_language_that_was_chosen_before_anything_is_kept(app: App) -> None:
    answers = write(app, [Arrived(), Tapped("fr"), *[Said("kjh")] * 40], hint="en")
    told = [outgoing.language for answer in answers for outgoing in answer.replies if outgoing.key == "limit.messages"]
    assert told == ["fr"]


@pytest.mark.parametrize(("most", "answered"), [(3, 3), (0, 1)])
def test_a_pack_may_set_how_much_one_chat_may_write(
    open_app: OpenApp, tmp_path: Path, most: int, answered: int
) -> None:
    new = f'[[parameters.chat_messages]]\nvalue = {most}\nfrom = 2026-11-01\nsource = "x"\n[[parameters.horizon_days]]'
    folder = edit_pack(
        POLICY / "legal-clinic", {"file": "pack.toml", "old": "[[parameters.horizon_days]]", "new": new}, tmp_path / "p"
    )
    app = open_app(load_pack(folder))
    assert said(write(app, [Arrived()] * 8)) == ["language.choose"] * answered + ["limit.messages"]


def test_a_message_that_comes_again_and_was_answered_takes_nothing_from_the_bucket(app: App) -> None:
    begun: list[Event] = [Arrived(), Tapped("ht"), Tapped("understood"), Tapped("continue"), Tapped("agree")]
    write(app, begun)
    again = Incoming("telegram:7301", "again", Tapped("3"), "", "", OPEN)
    for _ in range(CHAT.most):
        assert said([respond(app, again, NOW)]) == []
    assert write(app, [Tapped("yes")], second=0.5)[0].step == "confirm_place"
