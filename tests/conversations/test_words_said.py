"""What the stories say: in one language only, practice where it is practice, short, and a file that calendars read."""

import re
from datetime import UTC, datetime
from pathlib import Path

import icalendar
import pytest
from babel import Locale

from bot.app import App
from bot.core.conversation.events import Arrived, Event, Tapped
from bot.services.tick import tick
from tests.conftest import LANGUAGES, NOW, OpenApp
from tests.conversations.player import STORIES, need_words, played
from tests.conversations.transcripts import transcript
from tests.said import beginning
from tests.services.conversation.test_respond import TO_SUMMARY, keys, talk_at

pytestmark = pytest.mark.xdist_group("stories")  # in one process, each story is played once
ASIDE = ("──", "[", "  ")
IN_EACH_LANGUAGE = ("Hello · Hola", "Before you agree I", "Write 1 for", "I cannot listen. In danger")
TO_SHOW = ("Necesito ayuda, por favor.", "Estoy pasando por un momento")
"""How messages begin that are shown to others, in the language of the place."""
TWO_LANGUAGES = ("another-language", "two-families")
FRENCH = Locale("fr")
FRENCH_WORDS = [*FRENCH.months["format"]["wide"].values(), *FRENCH.days["format"]["wide"].values()]
PRACTISED = (
    "summary.question",
    "ticket.booked",
    "save.on_paper",
    "save.calendar_sent",
    "save.qr_sent",
    "reminder.notice",
)


def lines(story: Path, language: str) -> list[str]:
    return [line for line in transcript(played(story, language)).splitlines() if line and not line.startswith(ASIDE)]


def labels(story: Path, language: str) -> list[str]:
    shown = played(story, language).shown
    return [f"{label.text} <{label.id}>" for outgoing in shown for label in outgoing.choices]


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
@pytest.mark.parametrize("story", STORIES, ids=lambda folder: folder.name)
def test_no_line_and_no_button_is_in_english_for_a_reader_of_another_language(story: Path, language: str) -> None:
    if story.name in TWO_LANGUAGES:
        return
    need_words(story, language)
    english = {line for line in lines(story, "en") if len(re.findall(r"[^\W\d]{3,}", line)) > 2}
    assert not [
        line
        for line in lines(story, language)
        if line in english and not line.startswith((*IN_EACH_LANGUAGE, *TO_SHOW))
    ]
    buttons = {label for label in labels(story, "en") if re.search(r"[a-z]{3} [a-z]{2}", label)}
    same = {label for label in labels(story, language) if label in buttons and "/" not in label}
    assert not same


@pytest.mark.parametrize("story", STORIES, ids=lambda folder: folder.name)
def test_no_french_month_or_weekday_is_said_in_creole(story: Path) -> None:
    said = "\n".join(lines(story, "ht") + labels(story, "ht")).casefold()
    if story.name not in TWO_LANGUAGES:
        assert not [word for word in FRENCH_WORDS if re.search(rf"\b{word}\b", said) and word != "avril"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_practice_is_said_first_on_summary_ticket_paper_files_and_reminder(app: App, language: str) -> None:
    events: list[Event] = [Arrived(), Tapped(language), *TO_SUMMARY[2:]]
    talk = talk_at(app, events[:-1])
    shown = [*talk.hear(events[-1])]
    for tap in ("confirm", "save", "paper", "calendar", "qr"):
        shown += talk.hear(Tapped(tap))
    shown += talk.pass_time(datetime(2026, 11, 25, 2, tzinfo=UTC))
    word = beginning(language, "practice.notice").partition(".")[0]
    assert word.isupper()
    practised = [outgoing for outgoing in shown if outgoing.key in PRACTISED]
    assert {outgoing.key for outgoing in practised} == set(PRACTISED)
    for outgoing in practised:
        first = outgoing.text.splitlines()[0]
        assert first.startswith(word), outgoing.key
        assert "CBP One" in first
        assert "2025" in first
    event = event_in(next(file.content for outgoing in shown for file in outgoing.files if "ics" in file.name))
    assert word in event["SUMMARY"]
    assert word in event["DESCRIPTION"]
    assert "2025" in event["DESCRIPTION"]


def event_in(content: bytes) -> icalendar.Event:
    calendar = icalendar.Calendar.from_ical(content)
    assert list(calendar.walk("VTIMEZONE"))
    (event,) = calendar.walk("VEVENT")
    assert isinstance(event, icalendar.Event)
    return event


def test_a_moved_appointment_replaces_the_old_calendar_entry(app: App) -> None:
    talk = talk_at(app, [*TO_SUMMARY, Tapped("confirm"), Tapped("save")])
    before = event_in(talk.hear(Tapped("calendar"))[0].files[0].content)
    for tap in ("ticket", "another_time", "2026-11-27", "ciudad-juarez@2026-11-27T08:00", "confirm", "save"):
        talk.hear(Tapped(tap))
    after = event_in(talk.hear(Tapped("calendar"))[0].files[0].content)
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert before["DTSTART"].dt.isoformat() == "2026-11-25T13:00:00-07:00"
    assert after["DTSTART"].dt.isoformat() == "2026-11-27T08:00:00-07:00"


def test_the_picture_holds_the_code_and_nothing_else(app: App) -> None:
    talk = talk_at(app, [*TO_SUMMARY, Tapped("confirm"), Tapped("save")])
    content = talk.hear(Tapped("qr"))[0].files[0].content
    assert content.startswith(b"\x89PNG")
    assert len(content) < 2_000


def test_a_real_appointment_says_nothing_of_practice(open_app: OpenApp) -> None:
    app = open_app("legal-clinic")
    tick(app, NOW)
    events = [
        "en",
        "continue",
        "agree",
        "3",
        "none",
        "asylum",
        "none",
        "no",
        "2026-11-25",
        "clinic@2026-11-25T10:00",
        "confirm",
        "save",
        "calendar",
    ]
    talk = talk_at(app, [Arrived(), *map(Tapped, events[:-1])])
    shown = talk.hear(Tapped(events[-1]))
    assert keys(shown) == ["save.calendar_sent"]
    assert "PRACTICE" not in shown[0].text + event_in(shown[0].files[0].content)["SUMMARY"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_first_booking_is_under_six_kilobytes_of_text(language: str) -> None:
    (story,) = [story for story in STORIES if story.name == "first-booking"]
    said = "\n".join(lines(story, language))
    assert len(said.encode()) < 6_000
