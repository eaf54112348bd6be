"""Where there is nothing to book, people read what is true, who helps, and nothing of them is kept."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Arrived, Said, Tapped
from bot.core.conversation.incoming import Incoming
from bot.core.language.message import Channel
from bot.services.conversation.respond import respond
from bot.services.tick import tick
from bot.storage.files.packs import load_pack
from tests.conftest import LANGUAGES, NOW, POLICY, OpenApp
from tests.services.conversation.test_people_and_packs import CLINIC, tap
from tests.services.conversation.test_respond import keys, rows, talk_at
from tests.storage.files.test_page_packs import END, ENTRIES, HEAD

READ = ["page.entry"]
AT_END = datetime.fromisoformat("2026-12-01T09:00:00-08:00")


@pytest.fixture
def page(tmp_path: Path, open_app: OpenApp) -> App:
    folder = tmp_path / "parole"
    folder.mkdir()
    (folder / "pack.toml").write_text(HEAD + ENTRIES, encoding="utf-8")
    text = (POLICY / "legal-clinic" / "contacts.csv").read_text("utf-8").replace(" urgent", "")
    (folder / "contacts.csv").write_text(text, encoding="utf-8")
    return open_app(load_pack(folder))


@pytest.fixture
def clinic(tmp_path: Path, open_app: OpenApp) -> App:
    """The clinic, which ends on 1 December 2026."""
    folder = Path(shutil.copytree(POLICY / "legal-clinic", tmp_path / "clinic"))
    with (folder / "pack.toml").open("a", encoding="utf-8") as file:
        file.write(END)
    return open_app(load_pack(folder))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_says_its_text_and_who_helps_right_after_the_language(page: App, language: str) -> None:
    talk = Talk(page, "terminal:a", lambda: NOW)
    talk.hear(Arrived())
    shown = talk.hear(Tapped(language))
    assert (keys(shown), talk.step) == (READ, "read_page")
    assert "25 March 2025" in shown[0].text
    assert "Desk of the legal clinic" in shown[0].text
    assert [choice.id for choice in shown[0].choices] == ["danger", "money", "lawyer", "back", "help"]
    assert rows(page) == dict.fromkeys(rows(page), 0), "nobody is known"


def test_a_page_says_the_text_of_the_day(page: App) -> None:
    talk = talk_at(page, [Arrived()], now=NOW.replace(year=2024))
    assert keys(talk.hear(Tapped("en"))) == ["page.entry", *READ]
    before = talk_at(page, [Arrived()], now=NOW.replace(year=2022))
    assert keys(before.hear(Tapped("en"))) == ["page.nothing_booked"]


@pytest.mark.parametrize(
    "command", ["status", "information", "restart", "cancel", "recover", "know", "privacy", "forget", "pin"]
)
def test_a_page_opens_nothing_that_speaks_of_an_appointment(command: str, page: App) -> None:
    talk = talk_at(page, [Arrived(), Tapped("en")])
    assert keys(talk.hear(Tapped(command))) == READ


def test_help_and_words_of_danger_are_heard_on_a_page(page: App) -> None:
    talk = talk_at(page, [Arrived(), Tapped("en")])
    (menu,) = talk.hear(Said("help"))
    assert [choice.id for choice in menu.choices] == [
        "person", "danger", "money", "language", "hide", "continue", "back", "help",
    ]  # fmt: skip
    assert tap(talk, "continue") == READ
    assert keys(talk.hear(Said("somebody wants to kill me")))[0].startswith("danger")
    assert tap(talk, "continue") == READ
    assert keys(talk.hear(Said("I want an appointment"))) == ["not_understood.tap"]
    assert tap(talk, "back") == ["language.choose"]


def test_a_programme_that_has_ended_says_so_and_asks_nothing(clinic: App) -> None:
    talk = Talk(clinic, "terminal:a", lambda: AT_END)
    talk.hear(Arrived())
    assert keys(talk.hear(Tapped("en"))) == READ
    yesterday = Talk(clinic, "terminal:b", lambda: AT_END - timedelta(days=1))
    yesterday.hear(Arrived())
    assert keys(yesterday.hear(Tapped("en"))) == ["operator.welcome"]


def test_where_anyone_can_write_a_clock_of_years_ago_does_not_open_what_has_ended(page: App) -> None:
    ago = NOW.replace(year=2024)

    def said(channel: Channel) -> list[str]:
        heard = Incoming("web:a", channel.name, Tapped("en"), '["",[],"",0]', channel=channel)
        return [outgoing.key for outgoing in respond(page, heard, ago).replies]

    assert said(Channel("terminal")) == ["page.entry", *READ]
    assert said(Channel("web", open=True)) == READ


def test_who_had_an_appointment_sees_that_it_does_not_take_place_and_can_delete_everything(clinic: App) -> None:
    tick(clinic, NOW)
    talk = talk_at(clinic, CLINIC[:-2])
    talk.hear(Tapped("2026-11-24"))
    talk.hear(Tapped("remote@2026-11-24T16:00"))
    assert tap(talk, "confirm") == ["ticket.booked"]
    later = Talk(clinic, "terminal:a", lambda: AT_END, carry=talk.carry, language="ht")
    tick(clinic, AT_END)
    later.hear(Arrived())
    assert tap(later, "yes") == ["past.question"]
    assert tap(later, "continue") == READ
    (menu,) = later.hear(Tapped("help"))
    assert {"know", "forget"} <= {choice.id for choice in menu.choices}
    assert tap(later, "back") == READ
    assert tap(later, "know") == ["know.all"]
    tap(later, "forget", "yes")
    assert rows(clinic) == dict.fromkeys(rows(clinic), 0)
