"""A PIN, several people on one phone, and a case that goes on from another one."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import App
from bot.channels.local.story_player import CODE
from bot.channels.local.talk import TERMINAL, Talk
from bot.core.conversation.events import Arrived, Event, Said, Tapped
from bot.core.conversation.incoming import Incoming
from bot.core.conversation.pin import is_simple, read_pin
from bot.core.language.message import Outgoing
from bot.services.conversation.deliver import deliver
from bot.services.conversation.respond import respond
from bot.services.privacy import recovery
from bot.services.tick import tick
from bot.storage.tables import people, pins
from tests.conftest import DESK, NOW, OpenApp, two_helpers
from tests.services.conversation.test_people_and_packs import tap
from tests.services.conversation.test_respond import TO_CONSENT, TO_SUMMARY, keys, rows, talk_at

PIN = "48213759"
BOOKED: list[Event] = [*TO_SUMMARY, Tapped("confirm")]
PROTECTED: list[Event] = [*BOOKED, Tapped("pin"), Said(PIN), Said(PIN)]
ASKED: list[Event] = [Arrived(), Tapped("fr"), Tapped("recover")]


def write(talk: Talk, *texts: str) -> list[str]:
    """The keys of the last answer to some texts."""
    return [keys(talk.hear(Said(text))) for text in texts][-1]


def code_of(talk: Talk) -> str:
    """The code of somebody's appointment, as the ticket says it."""
    (code,) = CODE.findall(talk.hear(Tapped("status"))[-1].text)
    return str(code)


def words_for(app: App, code: str, now: datetime) -> str | None:
    """The words of a desk at which two helpers agree."""
    return recovery.issue(app, code, two_helpers(app), now, DESK)


def count(app: App, table: str) -> int:
    return int(app.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


# The PIN


@pytest.mark.parametrize("pin", ["0000", "1234", "4321", "1987", "2026", "7890", "121212", "48214821", "2468"])
def test_a_number_that_others_would_try_first_is_refused(app: App, pin: str) -> None:
    assert is_simple(pin)
    assert write(talk_at(app, [*BOOKED, Tapped("pin")]), pin) == ["pin.simple"]
    assert count(app, "pin") == 0


@pytest.mark.parametrize("text", ["4821", " 48 21 ", "48-21", "４８２１", "٤٨٢١"])
def test_a_pin_is_the_same_however_its_digits_are_written(text: str) -> None:
    assert read_pin(text) == "4821"


@pytest.mark.parametrize("text", ["482", "482137590", "48a1", "", "²²²²", "four eight two one", "4" * 500])
def test_what_is_no_pin_is_none(text: str) -> None:
    assert read_pin(text) is None


def test_a_pin_counts_only_when_it_is_written_twice(app: App) -> None:
    talk = talk_at(app, [*BOOKED, Tapped("pin"), Said(PIN)])
    assert write(talk, "5938") == ["pin.differs"]
    talk.hear(Arrived())
    assert tap(talk, "yes") == ["back.appointment", "ticket.booked"], "none is set"


def test_a_pin_is_changed_and_removed_only_with_the_old_one(app: App) -> None:
    talk = talk_at(app, [*PROTECTED, Tapped("pin"), Tapped("pin_change")])
    assert write(talk, "5938") == ["pin.wrong"]
    assert write(talk, PIN) == ["pin.new"]
    assert write(talk, "5938", "5938")[0] == "pin.set"
    talk.hear(Arrived())
    talk.hear(Tapped("yes"))
    assert write(talk, PIN) == ["pin.wrong"]
    assert write(talk, "5938") == ["back.appointment", "ticket.booked"]
    tap(talk, "pin", "pin_remove")
    assert write(talk, "5938") == ["pin.removed", "ticket.booked"]
    assert count(app, "pin") == 0


def test_no_digit_of_a_pin_is_said_back_or_kept_to_read(app: App, tmp_path: Path) -> None:
    talk = talk_at(app, [*BOOKED, Tapped("pin")])
    shown: list[Outgoing] = []
    for event in (Said(PIN), Said(PIN), Arrived(), Said("93847162"), Said(PIN + "999"), Said(PIN)):
        shown += talk.hear(event)
        app.db.execute("PRAGMA wal_checkpoint")
        stored = b"".join(path.read_bytes() for path in tmp_path.glob("randevou.db*"))
        assert PIN.encode() not in stored
        assert b"93847162" not in stored
    assert not [outgoing for outgoing in shown if PIN in outgoing.text or "9384" in outgoing.text]
    assert talk.step == "booked"


def test_the_message_that_held_a_secret_is_cleared_before_and_after_consent(app: App) -> None:
    kept = talk_at(app, [*BOOKED, Tapped("pin")])
    respond(app, Incoming(kept.address, "x1", Said(PIN), channel=TERMINAL, message="41"), NOW)
    shown: list[Outgoing] = []
    deliver(app, lambda _, outgoing: shown.append(outgoing), NOW, kept.address)
    assert [(outgoing.clears, outgoing.clear_input) for outgoing in shown] == [(("41",), True)]
    stranger = talk_at(app, ASKED, "b")
    asked = Incoming(stranger.address, "x2", Said("BABA BABA 000 BABI"), stranger.carry, channel=TERMINAL, message="7")
    assert [(outgoing.clears, outgoing.clear_input) for outgoing in respond(app, asked, NOW).replies] == [
        (("7",), True)
    ]


def test_wrong_tries_are_counted_through_restarts_and_close_for_longer_each_time(open_app: OpenApp) -> None:
    app = open_app()
    tick(app, NOW)
    now = NOW
    talk = Talk(app, "terminal:a", lambda: now)
    for event in PROTECTED:
        talk.hear(event)
    for hours in (1, 2, 4):
        for attempt in range(5):
            app.close()
            talk.app = app = open_app()
            talk.hear(Arrived())
            talk.hear(Tapped("yes"))
            assert write(talk, "5938") == ["pin.closed" if attempt == 4 else "pin.wrong"]
        now += timedelta(hours=hours, seconds=-1)
        talk.hear(Arrived())
        assert write(talk, PIN) == ["pin.closed"], "even the right one"
        now += timedelta(seconds=2)
    assert write(talk, PIN) == ["back.appointment", "ticket.booked"]


def test_the_right_pin_ends_the_count_of_wrong_ones(app: App) -> None:
    talk = talk_at(app, [*PROTECTED, Arrived(), Tapped("yes")])
    for _ in range(2):
        assert write(talk, *["7777"] * 4) == ["pin.wrong"]
        assert write(talk, PIN) == ["back.appointment", "ticket.booked"]
        talk.hear(Arrived())
        tap(talk, "yes")


def test_a_closed_case_closes_no_other_on_the_phone(app: App) -> None:
    talk = talk_at(app, [*PROTECTED, Arrived(), Tapped("someone_else")])
    for choice in ("es", "understood", "continue", "agree", "2", "pin"):
        talk.hear(Tapped(choice))
    write(talk, "5938", "5938")
    talk.hear(Arrived())
    assert tap(talk, "someone_else", "case:1") == ["back.pin"]
    assert write(talk, *["7777"] * 5) == ["pin.closed"]
    shown = tap(talk, "someone_else", "case:2")
    assert (shown, talk.language) == (["back.pin"], "es")
    assert write(talk, "5938")[0] == "back.resumed"


# Another phone


def test_whatever_does_not_fit_gets_the_same_answer_after_the_same_work(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_pin, without = talk_at(app, PROTECTED), talk_at(app, BOOKED, "b")
    work: list[int] = []
    digest = pins.digest
    monkeypatch.setattr(pins, "digest", lambda *given: work.append(1) or digest(*given))
    answers, done = [], []
    for number, code in enumerate((code_of(with_pin), code_of(without), "BABA BABA 000 BABI")):
        talk = talk_at(app, [*ASKED, Said(code)], f"stranger {number}")
        work.clear()
        answers.append(talk.hear(Said("5938")))
        done.append(len(work))
    assert answers[0] == answers[1] == answers[2]
    assert keys(answers[0]) == ["recover.wrong"]
    assert done == [1, 1, 1]


def test_of_a_stranger_who_tries_nothing_is_kept_but_hashes_for_a_day(app: App) -> None:
    talk_at(app, [*ASKED, Said("BABA BABA 000 BABI"), Said("5938")])
    assert set(rows(app).values()) == {0}
    assert (count(app, "tries"), count(app, "asking")) == (2, 1)
    tick(app, NOW + timedelta(hours=23))
    assert count(app, "tries") == 2
    tick(app, NOW + timedelta(hours=25))
    assert (count(app, "tries"), count(app, "asking")) == (0, 0)


def test_guesses_are_limited_for_a_code_whoever_guesses_and_for_an_address_whatever_code(app: App) -> None:
    code = code_of(talk_at(app, PROTECTED))
    for number in range(5):
        said = write(talk_at(app, [*ASKED, Said(code)], f"many {number}"), "5938")
        assert said == ["pin.closed" if number == 4 else "recover.wrong"]
    owner = talk_at(app, [*ASKED, Said(code)], "new phone")
    assert write(owner, PIN) == ["pin.closed"], "even the right one"
    words = words_for(app, code, NOW)
    assert words
    assert write(owner, words)[0] == "recover.done", "but a desk can help"
    one = talk_at(app, ASKED, "one")
    for number, code in enumerate(("BABA BABA 000 BABI", "TOTO TOTO 999 SIDA", *["BABA BABA 000 BABI"] * 3)):
        tap(one, "recover")
        assert write(one, code, "5938") == ["pin.closed" if number == 4 else "recover.wrong"]
    tap(one, "recover")
    assert write(one, code) == ["pin.closed"]


def test_words_of_a_desk_need_two_helpers_and_count_once_for_a_quarter_of_an_hour(app: App) -> None:
    code = code_of(talk_at(app, BOOKED))
    ana, _ = two_helpers(app)
    with pytest.raises(ValueError, match="two different"):
        recovery.issue(app, code, (ana, ana), NOW, DESK)
    assert words_for(app, "BABA BABA 000 BABI", NOW) is None
    old = words_for(app, code, NOW - timedelta(minutes=16))
    late = talk_at(app, [*ASKED, Said(code)], "late")
    assert old
    assert write(late, old) == ["recover.wrong"]
    words = words_for(app, code, NOW)
    assert words
    assert write(late, words.lower().replace(" ", "-")) == ["recover.done", "ticket.booked"]
    again = talk_at(app, [*ASKED, Said(code)], "again")
    assert write(again, words) == ["recover.wrong"]


def test_the_old_chat_is_told_nothing_and_what_was_on_its_way_there_is_let_go(app: App) -> None:
    old = talk_at(app, PROTECTED)
    code = code_of(old)
    waiting = Incoming(old.address, "slow", Tapped("save"), channel=TERMINAL, message="9")
    respond(app, waiting, NOW)
    assert rows(app)["outbox"] == 1, "not sent yet"
    new = talk_at(app, [*ASKED, Said(code)], "b")
    assert write(new, PIN) == ["recover.done", "ticket.booked"]
    assert new.language == "ht", "the language stays"
    assert old.delivered(NOW) == []
    assert count(app, "screen") == 0, "the numbers of the old chat's messages mean others in the new one"
    for event in (Tapped("cancel", 99), Tapped("yes"), Said("kjh"), Arrived()):
        assert old.hear(event)[0].key == "language.choose"
    assert code_of(new) == code


def test_whoever_has_a_case_here_keeps_it_beside_the_one_that_comes(app: App) -> None:
    code = code_of(talk_at(app, PROTECTED))
    shared = talk_at(app, [Arrived(), Tapped("es"), *BOOKED[2:]], "b")
    tap(shared, "hide", "recover")
    assert write(shared, code, PIN) == ["recover.done", "ticket.booked"]
    assert tap(shared, "hide", "continue", "someone_else") == ["back.who"]
    assert tap(shared, "case:1") == ["ticket.booked"]
    assert (shared.language, code_of(shared) == code) == ("es", False)
    assert tap(shared, "hide", "continue", "someone_else", "case:2") == ["back.pin"]


def test_somebody_who_forgot_the_pin_comes_back_on_the_same_phone_with_words_of_a_desk(app: App) -> None:
    talk = talk_at(app, PROTECTED)
    code = code_of(talk)
    words = words_for(app, code, NOW)
    tap(talk, "hide", "continue", "yes", "recover")
    assert words
    assert write(talk, code, words) == ["recover.done", "ticket.booked"]
    assert tap(talk, "pin", "continue", "hide", "continue") == ["back.question"]
    assert tap(talk, "yes") == ["back.appointment", "ticket.booked"], "the old PIN is gone"
    assert rows(app)["person"] == 1


def test_the_rest_of_a_group_has_no_phone_and_finds_its_booking_with_words_of_a_desk(app: App) -> None:
    talk = talk_at(app, BOOKED)
    theirs = code_of(talk)
    tap(talk, "leave", "yes")
    mine = code_of(talk)
    words = words_for(app, theirs, NOW)
    others = talk_at(app, [*ASKED, Said(theirs)], "b")
    assert words
    assert write(others, words) == ["recover.done", "ticket.booked"]
    assert (code_of(others), others.language) == (theirs, "fr")
    assert code_of(talk) == mine
    assert people.address_of(app.db, app.seal, people.current_at(app.db, app.seal, "terminal:b") or "") == "terminal:b"


# Anything that may be typed

ANYTHING = st.one_of(
    st.text(max_size=60),
    st.text("0123456789 -.٤２", max_size=14),
    st.text("BADOKILT 0123456789", max_size=24),
    st.sampled_from(
        ["BABA BABA 000 BABI", "4821", PIN, "back", "help", "yes", "1", "/start", "\ud800", "\x00", "recover"]
    ),
)
OUTSIDE = ("come_back", "choose_language", "see_practice", "meet_operator", "give_consent")
"""Where somebody may be who has not written the PIN: at the door, or on the way to a case of their own."""
PAGES: dict[str, list[Event]] = {
    "new": [*TO_CONSENT, Tapped("agree"), Tapped("pin")],
    "locked": [*TO_CONSENT, Tapped("agree"), Tapped("pin"), Said(PIN), Said(PIN), Arrived(), Tapped("yes")],
    "change": [*TO_CONSENT, Tapped("agree"), Tapped("pin"), Said(PIN), Said(PIN), Tapped("pin"), Tapped("pin_change")],
    "code": ASKED,
    "code and pin": [*ASKED, Said("BABA BABA 000 BABI")],
}


@pytest.mark.parametrize("page", PAGES)
def test_nothing_that_is_typed_for_a_secret_is_a_fault_or_opens_or_is_said_back(app: App, page: str) -> None:
    runs = iter(range(10_000))

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(texts=st.lists(ANYTHING, min_size=1, max_size=4))
    def typed(texts: list[str]) -> None:
        talk = talk_at(app, PAGES[page], f"{page} {next(runs)}")
        for text in texts:
            shown = talk.hear(Said(text))
            assert shown
            digits = read_pin(text)
            assert not digits or not [outgoing for outgoing in shown if digits in outgoing.text]
            if digits == PIN or not talk.step:
                return
            assert page != "locked" or talk.step in OUTSIDE, text

    typed()
    assert app.db.execute("SELECT count(*) FROM received WHERE fault IS NOT NULL").fetchone()[0] == 0


def test_a_moment_is_the_same_for_a_desk_in_any_time_zone(app: App) -> None:
    code = code_of(talk_at(app, BOOKED))
    here = datetime.fromisoformat("2026-11-22T12:00:00-08:00")
    assert here == NOW
    words = words_for(app, code, here)
    assert words
    assert write(talk_at(app, [*ASKED, Said(code)], "b"), words)[0] == "recover.done"
