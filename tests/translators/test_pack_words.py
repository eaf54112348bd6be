"""The words of a partner's pack are held to what the bot's own words are held to."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.conversation.events import Arrived, Said, Tapped
from bot.core.understanding import answers, numbers_and_dates, phrases
from bot.services.tick import tick
from bot.settings import root
from bot.storage.files.catalogs import load_catalogs, overlay, template
from bot.storage.files.packs import check_pack, found_texts, load_pack
from bot.storage.files.po_files import read
from bot.translators.check import Finding, check_pack_words
from bot.translators.context import longest_of
from tests.conftest import NOW, OpenApp
from tests.services.conversation.test_respond import keys, talk_at

LOCALES = root() / "locales"
HEADER = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""
HOURS = 'msgctxt "waiting.hours"\nmsgid "{n} hour"\nmsgid_plural "{n} hours"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "mine"
    shutil.copytree(root() / "policy" / "legal-clinic", copy)
    (copy / "words").mkdir()
    return copy


def found(folder: Path, language: str, entries: str) -> list[Finding]:
    (folder / "words" / f"{language}.po").write_text(HEADER + entries, "utf-8")
    return check_pack_words(folder, LOCALES)


def test_a_button_of_a_pack_is_as_long_as_the_narrowest_channel_shows(folder: Path) -> None:
    key, texts = "legal-clinic.question.urgent.item.detained.holds", found_texts(folder)
    most = longest_of(texts)[key]
    entry = f'msgctxt "{key}"\nmsgid "{texts[key].english}"\nmsgstr "{{}}"\n'
    fits = found(folder, "es", entry.format("o" * most))
    assert not [finding for finding in fits if not finding.hint]
    (long,) = [finding for finding in found(folder, "es", entry.format("o" * (most + 1))) if not finding.hint]
    assert (long.key, long.file, str(most) in long.fault) == (key, str(folder / "words" / "es.po"), True)
    assert long.fault.startswith(f"a button of {most + 1} characters")


def test_both_forms_of_a_plural_are_compared_where_a_pack_words_it_anew(folder: Path) -> None:
    same = 'msgstr[0] "{n} hora"\nmsgstr[1] "{n} horas"\n'
    assert found(folder, "es", HOURS + same) == []
    for key, change in (("waiting.hours[0]", '"{n} hora'), ("waiting.hours", '"{n} horas')):
        wrong = same.replace(f'{change}"', f'{change} antes"')
        (look,) = found(folder, "es", HOURS + wrong)
        assert (look.key, look.hint, "look: before: 1 times" in look.fault) == (key, True, True)


def test_what_a_pack_words_anew_says_what_the_other_languages_say(folder: Path) -> None:
    entry = 'msgctxt "cancel.nothing"\nmsgid "There is no appointment to cancel."\nmsgstr "{}"\n'
    assert found(folder, "ht", entry.format("Pa gen okenn randevou pou anile.")) == []
    (look,) = found(folder, "ht", entry.format("Gen yon randevou pou anile."))
    assert (look.key, "look: negation: 0 times" in look.fault) == ("cancel.nothing", True)


ASYLUM = '{{ id = "other", label = "Another language", heard = "{}" }}'


def hearing(folder: Path, english: str, language: str = "es", said: str = "") -> list[str]:
    """What the checks find once an option has words of its own, in English and in one translation."""
    file = folder / "questions.toml"
    text = file.read_text("utf-8").replace('{ id = "other", label = "Another language" }', ASYLUM.format(english))
    file.write_text(text, "utf-8")
    entry = f'msgctxt "{OTHER}"\nmsgid "{english}"\nmsgstr "{said}"\n'
    return [
        f"{each.key}: {each.fault}" for each in found(folder, language, entry) if "not translated" not in each.fault
    ]


OTHER = "legal-clinic.question.interpreter.option.other.heard"


def test_the_own_words_of_an_option_mean_one_thing(folder: Path) -> None:
    assert hearing(folder, "Garifuna|Mam", said="garífuna|mam|quiché") == []
    for word, fault in {
        "francés": "“francés” is heard as “fr”",
        "sí": "“sí” is heard as “yes”",
        "ayuda": "“ayuda” is heard as “help”",
        "me quieren matar": "“me quieren matar” is heard as “danger”",
    }.items():
        assert hearing(folder, "Garifuna|Mam", said=f"garífuna|{word}") == [f"{OTHER}: {fault}"]


def test_the_own_words_of_an_option_are_heard_in_the_chat(folder: Path, open_app: OpenApp) -> None:
    hearing(folder, "Garifuna|Mam", said="garífuna|mam|quiché")
    app = open_app(load_pack(folder))
    tick(app, NOW)
    for language, word in (("es", "Quiché"), ("en", "mam")):
        begun = [Arrived(), *map(Tapped, (language, "continue", "agree", "2", "none", "asylum"))]
        talk = talk_at(app, begun, language)
        asked = talk.hear(Said(word))
        assert "legal-clinic.question.interpreter" not in keys(asked)
        assert talk.at_present()[0].answers.questions["interpreter"] == "other", language
        (again,) = talk_at(app, begun, f"{language}-2").hear(Said("xyzzy"))[-1:]
        assert "other" in [choice.id for choice in again.choices], "what is no word of an option is asked again"


def listed(key: str, said: str) -> str:
    english = read(template(LOCALES)).by_key()[key].id
    return f'msgctxt "{key}"\nmsgid "{english}"\nmsgstr "{said}"\n\n'


PARTY = (Tapped("2"), Said("parcito"), Said("xyzzy"))


def test_a_pack_adds_words_for_yes_no_and_numbers_and_takes_none_away(folder: Path, open_app: OpenApp) -> None:
    numbers = load_catalogs(LOCALES)["es"].messages["heard.numbers"][0].split("|")
    numbers[2] += "/parcito"
    added = listed("heard.yes", "simón") + listed("heard.numbers", "|".join(numbers))
    assert found(folder, "es", added) == []
    app = open_app(load_pack(folder))
    assert {answers.yes_no(word, app.vocabulary, "es") for word in ("simón", "sí")} == {"yes"}
    heard = [numbers_and_dates.single_number(word, app.vocabulary.words("es")) for word in ("parcito", "dos", "tres")]
    assert heard == [2, 2, 3]
    begun = [Arrived(), *map(Tapped, ("es", "continue", "agree"))]
    tapped, typed, unknown = (keys(talk_at(app, begun, str(event)).hear(event)) for event in PARTY)
    assert tapped == typed != unknown


@pytest.mark.parametrize(
    ("language", "yes", "numbers"),
    [("en", ("yessiree", "yes", "sure"), ("twosome", "two", "three")),
     ("es", ("simón", "sí", "claro"), ("parcito", "dos", "tres"))],
)  # fmt: skip
def test_a_pack_adds_only_its_own_words_in_english_too(
    folder: Path, open_app: OpenApp, language: str, yes: tuple[str, ...], numbers: tuple[str, ...]
) -> None:
    added = listed("heard.yes", yes[0]) + listed("heard.numbers", f"||{numbers[0]}")
    assert found(folder, language, added) == []
    assert check_pack(folder, NOW.date(), LOCALES) == []
    vocabulary = open_app(load_pack(folder)).vocabulary
    assert {answers.yes_no(word, vocabulary, language) for word in yes} == {"yes"}
    heard = [numbers_and_dates.single_number(word, vocabulary.words(language)) for word in numbers]
    assert heard == [2, 2, 3]


def test_a_language_without_a_list_of_its_own_hears_the_english_one_and_what_a_pack_adds(folder: Path) -> None:
    found(folder, "es", listed("heard.yes", "simón"))
    spanish = load_catalogs(LOCALES)["es"]
    begun = replace(spanish, messages={key: said for key, said in spanish.messages.items() if key != "heard.yes"})
    heard = overlay({"es": begun}, load_pack(folder))["es"].hear(phrases.ANSWERS["yes"])
    assert {"simón", *phrases.ANSWERS["yes"].english.split("|")} == {*heard}


@pytest.mark.parametrize(("language", "own", "shipped"), [("en", "yessiree", "yes"), ("es", "simón", "sí")])
def test_what_a_pack_adds_is_heard_after_the_shipped_list_has_grown(
    folder: Path, open_app: OpenApp, language: str, own: str, shipped: str
) -> None:
    earlier = f'msgctxt "heard.yes"\nmsgid "yes|yep"\nmsgstr "{own}"\n'
    assert found(folder, language, earlier) == []
    assert check_pack(folder, NOW.date(), LOCALES) == []
    vocabulary = open_app(load_pack(folder)).vocabulary
    assert {answers.yes_no(word, vocabulary, language) for word in (own, shipped)} == {"yes"}


def test_words_in_english_that_are_not_heard_are_named(folder: Path) -> None:
    found(folder, "en", 'msgctxt "cancel.nothing"\nmsgid "There is no appointment to cancel."\nmsgstr "None."\n')
    (mistake,) = check_pack(folder, NOW.date(), LOCALES)
    assert (mistake.file, mistake.key) == (str(folder / "words" / "en.po"), 'message "cancel.nothing"')
    assert "only words that people type" in mistake.fault
    assert load_pack(folder).words["en"] == {}


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_file_of_a_pack_that_cannot_be_read_is_named(folder: Path, language: str) -> None:
    (finding,) = found(folder, language, 'msgctxt "heard.yes')
    assert finding.file == str(folder / "words" / f"{language}.po")


@pytest.mark.parametrize(
    ("language", "key", "said", "fault"),
    [
        ("en", "heard.no", "sure", "heard.yes"),
        ("es", "heard.no", "claro", "heard.yes"),
        ("en", "heard.numbers", "|two", "“two” stands there twice"),
        ("es", "heard.numbers", "|dos", "“dos” stands there twice"),
    ],
)
def test_a_word_that_a_pack_adds_means_one_thing(folder: Path, language: str, key: str, said: str, fault: str) -> None:
    (clash,) = found(folder, language, listed(key, said))
    assert (clash.file, clash.key) == (str(folder / "words" / f"{language}.po"), key)
    assert fault in clash.fault
