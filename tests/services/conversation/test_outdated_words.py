"""What people read when the English of a partner has changed and their language has not followed."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import App
from bot.core.conversation.events import Arrived, Said, Tapped
from bot.core.language.outdated import EARLIER, PERSON, UNDATED
from bot.settings import root
from bot.storage.files.catalogs import TranslatedCatalog, load_catalogs
from bot.storage.files.packs import load_pack
from tests.conftest import LANGUAGES, POLICY, OpenApp
from tests.services.conversation.test_respond import keys, rows, talk_at

LOCALES = root() / "locales"
TRANSLATED = LANGUAGES[1:]
SEES, NEW = 'who_sees = "', 'who_sees = "all who work with us, and '


@pytest.fixture
def partner(open_app: OpenApp, tmp_path: Path) -> App:
    """The clinic, after its partner wrote a new sentence about who sees the data."""
    folder = shutil.copytree(POLICY / "legal-clinic", tmp_path / "legal-clinic")
    text = (folder / "pack.toml").read_text("utf-8")
    assert SEES in text
    (folder / "pack.toml").write_text(text.replace(SEES, NEW), "utf-8")
    return open_app(load_pack(folder))


def note(language: str) -> str:
    """Return the line below an earlier text, with the day of the file that has it; a new file has none yet."""
    catalog = load_catalogs(LOCALES)[language]
    assert isinstance(catalog, TranslatedCatalog)
    dated = EARLIER.filled(date=catalog.revised, person=PERSON) if catalog.revised else UNDATED.filled(person=PERSON)
    return catalog.say(dated)


@pytest.mark.parametrize("language", TRANSLATED)
def test_people_read_the_last_text_with_its_day_and_agree_only_to_a_notice_that_is_current(
    partner: App, language: str
) -> None:
    talk = talk_at(partner, [Arrived(), Tapped(language), Tapped("continue")], language)
    (asked,) = talk.hear(Tapped("agree"))
    assert (talk.step, asked.key) == ("give_consent", "consent.notice")
    assert partner.pack.who_sees.english not in asked.text
    assert note(language) in asked.text
    offered = [choice.id for choice in asked.choices]
    assert ("agree" in offered, offered[:3]) == (False, ["language", "more", "no"])
    assert rows(partner)["person"] == 0
    talk.hear(Tapped("language"))
    (english,) = talk.hear(Tapped("en"))
    assert partner.pack.who_sees.english in english.text
    talk.hear(Tapped("agree"))
    assert rows(partner)["consent"] == 1


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_note_names_a_word_with_which_people_reach_a_person(partner: App, language: str) -> None:
    talk = talk_at(partner, [Arrived(), Tapped(language), Tapped("continue")], language)
    word = partner.catalogs[language].say(PERSON)
    assert word in note(language)
    assert keys(talk.hear(Said(word)))[-1] == "person.contacts"


@pytest.mark.parametrize("language", TRANSLATED)
def test_danger_is_answered_as_always(partner: App, language: str) -> None:
    danger = partner.catalogs[language]
    outdated = dict.fromkeys(key for key in danger.messages if key.startswith(("danger.", "listen.", "show.")))
    app = replace(partner, catalogs={**partner.catalogs, language: replace(danger, outdated=outdated)})
    plain, marked = (
        [said.text for said in talk_at(one, [Arrived(), Tapped(language)], name).hear(Tapped("danger"))]
        for one, name in ((partner, "plain"), (app, "marked"))
    )
    assert plain == marked
