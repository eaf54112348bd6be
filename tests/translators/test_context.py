"""Every text tells its translator where it is said: on a button or in a message, by whom, and what its holes hold."""

from pathlib import Path

import pytest

from bot.core.language.text import PLACEHOLDER
from bot.settings import root
from bot.storage.files.catalogs import po_file
from bot.storage.files.languages import load_languages
from bot.storage.files.po_files import forms, read
from bot.translators.context import Context, contexts, without_meaning
from bot.translators.extract import collect

LOCALES = root() / "locales"


@pytest.fixture(scope="module")
def found() -> dict[str, Context]:
    return contexts(root(), collect(root()))


def test_every_text_of_every_catalog_has_its_comment_and_a_meaning_for_each_placeholder(
    found: dict[str, Context],
) -> None:
    for file in (LOCALES / "bot.pot", *(po_file(LOCALES, code) for code in load_languages(LOCALES) if code != "en")):
        for key, message in read(file).by_key().items():
            notes = " ".join(message.auto_comments)
            assert " ".join(found[key].lines) in notes, f"{file.parent.name}, {key}: run `randevou words update`"
            holes = {hole for form in forms(message.id) for hole in PLACEHOLDER.findall(form)}
            assert all(f"{{{hole}}}: " in notes for hole in holes), (file.parent.name, key)
    assert not list(without_meaning(found))


@pytest.mark.parametrize(
    ("key", "kind", "said_by", "when"),
    [
        ("consent.agree", "button", "the person, with a tap", "step give_consent: Say what is stored"),
        ("danger.show_message", "button", "the person, with a tap", "choices: "),
        ("cancel.sure", "message", "the assistant", "page cancel: Cancel the appointment"),
        ("progress", "message", "the assistant", "facts: "),
        ("slot.time", "button", "the person, with a tap", "step choose_slot: Ask for the day"),
        ("privacy.kept.pin", "notice", "the assistant", "the register of data"),
        ("reminder.notice", "notice", "the assistant", "notices: "),
        ("show.message", "line or part of a message", "the person, to somebody nearby", "page call_for_help: "),
        ("heard.cancel", "words that people type", "the person", "phrases: "),
        ("country.HT", "name or pattern", "the assistant", "countries: "),
        ("web.no_page", "message", "the web page", "web/errors: "),
        ("command.help", "entry of a menu", "Telegram", "telegram/profile: "),
        ("legal-clinic.service.asylum", "button", "the person, with a tap", "legal-clinic/services.csv, "),
        ("legal-clinic.site.clinic.name", "name, also on buttons", "the programme", "Its name, with the nearest"),
        ("legal-clinic.site.clinic.find", "message", "the programme", 'sites.csv, site "clinic": A landmark'),
        ("legal-clinic.rule.urgent.source", "line or part of a message", "the programme", "Who says so, and when."),
    ],
)
def test_the_place_of_a_text_follows_from_the_code_and_from_the_packs(
    found: dict[str, Context], key: str, kind: str, said_by: str, when: str
) -> None:
    assert (found[key].kind, found[key].said_by) == (kind, said_by)
    assert when in found[key].when


def test_a_button_says_how_many_characters_fit_on_the_narrowest_channel(found: dict[str, Context]) -> None:
    assert found["consent.agree"].most == 60
    assert "Button: at most 60 characters." in found["consent.agree"].lines[0]
    assert found["legal-clinic.site.clinic.find"].most == 300


def test_a_placeholder_without_a_meaning_is_named_with_a_text_that_has_it(tmp_path: Path) -> None:
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "a.py").write_text('"""Say hello."""\nHELLO = Text("hello", "Hello {name}, {verb}!")')
    (tmp_path / "locales").mkdir()
    (tmp_path / "locales" / "placeholders.toml").write_text('[all]\nname = "who is greeted"\n')
    found = contexts(tmp_path, collect(tmp_path))
    assert found["hello"].placeholders == {"name": "who is greeted", "verb": ""}
    assert list(without_meaning(found)) == [("verb", "hello")]
    (tmp_path / "locales" / "placeholders.toml").write_text('[all]\nname = "x"\n["hel*"]\nverb = "a verb"\nname = "y"')
    assert contexts(tmp_path, collect(tmp_path))["hello"].placeholders == {"name": "y", "verb": "a verb"}
