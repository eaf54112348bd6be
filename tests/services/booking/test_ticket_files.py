"""A calendar file says the right hour in every reader, and a later one changes or takes out the same entry."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.booking.slot import cancelled_file, read_cancelled_file
from bot.core.conversation.events import Tapped
from bot.core.conversation.state import conversation_to_data
from bot.core.language.message import Outgoing
from bot.storage.tables import conversations, people
from tests.services.booking.calendars import ZONES, Calendar, calendars, files, pack_in, text_of
from tests.services.conversation.test_respond import TO_SUMMARY, talk_at


def read(text: str) -> vobject.base.Component:
    """Read a calendar with a reader that knows no zone from before."""
    setattr(vobject.icalendar, "__tzidMap", {"UTC": UTC})
    return vobject.readOne(text)


@pytest.mark.parametrize("zone", ZONES)
def test_two_files_in_one_calendar_begin_at_the_right_moments(zone: str) -> None:
    mine = list(calendars(zone))
    assert len(mine) > 40
    assert [wrong for pair in mine if (wrong := misread(pair))] == []


def misread(pair: Calendar) -> dict[str, datetime]:
    """Return the events that vobject reads at another moment, by UID."""
    events = {event.uid.value: event.dtstart.value for event in read(pair.text).vevent_list}
    assert events.keys() == pair.starts.keys()
    return {uid: at for uid, at in events.items() if at.astimezone(UTC) != pair.starts[uid].astimezone(UTC)}


@pytest.mark.parametrize("month", [1, 7])
@pytest.mark.parametrize("zone", ["America/Tijuana", "Europe/Paris"])
def test_a_definition_has_both_halves_of_the_year_with_their_rules_and_no_remark(zone: str, month: int) -> None:
    text = text_of(files(zone, datetime(2027, month, 15, 17, tzinfo=UTC)))
    definition = text[text.index("BEGIN:VTIMEZONE") : text.index("END:VTIMEZONE")]
    for half in ("STANDARD", "DAYLIGHT"):
        part = definition[definition.index(f"BEGIN:{half}") : definition.index(f"END:{half}")]
        assert "RRULE:FREQ=YEARLY" in part
    assert "COMMENT" not in text
    offsets = {line for line in definition.splitlines() if line.startswith("TZOFFSET")}
    assert len(offsets) == 4, "each half says another time before and after"


def test_a_zone_that_never_changes_has_one_half() -> None:
    text = text_of(files("America/Phoenix", datetime(2027, 7, 15, 17, tzinfo=UTC)))
    assert (text.count("BEGIN:STANDARD"), text.count("BEGIN:DAYLIGHT")) == (1, 0)


@pytest.mark.parametrize("zone", ZONES)
def test_every_hour_around_every_change_is_right_for_years(zone: str) -> None:
    """Check the hours around each change, in the definition that a file of the first year has."""
    text = text_of(files(zone, datetime(2026, 7, 1, 17, tzinfo=UTC)))
    known, ours = read(text).vevent.dtstart.value.tzinfo, ZoneInfo(zone)
    first, hours = datetime(2026, 3, 1, tzinfo=ours), range(4 * 365 * 24)
    each = (first + timedelta(hours=hour) for hour in hours)
    clear = (at for at in each if at.utcoffset() == at.replace(fold=1).utcoffset())  # others are never given
    assert [at for at in clear if at.replace(tzinfo=known).utcoffset() != at.utcoffset()] == []


# What a person gets

MOVE = ("another_time", "2026-11-25", "ciudad-juarez@2026-11-25T08:00", "confirm")
CANCEL = ("cancel", "yes")


def said(talk: Talk, *taps: str) -> list[Outgoing]:
    """Tap, and return what was shown for the last tap."""
    shown: list[Outgoing] = []
    for tap in taps:
        shown = talk.hear(Tapped(tap))
    return shown


def booked(app: App) -> Talk:
    return talk_at(app, [*TO_SUMMARY, Tapped("confirm")])


def event_in(shown: list[Outgoing]) -> vobject.base.Component:
    """Return the event of the only file that was shown, with the METHOD of its calendar."""
    (file,) = [file for outgoing in shown for file in outgoing.files]
    assert (file.name, file.type) == ("randevou.ics", "text/calendar")
    calendar = read(file.content.decode("utf-8"))
    event = calendar.vevent
    assert calendar.method.value == ("CANCEL" if event.status.value == "CANCELLED" else "PUBLISH")
    return event


def test_a_move_and_a_cancellation_follow_a_saved_calendar_file(app: App) -> None:
    talk = booked(app)
    first = event_in(said(talk, "save", "calendar"))
    moved = event_in(said(talk, "ticket", *MOVE))
    gone = event_in(said(talk, *CANCEL))
    assert first.uid.value == moved.uid.value == gone.uid.value
    assert [event.sequence.value for event in (first, moved, gone)] == ["0", "1", "2"]
    assert [event.status.value for event in (first, moved, gone)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    begins = [event.dtstart.value.astimezone(UTC) for event in (first, moved, gone)]
    assert begins == [datetime(2026, 11, 25, hour, tzinfo=UTC) for hour in (20, 15, 15)]


def test_who_saved_no_calendar_file_gets_none_but_is_told_that_copies_are_out_of_date(app: App) -> None:
    talk = booked(app)
    said(talk, "save", "qr", "ticket")
    for taps in (MOVE, CANCEL):
        shown = said(talk, *taps)
        assert [file.name for outgoing in shown for file in outgoing.files] == []
        assert shown[0].key in ("moved.done", "cancelled.done")
        assert not [key for key in (outgoing.key for outgoing in shown) if key.endswith(".calendar")]


def test_the_next_appointment_is_another_entry_and_begins_without_a_file(app: App) -> None:
    talk = booked(app)
    first = event_in(said(talk, "save", "calendar"))
    said(talk, "ticket", *CANCEL, "continue", "2026-11-25", "ciudad-juarez@2026-11-25T08:00", "confirm")
    assert not [
        file
        for outgoing in said(talk, *MOVE[:2], "ciudad-juarez@2026-11-25T13:00", "confirm")
        for file in outgoing.files
    ]
    again = event_in(said(talk, "save", "calendar"))
    assert again.uid.value != first.uid.value


def test_nothing_of_a_cancelled_appointment_stays_after_its_file_was_sent(app: App) -> None:
    talk = booked(app)
    code = event_in(said(talk, "save", "calendar")).uid.value.partition("@")[0].replace("-", " ").upper()
    said(talk, "ticket", *CANCEL)
    assert app.db.execute("SELECT count(*) FROM outbox").fetchone()[0] == 0
    assert app.db.execute("SELECT count(*) FROM booking").fetchone()[0] == 0
    person = people.at(app.db, app.seal, talk.address)
    kept = conversations.load(app.db, app.seal, person, app.pack.id)
    assert kept is not None
    assert code not in str(conversation_to_data(kept.conversation))
    assert not kept.conversation.in_calendar


@given(st.integers(0, 99), st.sampled_from(ZONES), st.dates(date(2026, 1, 1), date(2029, 1, 1)), st.times())
def test_the_kind_of_the_file_that_cancels_tells_the_same_booking(
    sequence: int, zone: str, day: date, at: time
) -> None:
    pack, local = pack_in(zone), datetime.combine(day, at.replace(second=0, microsecond=0), ZoneInfo(zone))
    starts_at = local.astimezone(UTC)
    assume(starts_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local.replace(tzinfo=None))
    booking = files(zone, starts_at, sequence=sequence).booking
    found = read_cancelled_file(cancelled_file(booking, pack.sites[0]), pack)
    assert found is not None
    assert (found.slot.starts_at, found.sequence, found.code) == (starts_at, sequence, booking.code)
    assert read_cancelled_file("calendar", pack) is None
