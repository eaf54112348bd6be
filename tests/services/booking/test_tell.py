"""Everybody whose appointment will not take place is told once, reads why, and keeps it until they choose."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Arrived, Event, Tapped
from bot.core.language.message import Outgoing
from bot.core.programme.pack import Pack
from bot.services.booking.affected import judged
from bot.services.conversation.deliver import parcels
from bot.services.notices import NOTICE
from bot.services.tick import tick
from bot.storage.database import transaction
from bot.storage.tables import slots
from tests.conftest import NOW, OpenApp
from tests.services.booking.test_affected import AT, CHANGES, DAY, without
from tests.services.conversation.test_respond import TO_SUMMARY, keys, talk_at

MORNING = datetime(2026, 11, 23, 16, tzinfo=UTC)
"""Eight o'clock at the clinic."""
EVENING = AT - timedelta(hours=12)
"""Ten o'clock in the evening before the appointment, too late for notices that can wait."""
TO_TICKET: list[Event] = [
    Arrived(), *map(Tapped, ["en", "continue", "agree", "3", "none", "crime", "ht", "no"]),
    Tapped(DAY), Tapped(f"clinic@{DAY}T10:00"), Tapped("confirm"),
]  # fmt: skip
SENTENCES = {
    "day": "the place is closed on that day",
    "hour": "nobody is received at that hour",
    "site": "this place gives no appointments",
    "resource": "no interpreter is there",
}


@pytest.fixture
def clinic(open_app: OpenApp) -> App:
    app = open_app("legal-clinic")
    tick(app, NOW)
    return app


@pytest.fixture
def talk(clinic: App) -> Talk:
    """A family of three who have an appointment at ten, with an interpreter."""
    talk = talk_at(clinic, TO_TICKET)
    assert talk.step == "booked"
    return talk


def under(talk: Talk, change: Callable[[Pack], Pack]) -> App:
    """Let the talk go on under a changed pack, and tick."""
    talk.app = without(talk.app, change).with_former_sites()
    tick(talk.app, NOW)
    return talk.app


def notices(app: App, now: datetime) -> list[Outgoing]:
    return [parcel.outgoing for parcel in parcels(app, now) if parcel.notice]


def opened(talk: Talk, now: datetime = NOW) -> Outgoing:
    talk.clock = lambda: now
    shown = talk.hear(Tapped("status"))
    if keys(shown) == ["back.question"]:
        shown = talk.hear(Tapped("yes"))
    return shown[-1]


def choices(outgoing: Outgoing) -> list[str]:
    return [choice.id for choice in outgoing.choices if not choice.aside]


@pytest.mark.parametrize(("change", "why"), CHANGES.values(), ids=CHANGES.keys())
def test_a_notice_says_nothing_and_the_ticket_says_first_that_and_why_it_will_not_take_place(
    talk: Talk, change: Callable[[Pack], Pack], why: tuple[str, str]
) -> None:
    app = under(talk, change)
    (notice,) = notices(app, NOW)
    assert notice.text == NOTICE.english
    ticket = opened(talk)
    assert ticket.text.startswith(f"Your appointment will not take place: {SENTENCES[why[0]]}")
    assert "Legal clinic" in ticket.text
    assert choices(ticket) == ["another_time", "cancel", "person", "leave", "hide"]


def test_nobody_is_told_twice_whatever_ticks_and_changes_follow(talk: Talk, clinic: App) -> None:
    app = under(talk, CHANGES["hour"][0])
    assert keys(notices(app, NOW)) == ["reminder.notice"]
    for change in ("hour", "closed day", "site"):
        app = without(clinic, CHANGES[change][0])
        assert tick(app, NOW).told == 0
    assert len(notices(app, NOW)) == 1


def test_who_was_told_is_told_again_only_if_it_took_place_meanwhile(talk: Talk, clinic: App) -> None:
    gone = without(clinic, CHANGES["closed day"][0])
    assert [tick(app, NOW).told for app in (gone, gone, clinic, clinic, gone, gone)] == [1, 0, 0, 0, 1, 0]


def test_a_day_that_opens_again_makes_the_ticket_what_it_was(talk: Talk, clinic: App) -> None:
    before = opened(talk).text
    under(talk, CHANGES["closed day"][0])
    assert opened(talk).text != before
    talk.app = clinic
    tick(clinic, NOW)
    assert opened(talk).text == before


def test_nobody_is_reminded_of_what_will_not_take_place_but_of_what_takes_place_again(talk: Talk, clinic: App) -> None:
    gone = without(clinic, CHANGES["closed day"][0])
    assert tick(clinic, AT - timedelta(hours=24)).reminders == 1
    later = AT - timedelta(hours=20)
    assert [tick(app, later).reminders for app in (gone, gone, clinic, clinic)] == [0, 0, 1, 0]


def test_what_is_not_for_tomorrow_is_told_at_eight_by_the_clock_of_the_site(talk: Talk, clinic: App) -> None:
    night = MORNING - timedelta(hours=7)
    gone = without(clinic, CHANGES["closed day"][0])
    assert tick(gone, night).told == 1
    assert notices(gone, MORNING - timedelta(minutes=1)) == []
    assert [notice.silent for notice in notices(gone, MORNING)] == [False]


def test_what_is_for_tomorrow_is_told_at_night_without_a_sound(talk: Talk, clinic: App) -> None:
    gone = without(clinic, CHANGES["closed day"][0])
    tick(gone, EVENING)
    assert [notice.silent for notice in notices(gone, EVENING)] == [True]


def test_at_a_site_that_is_gone_the_last_name_and_clock_stay_in_every_language(talk: Talk, clinic: App) -> None:
    under(talk, CHANGES["site"][0])
    for language, name in (("en", "Legal clinic"), ("es", "Clínica"), ("ht", "Klinik"), ("fr", "Permanence")):
        talk.hear(Tapped("language"))
        talk.hear(Tapped(language))
        ticket = opened(talk)
        assert clinic.catalogs[language].say(clinic.pack.sites[0].name) in ticket.text, name
        assert "Tijuana" in ticket.text
        assert "10:00" in ticket.text or "10 h" in ticket.text or "10è" in ticket.text


def test_a_site_whose_name_was_never_kept_is_said_in_words_and_not_by_its_id(talk: Talk) -> None:
    talk.app.db.execute("DELETE FROM known_site")
    talk.app = without(talk.app, CHANGES["site"][0])
    assert "a place that this programme no longer has" in opened(talk).text.lower()
    assert "clinic." not in opened(talk).text


def test_nobody_is_told_to_stay_away_from_a_telephone_call(talk: Talk) -> None:
    under(talk, CHANGES["closed day"][0])
    assert "Please do not go there." in opened(talk).text

    def called(pack: Pack) -> Pack:
        return CHANGES["closed day"][0](replace(pack, sites=tuple(replace(site, remote=True) for site in pack.sites)))

    under(talk, called)
    assert "Nobody will call you at that hour." in opened(talk).text
    assert "go there" not in opened(talk).text


def test_another_time_is_one_tap_away_and_what_they_have_stays_until_they_choose(talk: Talk) -> None:
    app = under(talk, CHANGES["closed day"][0])
    assert choices(opened(talk))[0] == "another_time"
    assert talk.hear(Tapped("another_time"))[-1].key == "slot.days"
    assert [one.held for one in judged(app, NOW) if one.held], "it is kept"
    assert talk.hear(Tapped("back"))[-1].key == "ticket.void"
    for choice in ("another_time", "2026-12-03", "clinic@2026-12-03T10:00", "confirm"):
        shown = talk.hear(Tapped(choice))
    assert keys(shown) == ["moved.done", "ticket.booked"]
    assert [one.why for one in judged(app, NOW)] == [None]
    assert tick(app, NOW).told == 0


def test_who_is_booked_at_a_site_that_is_gone_can_choose_another_one(talk: Talk) -> None:
    def gone(pack: Pack) -> Pack:
        clinic, remote = pack.sites
        other = replace(clinic, id="house", name=remote.name)
        services = tuple(replace(s, sites=tuple({"house", *s.sites} - {"clinic"})) for s in pack.services)
        resources = tuple(replace(r, site="house") for r in pack.resources if r.site == "clinic")
        seats = tuple(replace(c, site="house") for c in pack.capacities if c.site == "clinic")
        return replace(pack, sites=(other, remote), services=services, capacities=seats, resources=resources)

    app = under(talk, gone)
    assert opened(talk).key == "ticket.void"
    for choice in ("another_time", DAY, f"house@{DAY}T10:00", "confirm"):
        shown = talk.hear(Tapped(choice))
    assert keys(shown) == ["moved.done", "ticket.booked"]
    assert app.db.execute("SELECT sum(taken) FROM slots").fetchone()[0] == 1


def test_old_buttons_save_nothing_of_what_will_not_take_place(talk: Talk) -> None:
    under(talk, CHANGES["closed day"][0])
    for choice in ("save", "paper", "calendar", "qr", "map"):
        (shown,) = talk.hear(Tapped(choice))
        assert (shown.key, shown.files, shown.venue) == ("ticket.void", (), None), choice


def test_a_service_that_is_gone_stays_the_reason_however_often_the_ticket_is_opened(talk: Talk) -> None:
    def gone(pack: Pack) -> Pack:
        services = tuple(service for service in pack.services if service.id != "crime")
        questions = tuple(
            replace(question, options=tuple(o for o in question.options if o.id != "crime"))
            for question in pack.questions
        )
        return replace(pack, services=services, questions=questions)

    under(talk, gone)
    for _ in range(3):
        assert opened(talk).text.startswith("Your appointment will not take place: that help is not given there")


def test_what_staff_closed_with_a_reason_is_said_with_it(talk: Talk) -> None:
    with transaction(talk.app.db):
        slots.set_open(talk.app.db, talk.app.pack.id, False, site="clinic", day=DAY, reason="weather")
    assert opened(talk).text.startswith(
        "Your appointment will not take place: the place is closed. The reason: the weather."
    )


def test_who_leaves_a_group_reads_the_same_reason(app: App) -> None:
    talk = talk_at(app, [*TO_SUMMARY, Tapped("confirm")])
    with transaction(app.db):
        slots.set_open(app.db, app.pack.id, False, site="ciudad-juarez", day="2026-11-25", reason="weather")
    for choice in ("status", "leave", "yes"):
        shown = talk.hear(Tapped(choice))
    assert keys(shown) == ["leave.done", "ticket.void"]


def test_while_the_database_may_have_lost_commits_nobody_is_told(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.services.booking.tell.missing_commits", lambda db: 3)
    assert notices(under(talk, CHANGES["closed day"][0]), NOW) == []
    monkeypatch.undo()
    assert tick(talk.app, NOW).told == 1


def test_a_notice_goes_with_the_person(talk: Talk) -> None:
    app = under(talk, CHANGES["closed day"][0])
    for choice in ("forget", "yes"):
        talk.hear(Tapped(choice))
    assert app.db.execute("SELECT count(*) FROM outbox WHERE version = 0").fetchone()[0] == 0


def test_no_row_in_clear_tells_who_was_told(clinic: App, talk: Talk) -> None:
    def clear() -> list[tuple[object, ...]]:
        columns = "id, person, slot, seats, sequence, state, booked_at, reminded, code_hash, length(body)"
        return [tuple(row) for row in clinic.db.execute(f"SELECT {columns} FROM booking")]

    before = clear()
    under(talk, CHANGES["interpreter"][0])
    assert clear() == before


def test_a_ticket_of_what_did_not_take_place_says_so_when_its_hour_has_come_too(talk: Talk) -> None:
    under(talk, CHANGES["closed day"][0])
    talk.clock = lambda: AT + timedelta(hours=1)
    assert talk.hear(Tapped("status"))[-1].key == "back.question"
    assert talk.hear(Tapped("yes"))[-1].key == "ticket.void"
