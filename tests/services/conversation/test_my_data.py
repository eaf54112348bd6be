"""What a person is told when they ask what is known about them is what the rows hold, and can be corrected."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any

import pytest

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.conversation.effects import WithdrawRequest
from bot.core.conversation.events import Arrived, Event, Said, Tapped
from bot.core.conversation.pages import my_data
from bot.core.conversation.state import conversation_to_data
from bot.core.desk.acts import Act, audited
from bot.core.language.message import Reply
from bot.core.language.text import Text
from bot.core.programme.pack import Pack
from bot.services.desk.sessions import write_audit
from bot.services.privacy.shared_phone import AWAY
from bot.services.tick import tick
from bot.storage.database import transaction
from bot.storage.files.data_register import read_register
from bot.storage.tables import (
    audit_log,
    bookings,
    conversations,
    outbox,
    people,
    sealed_bookings,
    shown_messages,
    waiting,
)
from bot.storage.tables.audit_log import Actor
from bot.storage.tables.shown_messages import CLEARABLE
from tests.conftest import LANGUAGES, NOW, POLICY, OpenApp, two_helpers
from tests.services.booking.drawing_people import asks, hear
from tests.services.booking.waiting_people import full, opened, waits
from tests.services.conversation.test_people_and_packs import CLINIC
from tests.services.conversation.test_respond import TO_SUMMARY, keys, talk_at

TALKS: dict[str, list[Event]] = {"border-appointments": TO_SUMMARY, "legal-clinic": CLINIC}
SAID_BY = {
    "language": "know.language", "told": "know.told", "aside": "know.position", "shown": "know.position",
    "version": "know.position", "asking": "know.position", "picked": "know.position", "page": "know.position",
    "misses": "know.position", "locked": "know.position", "moving": "know.position",
    "asked": "know.position", "in_calendar": "know.calendar", "earlier": "know.earlier", "told_earlier": "know.earlier",
}  # fmt: skip
"""Which line says each field of a conversation; its answers say themselves."""
READ = ("practice", "operator", "consent", "day")
"""Answers without a line of their own: what was read and agreed to, and the day, which stands in day and time."""


def in_language(events: list[Event], language: str) -> list[Event]:
    return [Tapped(language) if event == Tapped("ht") and n == 1 else event for n, event in enumerate(events)]


def everything(app: App, talk: Talk, now: datetime) -> str:
    """Fill every kind of row about one person, and give their id."""
    person = people.current_at(app.db, app.seal, talk.address)
    assert person
    ana, _ = two_helpers(app)
    with transaction(app.db):
        shown_messages.add(app.db, person, ["11", "12", "13"], now)
        audit_log.write(app.db, app.seal, Actor("user:desk", now), "forget", audit_log.pseudonym(app.seal, person))
        write_audit(app, ana, audited(Act.TABLE), now, person)
        for _ in range(2):
            other = people.create(app.db, app.seal, now)
            people.assign_address(app.db, app.seal, other, talk.address)
        people.assign_address(app.db, app.seal, person, talk.address)
    return person


def test_the_day_of_the_consent_is_the_day_by_the_clock_of_the_programme(app: App) -> None:
    evening = datetime(2026, 11, 23, 3, tzinfo=UTC)  # Sunday in New York
    talk = Talk(app, "terminal:evening", lambda: evening)
    for event in (Arrived(), *map(Tapped, ("en", "understood", "continue", "agree"))):
        talk.hear(event)
    (known,) = talk.hear(Tapped("know"))
    assert "agreed on 22 November 2026" in known.text
    assert "23 November" not in known.text


def words_for(app: App, key: str, value: Any) -> list[Any]:
    """What must be read of an answer as it stands in the row."""
    if key == "party":
        return [str(value)]
    if key == "place":
        state = app.gazetteer.state(value["state"])
        return [state.name if state else value["state"]]
    if key == "sites":
        return [app.pack.site_booked(site).name for site in value]
    if key == "slot":
        return [time.fromisoformat(value.partition("T")[2])]
    question = app.pack.question(key.removeprefix("q:"))
    assert question
    options = [option.label for option in question.options if option.id == value]
    return [question.label, *options]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pack", TALKS)
def test_what_is_said_is_what_the_rows_hold(open_app: OpenApp, pack: str, language: str) -> None:
    app = open_app(pack)
    tick(app, NOW)
    talk = talk_at(app, [*in_language(TALKS[pack], language), Tapped("confirm")])
    person = everything(app, talk, NOW)
    held = conversations.load(app.db, app.seal, person, app.pack.id)
    booked = bookings.all_of(app.db, app.seal, person, app.pack.id)
    assert held
    conversation = held.conversation
    say = app.catalogs[language].say
    shown = talk.hear(Tapped("know"))[-1]
    lines = shown.text.split("\n")
    data = conversation_to_data(conversation)
    assert set(data) - {"answers"} <= SAID_BY.keys(), "a new field needs a line"
    assert len(booked) == 1
    code, site = booked[0].booking.code, app.pack.site_booked(booked[0].booking.slot.site)
    assert [line for line in lines if code in line and say(site.name) in line]
    assert [line for line in lines if str(booked[0].booking.people) in line and str(NOW.year) in line]
    agreed = people.consent(app.db, app.seal, person, app.pack.id)
    assert agreed
    assert [line for line in lines if say(agreed.at.date()) in line]
    for key, value in data["answers"].items():
        for word in () if key in READ else words_for(app, key, value):
            assert [line for line in lines if say(word) in line], f"{key}: {say(word)}"
    bodies = app.db.execute("SELECT id, body FROM booking").fetchall()
    (sealed,) = [app.seal.unseal(person, "booking.body", row["id"], row["body"]) for row in bodies]
    assert set(sealed) == {"people", "code", "needs", "limits", "service", "told"}
    assert not sealed["told"], "needs, limits and service follow from answers that are said"
    by_ana = Text(
        "know.opened", "{name}, who helps at the desk, opened your case on {date}.", name="Ana", date=NOW.date()
    )
    assert say(by_ana) in lines
    for number, what in ((3, "screen"), (2, "audit"), (3, "phone")):
        key = f"know.{what}"
        forms = app.catalogs[language].messages.get(key)
        expected = [form.replace("{n}", str(number)) for form in forms] if forms else []
        assert language == "en" or [form for form in expected if form in lines], key


def told_keys(app: App, talk: Talk, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The keys of the lines on the page."""
    said: list[str] = []
    real: Callable[..., Any] = my_data.everything_known

    def listen(*given: Any) -> Any:
        lines = real(*given)
        said.extend(line.key for line in lines)
        return lines

    monkeypatch.setattr(my_data, "everything_known", listen)
    talk.hear(Tapped("know"))
    return set(said)


def waits_with_a_kept_place(app: App) -> Talk:
    """Somebody who did not want the first place that opened, and for whom the second one is kept."""
    person = waits(app, NOW)
    opened(app, 1)
    tick(app, NOW)
    with transaction(app.db):
        waiting.decline(app.db, app.seal, person, app.pack.id)
    opened(app, 1, hour=11)
    tick(app, NOW)
    return Talk(app, f"terminal:{person}", lambda: NOW)


def all_wait(pack: Pack) -> Pack:
    """The pack, under another id, in which everybody waits for the draw."""
    rest = tuple(one for one in pack.parameters if one.name != "newcomers")
    return replace(pack, id="all-wait", parameters=rest)


def keys_of_the_line(app: App, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """What somebody reads who waits for a draw, has an offer, lets it lapse, and leaves the line."""
    tick(app, NOW)
    talk = Talk(app, "terminal:in line", lambda: NOW)
    for event in TO_SUMMARY[:-2]:
        talk.hear(event)
    person = people.current_at(app.db, app.seal, talk.address)
    assert person
    asks(app, 3, person=person, now=NOW, sites=("ciudad-juarez",))
    said: set[str] = set()
    for later in (0, 1, 6):
        now = NOW + timedelta(days=later)
        talk.clock = partial(NOW.__add__, timedelta(days=later))
        tick(app, now)
        talk.hear(Tapped("yes"))
        said |= told_keys(app, talk, monkeypatch)
    hear(app, person, WithdrawRequest(), now)
    return said | told_keys(app, talk, monkeypatch)


def test_every_class_about_a_person_has_its_lines_and_every_line_its_class(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, clinic = open_app(), open_app("legal-clinic")
    for one in (app, clinic):
        tick(one, NOW)
    of_waiting = told_keys(clinic, waits_with_a_kept_place(open_app(full(clinic.pack))), monkeypatch)
    talk = talk_at(app, [*TO_SUMMARY, Tapped("confirm"), Tapped("pin"), Said("48213759"), Said("48213759")])
    talk_at(clinic, CLINIC)
    past = NOW + timedelta(days=4)
    tick(app, past)
    talk.clock = lambda: past
    talk.hear(Tapped("status"))
    talk.hear(Tapped("yes"))
    assert talk.hear(Said("48213759"))[-1].key == "past.question"
    day = talk.hear(Tapped("continue"))[-1].choices[0].id
    slot = talk.hear(Tapped(day))[-1].choices[0].id
    talk.hear(Tapped(slot))
    talk.hear(Tapped("confirm"))
    person = everything(app, talk, past)
    held = bookings.of(app.db, app.seal, person, app.pack.id)
    assert held
    with transaction(app.db):
        sealed_bookings.mark_told(app.db, app.seal, person, held, told=True)
    app.db.execute("UPDATE booking SET reminded = 1 WHERE state = 'booked'")
    first = talk.hear(Tapped("status"))[-1]
    with transaction(app.db):
        reply = Reply(app.pack.name)
        outbox.add(app.db, app.seal, person, "terminal", app.pack.id, 1, reply, past + AWAY)
    assert first.key == "ticket.booked"
    said = told_keys(app, talk, monkeypatch)
    for choice in ("continue", "another_time"):
        talk.hear(Tapped(choice))
    said |= told_keys(app, talk, monkeypatch)
    known = {key for entry in read_register(POLICY) for key in entry.known}
    assert said | of_waiting | keys_of_the_line(open_app(all_wait(app.pack)), monkeypatch) == known
    assert CLEARABLE > AWAY


def test_a_line_says_nothing_of_somebody_who_has_no_such_row(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = talk_at(app, TO_SUMMARY)
    said = told_keys(app, talk, monkeypatch)
    assert (
        not {"know.booking", "know.past", "know.screen", "know.audit", "know.elsewhere", "know.phone", "know.list"}
        & said
    )


@pytest.mark.parametrize("pack", TALKS)
def test_every_answer_can_be_corrected_from_the_page_of_what_is_known(open_app: OpenApp, pack: str) -> None:
    app = open_app(pack)
    tick(app, NOW)
    talk = talk_at(app, TALKS[pack])
    person = people.current_at(app.db, app.seal, talk.address)
    assert person
    assert "correct" in {choice.id for choice in talk.hear(Tapped("know"))[-1].choices}
    offered = [choice.id for choice in talk.hear(Tapped("correct"))[-1].choices]
    held = conversations.load(app.db, app.seal, person, app.pack.id)
    assert held
    answers = set(held.conversation.answers.order) - set(READ)
    assert answers <= set(offered)
    assert "language" in offered
    for key in sorted(answers - {"slot"}):
        talk.hear(Tapped("know"))
        talk.hear(Tapped("correct"))
        asked = talk.hear(Tapped(key))[-1]
        assert asked.key not in ("know.all", "correct.which", "moved_on"), key
        talk.hear(Tapped("back"))
    assert talk.step == "confirm_booking", "and going back left everything as it was"


def test_a_correction_changes_the_row(app: App) -> None:
    talk = talk_at(app, [*TO_SUMMARY, Tapped("know"), Tapped("correct"), Tapped("party")])
    talk.hear(Tapped("5"))
    person = people.current_at(app.db, app.seal, talk.address)
    assert person
    held = conversations.load(app.db, app.seal, person, app.pack.id)
    assert held
    assert held.conversation.answers.party == 5
    assert "5" in talk.hear(Tapped("know"))[-1].text


def test_a_corrected_number_leaves_the_appointment_until_it_is_confirmed(app: App) -> None:
    talk = talk_at(app, [*TO_SUMMARY, Tapped("confirm"), Tapped("know"), Tapped("correct"), Tapped("party")])
    talk.hear(Tapped("2"))
    person = people.current_at(app.db, app.seal, talk.address)
    assert person
    (booked,) = bookings.all_of(app.db, app.seal, person, app.pack.id)
    assert booked.booking.people == 3
    assert keys(talk.hear(Tapped("yes"))) == ["group.done", "ticket.booked"]
    (booked,) = bookings.all_of(app.db, app.seal, person, app.pack.id)
    assert booked.booking.people == 2


def test_nobody_corrects_anything_before_it_is_clear_who_is_there(app: App) -> None:
    talk = talk_at(app, [*TO_SUMMARY, Tapped("know"), Tapped("hide")])
    assert keys(talk.hear(Tapped("correct"))) == ["back.question"]
    assert keys(talk_at(app, [Arrived(), Tapped("ht")], "new").hear(Tapped("correct"))) == ["correct.which"]


def test_a_person_sees_which_helpers_opened_the_case_once_for_each_day_and_nobody_elses(app: App) -> None:
    talk, other = talk_at(app, TO_SUMMARY), Talk(app, "terminal:other", lambda: NOW)
    for event in TO_SUMMARY:
        other.hear(event)
    person, (ana, luis) = people.current_at(app.db, app.seal, talk.address), two_helpers(app)
    assert person
    with transaction(app.db):
        for helper, at in ((ana, NOW), (ana, NOW + timedelta(minutes=1)), (luis, NOW + timedelta(days=1))):
            write_audit(app, helper, audited(Act.TABLE), at, person)
    known = talk.hear(Tapped("know"))[-1].text.split("\n")
    assert [line for line in known if "opened your case" in line or "louvri dosye" in line] == [
        app.catalogs["ht"].say(
            Text("know.opened", "{name}, who helps at the desk, opened your case on {date}.", name=name, date=day)
        )
        for name, day in (("Ana", NOW.date()), ("Luis", NOW.date() + timedelta(days=1)))
    ]
    assert "Ana" not in other.hear(Tapped("know"))[-1].text
