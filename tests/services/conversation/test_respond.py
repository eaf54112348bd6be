"""A message is answered once, keeps its promises at every fault, and stores nothing before consent."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.channels.local.talk import TERMINAL, Talk
from bot.core.conversation.effects import CountCases
from bot.core.conversation.events import Arrived, Event, Located, Look, Said, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.incoming import Incoming
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Outgoing
from bot.services.conversation import respond as service
from bot.services.conversation.deliver import Results, deliver, parcels, settle
from bot.services.conversation.respond import respond, respond_all
from bot.services.privacy.erasure import erase
from bot.services.tick import tick
from bot.storage import sqlite
from bot.storage.tables import people
from tests.conftest import NOW, OpenApp

TO_CONSENT = [Arrived(), Tapped("ht"), Tapped("understood"), Tapped("continue")]
TO_PLACE = [*TO_CONSENT, Tapped("agree"), Tapped("3"), Tapped("yes")]
TO_SUMMARY = [
    *TO_PLACE, Tapped("states"), Tapped("MX-CHH"), Tapped("ciudad-juarez"), Tapped("done"),
    Tapped("2026-11-25"), Tapped("ciudad-juarez@2026-11-25T13:00"),
]  # fmt: skip
TABLES = ("person", "address", "consent", "conversation", "booking", "outbox")


def talk_at(app: App, events: list[Event], person: str = "a", now: datetime = NOW) -> Talk:
    talk = Talk(app, f"terminal:{person}", lambda: now)
    for event in events:
        talk.hear(event)
    return talk


def rows(app: App) -> dict[str, int]:
    return {table: app.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES}


def taken(app: App) -> int:
    return int(app.db.execute("SELECT sum(taken) FROM slots").fetchone()[0])


def keys(shown: list[Outgoing]) -> list[str]:
    return [outgoing.key for outgoing in shown]


def test_nothing_about_a_person_is_stored_before_they_agree(app: App) -> None:
    talk_at(app, [*TO_CONSENT, Tapped("more"), Tapped("no"), Said("kjh"), Tapped("help"), Tapped("hide")])
    assert set(rows(app).values()) == {0}
    assert app.db.execute("SELECT count(*) FROM received").fetchone()[0] == 0, "not even that they wrote"


def test_agreeing_keeps_the_digest_of_the_words_that_were_agreed_to(app: App) -> None:
    talk_at(app, [*TO_CONSENT, Tapped("agree")])
    other = talk_at(app, [Arrived(), Tapped("fr"), Tapped("understood"), Tapped("continue"), Tapped("agree")], "b")
    found = [
        people.consent(app.db, app.seal, row["person"], app.pack.id)
        for row in app.db.execute("SELECT person FROM consent")
    ]
    assert len({agreed.notice for agreed in found if agreed}) == 2, "each language has its own words"
    assert other.step == "count_party"


def test_the_files_show_no_answer_address_code_or_coordinate(app: App, tmp_path: Path) -> None:
    talk = talk_at(app, [*TO_PLACE, Located(31.690412, -106.424713, 20.0), Tapped("yes")], "canary-address")
    for event in (Tapped("ciudad-juarez"), Tapped("done"), Tapped("2026-11-25")):
        talk.hear(event)
    talk.hear(Tapped("ciudad-juarez@2026-11-25T13:00"))
    code = next(part for part in keys_and_texts(talk.hear(Tapped("confirm"))) if "Kòd" in part or "code" in part)
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("randevou.db*") if not path.name.endswith(".key"))
    words = [word for word in code.split() if word.isupper() and len(word) == 4]
    assert words
    for secret in ("31.69", "106.42", "canary-address", "MX-CHH", "vulnerable", " ".join(words[:2])):
        assert secret.encode() not in stored


def keys_and_texts(shown: list[Outgoing]) -> list[str]:
    return [outgoing.text for outgoing in shown]


def test_a_message_delivered_twice_acts_once(app: App) -> None:
    talk = talk_at(app, TO_SUMMARY)
    confirm = Incoming(talk.address, "same", Tapped("confirm"), channel=TERMINAL)
    first, second = (respond(app, confirm, NOW) for _ in range(2))
    assert (first.step, second.step) == ("booked", "")
    assert taken(app) == 3
    assert rows(app)["booking"] == 1
    assert rows(app)["outbox"] == 1, "the unsent answer is still there, once"


def test_confirm_tapped_twice_books_once(app: App) -> None:
    talk = talk_at(app, TO_SUMMARY)
    assert keys(talk.hear(Tapped("confirm"))) == ["ticket.booked"]
    assert "ticket.booked" in keys(talk.hear(Tapped("confirm")))
    assert (taken(app), rows(app)["booking"]) == (3, 1)


def test_an_answer_that_was_not_sent_is_sent_later_and_only_once(app: App) -> None:
    talk = talk_at(app, TO_SUMMARY)
    respond(app, Incoming(talk.address, "x", Tapped("confirm"), channel=TERMINAL), NOW)

    def broken(to: str, outgoing: Outgoing) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        deliver(app, broken, NOW)
    sent: list[str] = []
    deliver(app, lambda to, outgoing: sent.append(f"{to} {outgoing.key}"), NOW)
    deliver(app, lambda to, outgoing: sent.append("again"), NOW)
    assert sent == ["terminal:a ticket.booked"]
    assert rows(app)["outbox"] == 0


def test_a_button_of_an_old_message_changes_nothing_and_shows_where_we_are(app: App) -> None:
    talk = talk_at(app, TO_SUMMARY)
    assert keys(talk.hear(Tapped("confirm", version=1))) == ["summary.question"]
    assert taken(app) == 0


def test_what_was_sent_is_noted_for_that_message_and_never_for_a_later_one(app: App) -> None:
    a, b = talk_at(app, TO_PLACE, "a"), talk_at(app, TO_PLACE, "b")
    respond(app, Incoming(a.address, "x", Said("Monterrey"), channel=TERMINAL), NOW)
    (under_way,) = parcels(app, NOW)
    erase(app, under_way.person)
    respond(app, Incoming(b.address, "y", Said("Monterrey"), channel=TERMINAL), NOW)
    settle(app, Results(done=[under_way.id], shown=[(under_way.person, "7")]), NOW)
    assert [parcel.address for parcel in parcels(app, NOW)] == [b.address]


@pytest.mark.parametrize("choice", ["yes", "explain"])
def test_a_button_of_the_last_message_acts_whether_or_not_it_carries_its_version(app: App, choice: str) -> None:
    without, carrying = (talk_at(app, TO_PLACE[:-1], person) for person in "ab")
    version = carrying.hear(Look())[-1].version
    assert keys(without.hear(Tapped(choice))) == keys(carrying.hear(Tapped(choice, version)))
    assert without.step == carrying.step


def test_an_error_of_our_own_sets_one_message_aside_and_spares_the_others(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk_at(app, TO_PLACE, "a")
    talk_at(app, TO_PLACE, "b")
    real = service.advance

    def breaks_on_boom(conversation: Conversation, event: Event, world: World) -> Turn:
        if event == Said("boom"):
            raise RuntimeError("with a secret in it")
        return real(conversation, event, world)

    monkeypatch.setattr(service, "advance", breaks_on_boom)
    batch = [
        Incoming("terminal:a", "1", Said("boom"), hint="ht", channel=TERMINAL),
        Incoming("terminal:b", "2", Said("Monterrey"), channel=TERMINAL),
    ]
    answers = respond_all(app, batch, NOW)
    assert answers[0].replies[0].key == "fault.ours"
    assert answers[0].language == "ht"
    assert answers[1].step == "confirm_place"
    assert rows(app)["outbox"] == 1
    faults = [row[0] for row in app.db.execute("SELECT fault FROM received WHERE fault IS NOT NULL")]
    assert faults == ["RuntimeError"], "the kind of error, nothing of what was said"


def test_steps_that_request_effects_for_ever_are_a_fault_and_no_end_of_the_server(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = talk_at(app, TO_PLACE)
    real = service.advance

    def asks_again(conversation: Conversation, event: Event, world: World, before: Facts | None = None) -> Turn:
        return real(conversation, event, world, before)._replace(effect=CountCases())

    monkeypatch.setattr(service, "advance", asks_again)
    assert keys(talk.hear(Look())) == ["fault.ours"]


def test_a_store_that_fails_undoes_the_whole_batch(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = talk_at(app, TO_SUMMARY)

    def full(*args: object) -> None:
        raise sqlite.OperationalError("database or disk is full")

    monkeypatch.setattr(service.conversations, "save", full)
    confirm = Incoming(talk.address, "x", Tapped("confirm"), channel=TERMINAL)
    with pytest.raises(sqlite.OperationalError):
        respond_all(app, [Incoming("terminal:new", "0", Arrived(), channel=TERMINAL), confirm], NOW)
    monkeypatch.undo()
    assert (taken(app), rows(app)["booking"]) == (0, 0)
    assert respond(app, confirm, NOW).step == "booked", "it comes again, and is handled"


def test_a_disk_that_is_full_keeps_every_seat_as_it_was(app: App) -> None:
    talk = talk_at(app, TO_SUMMARY)
    pages = app.db.execute("PRAGMA page_count").fetchone()[0]
    app.db.execute(f"PRAGMA max_page_count = {pages}")
    crowd = [Incoming(talk.address, f"x{n}", Said("kjh"), channel=TERMINAL) for n in range(500)]
    with pytest.raises(sqlite.OperationalError):
        respond_all(app, crowd, NOW)
    app.db.execute("PRAGMA max_page_count = 1000000")
    assert keys(talk.hear(Tapped("confirm"))) == ["ticket.booked"]
    assert taken(app) == 3


def test_after_a_while_nothing_is_shown_before_it_is_the_same_person(app: App) -> None:
    talk = talk_at(app, [*TO_SUMMARY, Tapped("confirm")])
    talk.clock = lambda: NOW + timedelta(minutes=31)
    for event in (Said("hello"), Tapped("confirm"), Tapped("status"), Tapped("know"), Tapped("leave"), Arrived()):
        assert keys(talk.hear(event)) == ["back.question"], event
    assert keys(talk.hear(Tapped("danger"))) == ["danger.now"]
    assert keys(talk.hear(Tapped("continue"))) == ["back.question"]
    assert keys(talk.hear(Tapped("yes"))) == ["back.appointment", "ticket.booked"]


def test_deleting_removes_every_row_and_gives_the_seats_back(app: App) -> None:
    talk = talk_at(app, [*TO_SUMMARY, Tapped("confirm")])
    assert taken(app) == 3
    talk.hear(Tapped("forget"))
    shown = talk.hear(Tapped("yes"))
    assert keys(shown) == ["forget.done_booked"]
    assert shown[0].language == "ht"
    assert set(rows(app).values()) == {0}
    assert taken(app) == 0


def test_someone_else_on_the_phone_is_kept_apart_and_found_again(app: App) -> None:
    talk_at(app, [*TO_SUMMARY, Tapped("confirm")])
    second = talk_at(app, [Arrived(), Tapped("someone_else"), Tapped("es"), *TO_CONSENT[2:], Tapped("agree")])
    assert second.language == "es"
    assert people.at(app.db, app.seal, "terminal:a") != people.all_at(app.db, app.seal, "terminal:a")[0]
    assert keys(second.hear(Arrived())) == ["back.question"]
    assert keys(second.hear(Tapped("someone_else"))) == ["back.who"]
    shown = second.hear(Tapped("case:1"))
    assert keys(shown) == ["ticket.booked"]
    assert shown[0].language == "ht"


def test_moving_to_the_same_full_hour_needs_no_seat_beyond_ones_own(app: App) -> None:
    talk = talk_at(app, [*TO_SUMMARY, Tapped("confirm")])
    app.db.execute("UPDATE slots SET offered = taken WHERE site = 'ciudad-juarez' AND day = '2026-11-25' AND taken > 0")
    talk.hear(Tapped("another_time"))
    assert keys(talk.hear(Tapped("2026-11-25"))) == ["slot.times"]


@pytest.fixture
def clinic(open_app: OpenApp) -> App:
    app = open_app("legal-clinic")
    tick(app, NOW)
    return app


TO_INTERPRETER = [
    Arrived(), Tapped("en"), Tapped("continue"), Tapped("agree"), Tapped("2"), Tapped("none"), Tapped("asylum"),
]  # fmt: skip


def days(shown: list[Outgoing]) -> list[str]:
    return [choice.id for choice in shown[-1].choices if choice.id.startswith("2026-")]


def test_days_without_the_interpreter_are_not_offered(clinic: App) -> None:
    talk = talk_at(clinic, [*TO_INTERPRETER, Tapped("ht")])
    weekdays = {datetime.fromisoformat(day).isoweekday() for day in days(talk.hear(Tapped("no")))}
    assert weekdays == {1, 3, 4}


def test_an_interpreter_serves_one_case_an_hour(clinic: App) -> None:
    clinic.db.execute("UPDATE slots SET offered = 5, capacity = 5")
    to_day = [*TO_INTERPRETER, Tapped("ht"), Tapped("no"), Tapped("2026-11-25")]
    first = talk_at(clinic, to_day, "a")
    second = talk_at(clinic, to_day, "b")
    for talk in (first, second):
        talk.hear(Tapped("clinic@2026-11-25T10:00"))
    assert keys(first.hear(Tapped("confirm"))) == ["ticket.booked"]
    assert keys(second.hear(Tapped("confirm"))) == ["slot.taken", "slot.times"]
    assert taken(clinic) == 1, "a family is one case, and nothing of the second was taken"
    first.hear(Tapped("cancel"))
    first.hear(Tapped("yes"))
    second.hear(Tapped("back"))
    second.hear(Tapped("2026-11-25"))
    second.hear(Tapped("clinic@2026-11-25T10:00"))
    assert keys(second.hear(Tapped("confirm"))) == ["ticket.booked"], "the interpreter is free again"


def test_times_for_people_who_walk_in_are_never_booked_here(clinic: App) -> None:
    hours = {
        row[0] for row in clinic.db.execute("SELECT DISTINCT substr(starts_at, 12, 5) FROM slots WHERE site = 'clinic'")
    }
    walk_in = {f"{time.hour + 8:02}:{time.minute:02}" for time in clinic.pack.sites[0].walk_in_times}
    assert walk_in
    assert not walk_in & hours


def test_a_limit_for_one_nationality_binds_only_where_a_parameter_sets_it(open_app: OpenApp) -> None:
    app = open_app()
    assert app.pack.limits_on(NOW.date()) == {}
    parameter = replace(app.pack.parameters[0], name="limit_nationality_MX", value=2, start=NOW.date(), end=None)
    limited = replace(app.pack, parameters=(*app.pack.parameters, parameter))
    assert limited.limits_on(NOW.date()) == {"nationality:MX": 2}
    assert limited.limits({"nationality": "MX"}) == ("nationality:MX",)
    assert limited.limits({}) == ()


def test_time_is_kept_in_utc_whatever_the_clock_of_the_caller(app: App) -> None:
    eastern = datetime.fromisoformat("2026-11-22T15:00:00-05:00")
    talk = talk_at(app, TO_PLACE)
    respond(app, Incoming(talk.address, "1", Said("kjh"), channel=TERMINAL), eastern)
    stored = app.db.execute("SELECT at FROM received WHERE id = '1'").fetchone()[0]
    assert datetime.fromisoformat(stored) == eastern
    assert datetime.fromisoformat(stored).utcoffset() == datetime.now(UTC).utcoffset()


def test_an_appointment_at_a_site_that_the_pack_has_no_longer_is_still_shown(app: App, open_app: OpenApp) -> None:
    talk = talk_at(app, [*TO_SUMMARY, Tapped("confirm")])
    sites = tuple(site for site in app.pack.sites if site.id != "ciudad-juarez")
    talk.app = open_app(replace(app.pack, sites=sites, revision="changed"))
    assert keys(talk.hear(Tapped("status"))) == ["ticket.void"]
    assert keys(talk.hear(Tapped("know"))) == ["know.all"]


def test_whoever_begins_again_after_deleting_everything_reads_first_that_it_is_practice(app: App) -> None:
    talk = talk_at(app, [*TO_SUMMARY, Tapped("confirm"), Tapped("forget"), Tapped("yes")])
    assert keys(talk.hear(Said("1"))) == ["practice.notice"]


def test_after_cancelling_no_time_is_chosen_any_more(app: App) -> None:
    talk = talk_at(app, [*TO_SUMMARY, Tapped("confirm"), Tapped("cancel"), Tapped("yes")])
    assert keys(talk.hear(Tapped("continue"))) == ["slot.days"]
