"""People who tap faster than answers come: at every pace a booking takes the same taps, and no tap does harm."""

from itertools import chain, repeat

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import App
from bot.channels.telegram.bot_api import address
from bot.channels.telegram.intake import AGAIN
from bot.core.conversation.state import Conversation
from bot.services.privacy.shared_phone import AWAY
from bot.storage.tables import conversations, people
from tests.telegram.slow_network import SLOW, Finger, Phone, again_and_again, arrived_at, book, once, three_times

PACES = (0.1, 0.5, 1.5, 5.0)


@pytest.mark.parametrize("pace", PACES)
def test_a_booking_takes_the_same_taps_at_every_pace(app: App, pace: float) -> None:
    slow = book(Phone(app), repeat(SLOW), once)
    quick = book(Phone(app), repeat(pace), once)
    assert (quick.taps, quick.complaints) == (slow.taps, [])
    threefold = book(Phone(app), repeat(pace), three_times)
    assert (threefold.taps, threefold.complaints) == (3 * slow.taps, [])


@pytest.mark.parametrize("pace", PACES)
def test_whoever_taps_until_something_newer_comes_gets_no_complaint_and_no_flood(app: App, pace: float) -> None:
    slow = book(Phone(app), repeat(SLOW), once)
    impatient = book(Phone(app, travel=1.0), repeat(pace), again_and_again)
    assert impatient.complaints == []
    assert len(impatient.screen) == len(slow.screen), "each answer comes once"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    paces=st.lists(st.floats(0.05, 6.0), max_size=40),
    travel=st.floats(0.0, 4.0),
    finger=st.sampled_from([once, three_times]),
)
def test_a_booking_takes_no_more_taps_however_the_pace_changes(
    app: App, paces: list[float], travel: float, finger: Finger
) -> None:
    slow = book(Phone(app), repeat(SLOW), once)
    quick = book(Phone(app, travel), chain(paces, repeat(0.1)), finger)
    assert (quick.taps, quick.complaints) == (slow.taps * (3 if finger is three_times else 1), [])


TO_PARTY = ("en", "understood", "continue", "agree")
TO_PLACE = (*TO_PARTY, "3", "yes")


def kept(phone: Phone) -> Conversation:
    """Return the conversation as it is stored."""
    person = people.at(phone.app.db, phone.app.seal, address(phone.chat))
    assert person
    found = conversations.load(phone.app.db, phone.app.seal, person, phone.app.pack.id)
    assert found
    return found.conversation


def test_a_second_yes_does_not_answer_the_next_question(app: App) -> None:
    phone = arrived_at(app, *TO_PLACE)
    phone.write("Monterrey")
    phone.wait(SLOW)
    yes, before = phone.button("yes"), len(phone.screen)
    phone.tap(yes)
    phone.tap(yes)
    phone.wait(60)
    phone.tap(yes)
    phone.wait(60)
    assert phone.notices == ["That button is from before. Please use the newest ones."], "said once it is long past"
    assert len(phone.screen) == before + 1
    assert "Which places" in phone.screen[max(phone.screen)].text


def test_book_it_three_times_gives_one_ticket_and_no_complaint(app: App) -> None:
    phone = arrived_at(app, *TO_PLACE)
    book(phone, repeat(0.1), three_times)
    tickets = [message for message in phone.screen.values() if "Your code" in message.text]
    assert (len(tickets), phone.complaints) == (1, [])
    assert app.db.execute("SELECT count(*) FROM booking").fetchone()[0] == 1


def test_a_stale_tap_changes_nothing_at_all(app: App) -> None:
    phone = arrived_at(app, *TO_PLACE)
    before, shown = kept(phone), len(phone.screen)
    for stale in (phone.button("3"), phone.button("2"), phone.button("agree")):
        phone.tap(stale)
    phone.wait(60)
    assert (kept(phone), len(phone.screen), len(phone.notices)) == (before, shown, 3)


def test_a_reply_that_repeats_the_question_leaves_the_older_buttons_valid(app: App) -> None:
    phone = arrived_at(app, *TO_PARTY)
    three = phone.button("3")
    phone.write("kjh")
    phone.wait(SLOW)
    phone.tap(three)
    assert (kept(phone).answers.party, phone.notices) == (3, [])


@pytest.mark.parametrize("command", ["help", "danger", "hide", "person"])
def test_a_page_opens_from_any_old_message(app: App, command: str) -> None:
    phone = arrived_at(app, *TO_PARTY, "help", "danger", "continue", "continue", "3", "yes")
    phone.tap(phone.button(command))
    assert phone.notices == []
    phone.wait(SLOW)
    over = "Your safety comes first" in phone.screen[max(phone.screen)].text
    assert (kept(phone).aside == command or kept(phone).locked) != over, "the page for danger is not stored"


def test_back_on_an_old_message_takes_nothing_back(app: App) -> None:
    phone = arrived_at(app, *TO_PARTY)
    back = phone.button("back")
    phone.tap(phone.button("3"))
    phone.wait(SLOW)
    phone.tap(back)
    assert (kept(phone).answers.party, len(phone.notices)) == (3, 1)


def test_two_places_can_be_ticked_before_the_first_tick_is_seen(app: App) -> None:
    phone = arrived_at(app, *TO_PLACE)
    phone.write("Monterrey")
    phone.wait(SLOW)
    phone.tap(phone.button("yes"))
    phone.wait(SLOW)
    for site in ("tijuana", "tijuana", "mexicali", "tijuana"):
        phone.tap(phone.button(site))
    assert kept(phone).picked == ("tijuana", "mexicali"), "a late tap does not take a tick away"


def test_yes_after_a_long_break_does_not_say_who_is_there(app: App) -> None:
    phone = arrived_at(app, *TO_PARTY, "3")
    yes = phone.button("yes")
    phone.wait(AWAY.total_seconds() + 60)
    phone.tap(yes)
    phone.wait(SLOW)
    assert kept(phone).locked
    assert "Are you the same person" in phone.screen[max(phone.screen)].text


def test_a_button_of_one_person_does_nothing_in_the_case_of_another(app: App) -> None:
    phone = arrived_at(app, *TO_PARTY)
    of_the_first = phone.button("3")
    phone.write("/start")
    phone.wait(SLOW)
    for choice in ("someone_else", *TO_PARTY):
        phone.tap(phone.button(choice))
        phone.wait(SLOW)
    phone.tap(of_the_first)
    assert (kept(phone).answers.party, len(phone.notices)) == (0, 1)


def test_a_tap_whose_answer_was_lost_before_consent_is_answered_again(app: App) -> None:
    phone = arrived_at(app, "en")
    understood = phone.button("understood")
    phone.tap(understood)
    phone.lose_answers()
    phone.wait(AGAIN.total_seconds())
    phone.tap(understood)
    phone.wait(SLOW)
    assert "appointment assistant" in phone.screen[max(phone.screen)].text


def test_try_again_after_a_fault_of_ours_shows_the_question_again(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = arrived_at(app, *TO_PARTY)
    with monkeypatch.context() as broken:
        broken.setattr("bot.services.conversation.respond.advance", lambda *_: 1 / 0)
        phone.tap(phone.button("3"))
    phone.wait(SLOW)
    assert "went wrong on our side" in phone.screen[max(phone.screen)].text
    phone.tap(phone.button("continue"))
    phone.wait(SLOW)
    assert "How many people" in phone.screen[max(phone.screen)].text
    phone.tap(phone.button("3"))
    assert kept(phone).answers.party == 3


def test_yes_delete_everything_three_times_is_said_once(app: App) -> None:
    phone = arrived_at(app, *TO_PARTY)
    phone.write("delete my data")
    phone.wait(SLOW)
    yes, before = phone.button("yes"), len(phone.screen)
    for _ in range(3):
        phone.tap(yes)
    phone.wait(60)
    assert (len(phone.screen), phone.notices) == (before + 1, [])
    assert "Deleted" in phone.screen[max(phone.screen)].text
