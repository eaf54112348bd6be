"""A call for help is answered at once, at every step, and leaves nothing behind."""

import os
from contextlib import closing
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from random import Random
from shutil import copytree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import App
from bot.channels.local.talk import Talk
from bot.channels.telegram.bot_api import TELEGRAM, token
from bot.core.conversation.events import BEFORE_CONSENT, Arrived, Event, Said, Sent, Tapped
from bot.core.conversation.incoming import Incoming
from bot.core.language.message import Outgoing
from bot.core.programme.contact import Period
from bot.core.programme.pack import Pack
from bot.services.conversation.respond import Answer, respond
from bot.services.rate_limits import CHAT
from bot.services.tick import tick
from bot.storage.tables import conversations, people
from tests.conftest import LANGUAGES, NOW, OFFERED, OpenApp, app_on
from tests.said import translation, typed
from tests.services.conversation.test_respond import TO_CONSENT, TO_PLACE, TO_SUMMARY, keys, rows, talk_at

BOOKED = [*TO_SUMMARY, Tapped("confirm")]
PROTECTED = [*BOOKED, Tapped("pin"), Said("4821"), Said("4821")]
PLACES: dict[str, list[Event]] = {
    "before the language": [Arrived()],
    "before consent": TO_CONSENT,
    "at a sensitive question": TO_PLACE[:-1],
    "at a place": TO_PLACE,
    "at the days": TO_SUMMARY[:-2],
    "at the summary": TO_SUMMARY,
    "with an appointment": BOOKED,
    "in the menu": [*BOOKED, Tapped("help")],
    "before deleting": [*BOOKED, Tapped("forget")],
    "where a PIN is set": [*BOOKED, Tapped("pin")],
    "on a locked phone": [*BOOKED, Tapped("hide"), Tapped("continue")],
    "where the PIN is asked": [*PROTECTED, Tapped("hide"), Tapped("continue"), Tapped("yes")],
}
NUMBER = "911"
CALLS = {
    "en": ("they want to kill me", "I want to die"),
    "es": ("me quieren matar", "quiero morir"),
    "ht": ("yo vle touye m", "m anvi touye tèt mwen"),
    "fr": ("ils veulent me tuer", "je veux mourir"),
}
"""A threat, and a person who may hurt themselves."""
OF_THE_CASE = ("Juárez", "BATO", "Randevou")
"""Words of the town, of a code and of the operator."""
DANGERS = {
    "en": [
        "they want to kill me",
        "my husband beats me",
        "I am bleeding a lot",
        "the baby is coming",
        "they took my son",
    ],
    "es": [
        "me quieren matar",
        "mi esposo me pega",
        "estoy sangrando mucho",
        "ya viene el bebe",
        "se llevaron a mi hijo",
    ],
    "ht": ["yo vle touye m", "mari m ap bat mwen", "m ap pèdi san", "m gen tranche", "yo pran pitit mwen"],
    "fr": [
        "ils veulent me tuer",
        "mon mari me frappe",
        "je saigne beaucoup",
        "le bebe arrive",
        "ils ont pris mon fils",
    ],
}
OWN = {"en": "I want to die", "es": "me quiero morir", "ht": "mwen pa vle viv ankò", "fr": "je veux mourir"}
EVERY = [
    *((language, text, "danger.now") for language, texts in DANGERS.items() for text in texts),
    *((language, text, "listen.now") for language, text in OWN.items()),
]
"""Calls, each with its language and the page that answers it."""


def dump(app: App) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables, but for the number of all commits of all chats."""
    tables = [row[0] for row in app.db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    rows = {table: [tuple(row) for row in app.db.execute(f'SELECT * FROM "{table}"')] for table in tables}
    return {table: sorted((row for row in rows[table] if row[0] != "commits"), key=repr) for table in tables}


def ids(shown: list[Outgoing]) -> list[str]:
    return [choice.id for choice in shown[-1].choices]


@pytest.mark.parametrize("place", PLACES)
def test_a_call_is_answered_at_every_step_and_no_row_tells_of_it(app: App, place: str) -> None:
    talk = talk_at(app, PLACES[place])
    before = dump(app)
    shown = talk.hear(Said("911"))
    assert keys(shown) == ["danger.now"]
    assert NUMBER in shown[0].text.splitlines()[1] + shown[0].text.splitlines()[2]
    assert ids(shown) == ["hide", "show", "numbers", "person", "continue"]
    for choice, key in (("show", "show.message"), ("numbers", "numbers.more"), ("person", "person.contacts")):
        assert keys(talk.hear(Tapped(choice))) == [key], choice
    assert dump(app) == before


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
def test_whatever_is_called_the_page_is_the_same_and_its_words_are_nowhere(app: App, place: str, language: str) -> None:
    talk = talk_at(app, PLACES[place])
    before = dump(app)
    danger, first = ("listed.now", "yes") if place == "at a sensitive question" else ("danger.now", "hide")
    for call, key in zip(typed(language, CALLS), (danger, "listen.now"), strict=True):
        (shown,) = talk.hear(Said(call))
        assert shown.key == key
        assert shown.language == ("ht" if talk.language == "ht" else language)
        assert call.casefold() not in shown.text.casefold()
        assert ids([shown])[0] == (first if key == danger else "hide")
        (plain,) = talk.hear(Said(f"hello, {call}, please"))
        assert plain.text == shown.text
    assert keys(talk.hear(Tapped("stay"))) == ["show.message"]
    assert dump(app) == before


def test_before_the_language_a_page_keeps_the_language_in_which_the_call_was_heard(app: App) -> None:
    talk = talk_at(app, [Arrived()])
    for event in (Said("yo vle touye m"), Tapped("show"), Tapped("numbers")):
        (shown,) = talk.hear(event)
        assert shown.language == "ht", event
        talk.language = ""  # what the terminal would tell of the person's language
    assert keys(talk.hear(Said("4"))) == ["language.choose"], "the first question is still open"


def test_a_message_to_show_is_spanish_first_and_has_no_reason(app: App) -> None:
    talk = talk_at(app, TO_PLACE)
    talk.hear(Said("yo vle touye m"))
    (shown,) = talk.hear(Tapped("show"))
    spanish, own = shown.text.splitlines()
    assert translation("es", "show.call") in spanish
    assert translation("es", "show.speaks") in spanish
    assert translation("es", "speaks.creole") in spanish
    assert translation("ht", "show.call") in own
    (spanish_only,) = talk_at(app, [Arrived(), Tapped("es"), Tapped("show")], "b").hear(Tapped("show"))
    assert translation("es", "show.speaks") not in spanish_only.text
    assert len(spanish_only.text.splitlines()) == 1


def test_a_pin_is_a_pin_and_no_call(app: App) -> None:
    talk = talk_at(app, PLACES["where the PIN is asked"])
    assert keys(talk.hear(Said("they want to kill me"))) == ["danger.now"]
    assert keys(talk.hear(Said("4821")))[0] == "back.appointment"


def test_a_pack_in_another_country_gives_its_own_numbers_and_makes_no_other_promise(app: App) -> None:
    by_day = (Period(frozenset(range(1, 8)), time(7), time(19)),)
    there = {"hours": by_day, "zone": "America/Port-au-Prince", "city": "Pòtoprens", "languages": ("fr",)}
    own = replace(app.pack.contacts[0], name="110", how="Rele polis la.", **there)
    others = tuple(one for one in app.pack.contacts if not one.kinds & {"emergency", "listening"})
    elsewhere = replace(app, pack=replace(app.pack, contacts=(own, *others)))
    talk = talk_at(elsewhere, TO_PLACE)
    danger, listen = (talk.hear(Said(call))[0].text for call in CALLS["ht"])
    number, languages = danger.splitlines()[-5:-3]
    assert number.startswith("110: Rele polis la. ")
    assert "(07:00)" in number
    assert "(19:00), lè Pòtoprens." in number
    assert translation("ht", "speaks.french") in languages
    assert "110" in listen
    assert not [text for text in (danger, listen) if "911" in text or "gratis" in text]
    alone = talk_at(replace(app, pack=replace(app.pack, contacts=others)), TO_PLACE, "b")
    assert "rele" not in alone.hear(Said(CALLS["ht"][1]))[0].text.casefold()


RARE = "zqxvwkjyq"
"""Letters that no language has; three of them stand in sealed bytes by chance, so many do not."""


@given(words=st.text(max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_typed_at_a_sensitive_question_is_said_back_or_stored(app: App, words: str) -> None:
    talk = talk_at(app, [Arrived(), *TO_CONSENT, Tapped("agree"), Tapped("3")], f"of {len(rows_of(app))}")
    assert talk.step == "answer_questions"
    for text in (f"{RARE}{words}", f"{words} {RARE}", *(f"{call} {RARE}" for call in CALLS["ht"])):
        shown = talk.hear(Said(text))
        assert RARE not in repr(shown).casefold()
    person = people.at(app.db, app.seal, talk.address)
    assert person
    kept = conversations.load(app.db, app.seal, person, app.pack.id)
    stored = repr((kept, dump(app))).casefold()
    assert stored.find(RARE) < 0, "compared so, since pytest would compare a whole database letter by letter"


def rows_of(app: App) -> list[object]:
    return list(app.db.execute("SELECT id FROM person"))


@pytest.mark.parametrize("ends", [Tapped("continue"), Tapped("back"), Said("back")], ids=repr)
@pytest.mark.parametrize("place", PLACES)
def test_when_it_is_over_the_open_question_is_asked_again_as_if_nothing_had_been_said(
    app: App, place: str, ends: Event
) -> None:
    talk = talk_at(app, PLACES[place])
    asked = talk.hear(Sent("photo"))
    before = dump(app)
    talk.hear(Said("911"))
    talk.hear(Tapped("numbers"))
    again = talk.hear(Said("tounen") if isinstance(ends, Said) and talk.language == "ht" else ends)
    assert not [key for key in keys(again) if key.startswith(("danger.", "not_understood.", "button."))]
    assert ids(again) == ids(asked)
    assert again[-1].version == asked[-1].version, "the buttons of before are good"
    assert dump(app) == before


LATER: list[Event] = [Sent("photo"), Tapped("yes"), Said("2"), Tapped("help"), Tapped("hide"), Arrived(), Tapped("yes")]


@pytest.mark.parametrize("ends", [[], [Tapped("continue")]], ids=["on the page", "when it is over"])
@pytest.mark.parametrize("place", PLACES)
def test_twins_that_differ_only_in_a_call_have_equal_databases(
    packs: dict[str, Pack], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, ends: list[Event]
) -> None:
    called, silent = tmp_path / "called", tmp_path / "silent"
    called.mkdir()
    with closing(app_on(called / "randevou.db", packs["border-appointments"])) as app:
        tick(app, NOW)
        app.seal.hash_for_audit("")  # makes the random key of the log, the same for both
        before = talk_at(app, PLACES[place])
    copytree(called, silent)
    calls = [*map(Said, CALLS["ht"]), Tapped("stay"), Said("911"), Tapped("show"), Tapped("numbers"), Tapped("person")]
    kept = []
    for folder, heard in ((called, [*calls, *ends]), (silent, [])):
        monkeypatch.setattr("os.urandom", Random(1).randbytes)
        monkeypatch.setattr("random._urandom", os.urandom)
        with closing(app_on(folder / "randevou.db", packs["border-appointments"])) as app:
            talk = replace(before, app=app)
            for event in heard:
                talk.hear(event)
            talk.heard = 100
            for event in LATER:
                talk.hear(event)
            kept.append(dump(app))
    assert kept[0] == kept[1]


LOCKED = ["before the language", "before consent", "on a locked phone", "where the PIN is asked"]


@pytest.mark.parametrize("place", LOCKED)
def test_whoever_holds_the_phone_does_not_learn_that_there_is_something(app: App, place: str) -> None:
    talk = talk_at(app, PLACES[place])
    for said in (Said("911"), Tapped("show"), Tapped("numbers")):
        (shown,) = talk.hear(said)
        lost = talk.catalog.messages["danger.kept"][0] if talk.language != "en" else "Nothing here is lost"
        assert lost not in shown.text
        assert not [word for word in OF_THE_CASE if word in shown.text]


def test_an_open_talk_says_that_nothing_is_lost(app: App) -> None:
    (shown,) = talk_at(app, TO_PLACE).hear(Said("911"))
    assert translation("ht", "danger.kept") in shown.text


def test_numbers_that_are_typed_mean_what_is_on_the_screen(app: App) -> None:
    talk = talk_at(app, TO_PLACE[:-2])
    assert talk.step == "count_party"
    talk.hear(Said("911"))
    assert keys(talk.hear(Said("2"))) == ["show.message"]
    assert keys(talk.hear(Said("2"))) == ["numbers.more"]
    assert keys(talk.hear(Said("4"))) == ["party.question"]
    assert talk.hear(Said("2"))[-1].key != "party.question", "now 2 is the answer"
    assert talk.step == "answer_questions"


def test_after_a_call_the_next_answer_is_heard_where_the_talk_was(app: App) -> None:
    talk = talk_at(app, TO_PLACE)
    talk.hear(Said("911"))
    assert keys(talk.hear(Said("Tijuana")))[-1] == "place.confirm"


def test_a_page_that_was_called_is_not_shown_again(app: App) -> None:
    for event in (Tapped("back"), Tapped("status"), Tapped("know"), Said("repeat"), Arrived()):
        talk = talk_at(app, TO_PLACE, repr(event))
        talk.hear(Said("911"))
        shown = talk.hear(event)
        assert not [one for one in shown if NUMBER in one.text], event


def test_close_on_the_page_locks_the_case_and_clears_the_call_and_the_page(open_app: OpenApp) -> None:
    app = open_app()
    talk = talk_at(app, TO_PLACE)
    called = hear(app, talk, Said("911"), message="70")
    hidden = hear(app, talk, Tapped("hide"), message="71", carry=called.carry)
    assert hidden.step == "come_back"
    kept = {row[0] for row in app.db.execute("SELECT message FROM screen")}
    assert {"70", "71"} <= kept, "what waits to be cleared with the next message"


def test_a_page_takes_the_place_of_the_one_that_was_tapped(app: App) -> None:
    talk = talk_at(app, TO_PLACE)
    called = hear(app, talk, Said("911"), message="70")
    assert called.replies[0].replaces == ""
    shown = hear(app, talk, Tapped("show"), message="71", carry=called.carry)
    assert shown.replies[0].replaces == "71"
    assert hear(app, talk, Tapped("continue"), message="71", carry=shown.carry).replies[-1].replaces == "71"


def hear(app: App, talk: Talk, event: Event, *, message: str, carry: str = "") -> Answer:
    incoming = Incoming(talk.address, message, event, carry, message=message)
    return respond(app, incoming, NOW)


@pytest.mark.parametrize("place", PLACES)
def test_what_a_page_carries_fits_a_button(app: App, place: str) -> None:
    talk = talk_at(app, PLACES[place])
    incoming = Incoming(talk.address, "1", Said("911"), talk.carry, talk.language, message="1234567890")
    called = respond(app, incoming, NOW)
    for choice in ("hide", "show", "numbers", "person", "continue"):
        token(choice, 0, called.carry)
        if choice in ("show", "numbers", "person"):
            shown = respond(app, Incoming(talk.address, choice, Tapped(choice), called.carry), NOW)
            token("continue", 0, shown.carry)


def test_a_call_in_a_chat_that_sends_too_much_is_answered_and_not_asked_to_wait(app: App) -> None:
    for n in range(CHAT.most):
        respond(app, Incoming("Telegram:1", f"{n}", Arrived(), channel=TELEGRAM), NOW)
    called = respond(app, Incoming("Telegram:1", "call", Said("911"), channel=TELEGRAM), NOW)
    assert keys(list(called.replies)) == ["danger.now"]
    waiting = respond(app, Incoming("Telegram:2", "x", Arrived(), channel=TELEGRAM), NOW)
    assert keys(list(waiting.replies)) == ["language.choose"]


@pytest.mark.parametrize(
    ("event", "key"),
    [(Said("they want to kill me"), "danger.now"), (Tapped("danger"), "danger.now"), (Tapped("help"), "help.menu")],
    ids=repr,
)
def test_help_and_danger_act_in_a_chat_that_goes_on_sending_too_much(app: App, event: Event, key: str) -> None:
    carry = ""
    for n, begun in enumerate([Arrived(), Tapped("en"), *[Said("?")] * 3 * CHAT.most]):
        answer = respond(app, Incoming("Telegram:1", f"{n}", begun, carry, channel=TELEGRAM), NOW)
        carry = answer.carry or carry
    heard = respond(app, Incoming("Telegram:1", "call", event, carry, channel=TELEGRAM), NOW)
    assert keys(list(heard.replies)) == [key]
    after = respond(app, Incoming("Telegram:1", "no call", Said("?"), carry, channel=TELEGRAM), NOW)
    assert not after.replies


def test_on_an_open_channel_only_the_bucket_that_every_message_fills_is_left_until_it_is_empty(app: App) -> None:
    first = respond(app, Incoming("Telegram:1", "1", Arrived(), channel=TELEGRAM), NOW)
    before = dump(app)
    later = NOW + timedelta(seconds=CHAT.seconds)
    called = respond(app, Incoming("Telegram:1", "2", Said("911"), first.carry, channel=TELEGRAM), later)
    assert called.traceless
    after = dump(app)
    assert {table for table in after if after[table] != before[table]} <= {"bucket"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_voice_message_is_answered_with_danger_a_person_and_the_number_of_a_choice(app: App, language: str) -> None:
    talk = talk_at(app, [Arrived(), Tapped(language), *TO_CONSENT[2:], Tapped("agree")])
    before = ids(talk.hear(Sent("photo")))
    shown = talk.hear(Sent("voice"))
    assert keys(shown) == ["sent.voice"]
    ways = [choice for choice in ids(shown) if choice not in ("more", "back", "help")]
    assert ways == [*(choice for choice in before if choice not in ("more", "back", "help")), "danger", "person"]
    assert keys(talk.hear(Said("2")))[-1] != "party.question", "the numbers mean what they meant"


def test_a_voice_message_before_the_language_is_answered_in_all_of_them(app: App) -> None:
    talk = talk_at(app, [Arrived()])
    (shown,) = talk.hear(Sent("voice"))
    assert shown.text.count(NUMBER) == len(OFFERED)
    assert rows(app)["conversation"] == 0


def test_a_closed_chat_answers_a_call_in_the_language_of_the_words_and_stays_closed(app: App) -> None:
    talk = talk_at(app, [*BOOKED, Tapped("hide")])
    before = dump(app)
    (shown,) = talk.hear(Said("my husband beats me"))
    assert (shown.key, shown.language) == ("danger.now", "en")
    (asked,) = talk.hear(Tapped("continue"))
    assert asked.key == "language.choose"
    assert dump(app) == before


def test_a_closed_chat_and_a_new_one_answer_a_voice_message_alike(app: App) -> None:
    closed, new = talk_at(app, [*BOOKED, Tapped("hide")]), talk_at(app, [Arrived()], "b")
    for kind in ("voice", "photo"):
        assert [one.text for one in closed.hear(Sent(kind))] == [one.text for one in new.hear(Sent(kind))]


def test_on_telegram_the_buttons_of_the_page_act_and_late_ones_of_the_talk_still_do_not(app: App) -> None:
    talk = talk_at(app, TO_PLACE)
    called = telegram(app, talk, "1", Said("911"))
    late = telegram(app, talk, "2", Tapped("yes", 7), called.carry)
    assert late.notice
    assert late.notice.key == "button.old"
    over = telegram(app, talk, "3", Tapped("continue", BEFORE_CONSENT), called.carry)
    assert keys(list(over.replies)) == ["place.question"]
    assert over.replies[-1].version > 0, "its buttons belong to the question, as before"


def telegram(app: App, talk: Talk, id: str, event: Event, carry: str = "") -> Answer:
    return respond(app, Incoming(talk.address, id, event, carry, channel=TELEGRAM), NOW)


@pytest.mark.parametrize(("language", "text", "key"), EVERY)
def test_a_call_is_heard_as_the_very_first_word_in_its_language(app: App, language: str, text: str, key: str) -> None:
    talk = talk_at(app, [])
    talk.hear(Arrived())
    assert keys(talk.hear(Said(text))) == [key]
    assert talk.language == language


@pytest.mark.parametrize("before", [TO_CONSENT, TO_PLACE, TO_SUMMARY], ids=["consent", "place", "summary"])
def test_a_call_is_heard_at_any_question_and_the_question_comes_again(app: App, before: list[Event]) -> None:
    talk = talk_at(app, before)
    shown = talk.hear(Said("yo vle touye m, tanpri ede m"))
    assert keys(shown) == ["danger.now"]
    assert "touye" not in shown[0].text, "what was said is never said back"
    again, asked = talk.hear(Tapped("continue")), talk_at(app, before, "other").hear(Tapped("continue"))
    assert keys(again)[-1] == keys(asked)[-1]


def test_a_call_is_heard_on_a_locked_phone_and_shows_nothing_of_the_case(app: App) -> None:
    talk = talk_at(app, [*TO_SUMMARY, Tapped("confirm")])
    talk.hear(Arrived())
    shown = talk.hear(Said("mari m ap bat mwen"))
    assert keys(shown) == ["danger.now"]
    assert "Juárez" not in shown[0].text


@pytest.mark.parametrize("text", ["nou se twa moun", "san papye", "telefòn mwen mouri", "yo pa swiv nou", "Matamoros"])
def test_other_sentences_with_such_words_are_no_calls(app: App, text: str) -> None:
    assert not {"danger.now", "listen.now"} & set(keys(talk_at(app, TO_PLACE).hear(Said(text))))


@pytest.mark.parametrize("answer", ["wi", "non", "ok", "9", "12"])
@pytest.mark.parametrize("place", PLACES)
def test_a_yes_or_a_number_to_the_page_is_no_answer_to_the_question_under_it(app: App, place: str, answer: str) -> None:
    talk = talk_at(app, PLACES[place])
    asked = talk.hear(Sent("photo"))
    before = dump(app)
    talk.hear(Said("911"))
    again = talk.hear(Said(answer))
    assert ids(again) == ids(asked)
    assert dump(app) == before


STORIES = {
    "en": "i dont know this town and nobody told me that he would not beat me again",
    "es": "no se si es verdad que nunca me van a pegar otra vez o no",
    "ht": "m pa gen pitit mwen ankò yo pran yo",
    "fr": "un taxi noir sans plaque nous colle depuis ce matin",
}
"""Stories in which danger is not heard, because a negation is near, or for other reasons."""


@pytest.mark.parametrize(("language", "text"), STORIES.items())
def test_a_story_in_which_danger_is_likely_is_not_said_back_and_danger_is_one_tap_away(
    app: App, language: str, text: str
) -> None:
    before = [Arrived(), Tapped(language), *TO_PLACE[2:]]
    [shown] = (talk := talk_at(app, before)).hear(Said(text))
    assert keys([shown]) == ["meant.call"]
    assert {"danger", "person"} <= {choice.id for choice in shown.choices}
    assert not {word for word in text.split() if len(word) > 5} & {*shown.text.split()}
    assert keys(talk.hear(Tapped("danger"))) == ["danger.now"]


OTHER_STORIES = {
    "en": "the form of my cousin had a different photo than mine on it",
    "es": "la foto de mi prima salió distinta de la mía en la hoja",
    "ht": "eske foto a dwe an koulè oswa an nwa e blan",
    "fr": "la musique du café est trop forte mais le café est bon",
}
"""Stories that are like no call."""


@pytest.mark.parametrize(("language", "text"), OTHER_STORIES.items())
def test_a_story_that_is_not_understood_is_not_said_back_and_danger_is_one_tap_away(
    app: App, language: str, text: str
) -> None:
    before = [Arrived(), Tapped(language), *TO_PLACE[2:]]
    [shown] = (talk := talk_at(app, before)).hear(Said(text))
    assert keys([shown]) == ["not_understood.story"]
    assert {"danger", "person"} <= {choice.id for choice in shown.choices}
    assert not {word for word in text.split() if len(word) > 5} & {*shown.text.split()}
    assert keys(talk.hear(Tapped("danger"))) == ["danger.now"]


@pytest.mark.parametrize("text", ["m pa pè", "yo pa swiv nou", "personne ne nous suit", "touye limyè a tanpri"])
def test_a_few_words_that_are_not_understood_are_no_story(app: App, text: str) -> None:
    assert "not_understood.story" not in keys(talk_at(app, TO_PLACE).hear(Said(text)))


def test_a_second_story_gets_another_answer_and_so_does_one_at_a_question_for_a_place(app: App) -> None:
    story = STORIES["fr"]
    for before in (TO_CONSENT, TO_PLACE):
        talk = talk_at(app, before, f"{len(before)}")
        first, second = (keys(talk.hear(Said(story)))[0] for _ in range(2))
        assert first == "not_understood.story" != second
