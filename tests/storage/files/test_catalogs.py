"""Words from files: what is used, what stays in English, and which mistakes are reported."""

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from bot.core.errors import CatalogError
from bot.core.language.text import ENGLISH, Catalog, Country, Day, Text, Texts, Translation
from bot.core.understanding.vocabulary import Vocabulary
from bot.settings import root
from bot.storage.files.catalogs import english, load_catalogs, overlay, po_file, unread_template
from bot.storage.files.languages import load_languages
from bot.storage.files.packs import load_pack
from tests.conftest import LANGUAGES as REQUIRED

LANGUAGES = """
[en]
name = "English"
english = "English"
cldr = true
source = true

[xx]
name = "Ixi"
english = "Exish"
cldr = false
"""
HEADER = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\n"

"""
TAKEN = Text("taken", "{time} is gone.", time=time(13))
GROUPS = Texts("groups", "{n} group waits", "{n} groups wait", n=1)

Written = Callable[..., Catalog]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Make the catalog of an invented language from the entries of its .po file."""

    def write(*entries: str, header: str = HEADER, languages: str = LANGUAGES, encoding: str = "utf-8") -> Catalog:
        (tmp_path / "languages.toml").write_text(languages)
        (tmp_path / "xx").mkdir(exist_ok=True)
        (tmp_path / "xx" / "bot.po").write_text(header + "\n\n".join(entries), encoding)
        return load_catalogs(tmp_path)["xx"]

    return write


def entry(key: str, english: str, said: str, flags: str = "") -> str:
    return f'{flags}msgctxt "{key}"\nmsgid "{english}"\nmsgstr "{said}"'


def test_the_languages_stand_in_the_order_of_the_file_under_their_own_names() -> None:
    catalogs = load_catalogs(root() / "locales")
    names = [catalog.name for catalog in catalogs.values()]
    assert names[:4] == ["English", "Español", "Kreyòl ayisyen", "Français"]
    languages = load_languages(root() / "locales")
    assert (list(catalogs), names) == (list(languages), [language.name for language in languages.values()])


def test_no_language_is_called_reviewed_before_a_native_speaker_has_read_it() -> None:
    for language in load_languages(root() / "locales").values():
        assert language.reviewed == bool(language.steward)
        assert language.source or "not reviewed" in language.note


@pytest.mark.parametrize(
    ("code", "day", "short", "day_of_year", "country"),
    [
        ("en", "Wednesday 25 November", "Wed 25 Nov", "1 December 2026", "Ivory Coast"),
        ("es", "miércoles 25 de noviembre", "mié 25 nov", "1 de diciembre de 2026", "Costa de Marfil"),
        ("ht", "mèkredi 25 novanm", "mèk 25 nov", "premye desanm 2026", "Kòt Divwa"),
        ("fr", "mercredi 25 novembre", "mer. 25 nov.", "1er décembre 2026", "Côte d’Ivoire"),
    ],
)
def test_days_and_countries_are_named_in_each_language(
    code: str, day: str, short: str, day_of_year: str, country: str
) -> None:
    catalog = load_catalogs(root() / "locales")[code]
    assert catalog.say(Day(date(2026, 11, 25))) == day
    assert catalog.say(Day(date(2026, 11, 25), short=True)) == short
    assert catalog.say(date(2026, 12, 1)) == day_of_year
    assert catalog.say(Country("CI")) == country


@pytest.mark.parametrize(
    ("code", "times"),
    [
        ("en", "12:00 am (00:00), 8:00 am (08:00), 12:00 pm (12:00), 1:00 pm (13:00) and 1:30 pm (13:30)"),
        (
            "es",
            "12:00 de la noche (00:00), 8:00 de la mañana (08:00), 12:00 del mediodía (12:00), "
            "1:00 de la tarde (13:00) y 1:30 de la tarde (13:30)",
        ),
        (
            "ht",
            "minwi (00:00), 8è dimaten (08:00), midi (12:00), 1è nan aprèmidi (13:00) ak 1è 30 nan aprèmidi (13:30)",
        ),
        ("fr", "0 h, 8 h, 12 h, 13 h et 13 h 30"),
    ],
)
def test_times_are_said_then_written(code: str, times: str) -> None:
    said = (time(0), time(8), time(12), time(13), time(13, 30))
    assert load_catalogs(root() / "locales")[code].say(said) == times


def test_creole_takes_no_name_from_french() -> None:
    catalogs = load_catalogs(root() / "locales")
    creole, french = catalogs["ht"], catalogs["fr"]
    assert not {*creole.weekdays} & {*french.weekdays}
    assert {*creole.months} & {*french.months} == {"avril"}
    assert creole.say(Country("DE")) == "Almay"
    assert creole.say(Country("NZ")) == "NZ"


def test_a_plural_follows_the_rule_in_the_file(written: Written) -> None:
    english = 'msgctxt "groups"\nmsgid "{n} group waits"\nmsgid_plural "{n} groups wait"\n'
    catalog = written(english + 'msgstr[0] "{n} A"\nmsgstr[1] "{n} B"')
    said = [catalog.say(Texts("groups", GROUPS.english, GROUPS.many, n=n)) for n in (0, 1, 2)]
    assert said == ["0 A", "1 A", "2 B"]


@pytest.mark.parametrize(
    "wrong",
    [
        entry("taken", "{time} is gone.", ""),
        entry("taken", "{time} is gone.", "ixi {time}", "#, fuzzy\n"),
        entry("taken", "{time} is gone.", "ixi"),
        entry("taken", "{time} is gone.", "ixi {tiempo}"),
        entry("taken", "{time} is gone.", "ixi {time} {place}"),
        entry("taken", "{time} is gone.", "ixi %s"),
    ],
)
def test_a_translation_that_is_not_good_leaves_the_message_in_english(written: Written, wrong: str) -> None:
    good = entry("hello", "Hello", "Ixi")
    catalog = written(wrong, good)
    assert catalog.say(TAKEN) == ENGLISH.say(TAKEN)
    assert catalog.say(Text("hello", "Hello")) == "Ixi"


@pytest.mark.parametrize(
    "bands", ["", "all day", "8: {h}", "0: {h} | 0: {H}", "0: {hour}", "0: {h} | 24: {h}", "x: {h}"]
)
def test_a_broken_table_of_hours_leaves_times_in_english(written: Written, bands: str) -> None:
    catalog = written(entry("calendar.hour", "0: {h}", bands))
    assert catalog.say(time(13)) == "1:00 pm (13:00)"


@pytest.mark.parametrize("months", ["a|b|c", "|".join("abcdefghijklmn")])
def test_a_list_of_names_with_a_gap_is_not_used(written: Written, months: str) -> None:
    english = "|".join(ENGLISH.months)
    assert written(entry("calendar.months", english, months)).months == ENGLISH.months


def test_a_language_that_cldr_does_not_know_takes_nothing_from_it(written: Written) -> None:
    catalog = written(entry("country.HT", "Haiti", "Ixiti"))
    assert catalog.weekdays == ENGLISH.weekdays
    assert (catalog.say(Country("HT")), catalog.say(Country("CL"))) == ("Ixiti", "Chile")


def test_a_byte_order_mark_and_windows_line_ends_are_read(written: Written) -> None:
    good = entry("hello", "Hello", "Ixi")
    assert written(good, encoding="utf-8-sig").say(Text("hello", "Hello")) == "Ixi"
    assert written(good.replace("\n", "\r\n")).say(Text("hello", "Hello")) == "Ixi"


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ('msgctxt "a"\nmsgid "A"\nmsgstr "no end', "line 8"),
        ('msgctxt "a"\nmsgid "A"\nmsgstr "one " two"', "line 8"),
        ('msgctxt "a"\nmsgid "A"\nmsgstr B', "line 8"),
        ('msgctxt "a"\nmsgid "A"\nsmgstr "B"', "line 8"),
        ('msgctxt "a"\nmsgid "A"\n\nmsgctxt "b"\nmsgid "B"\nmsgstr "C"', "line 7"),
        ('msgid "A"\nmsgid_plural "B"\nmsgstr[0] "a"\nmsgstr[6] "b"', "line 6"),
    ],
)
def test_a_mistake_in_the_writing_is_named_with_file_and_line(written: Written, wrong: str, place: str) -> None:
    assert f"xx/bot.po, {place}: " in written(wrong).fault


def test_other_mistakes_in_files_are_named(written: Written, tmp_path: Path) -> None:
    assert "plurals" in written(entry("a", "A", "B"), header=HEADER.replace("(n > 1)", "(m > 1)")).fault
    assert "line 8: this is not UTF-8" in written(entry("a", "A", "é"), encoding="latin-1").fault
    assert "CLDR" in written(languages=LANGUAGES.replace("false", "true")).fault
    assert re.search(r"yy.bot\.po.*No such file", missing(tmp_path).fault)
    with pytest.raises(CatalogError, match="colour"):
        written(languages=LANGUAGES + 'colour = "red"')
    with pytest.raises(CatalogError, match="cannot be read"):
        written(languages=LANGUAGES + "[")
    with pytest.raises(CatalogError, match=r"languages\.toml"):
        load_catalogs(tmp_path / "nowhere")


def test_a_folder_is_read_once_and_again_after_a_file_of_it_was_edited(written: Written, tmp_path: Path) -> None:
    written(entry("hello", "Hello", "Ixi"))
    first = load_catalogs(tmp_path)
    assert load_catalogs(tmp_path) is first
    assert Vocabulary.of(load_catalogs(tmp_path)).words("xx") is Vocabulary.of(first).words("xx")
    edit(tmp_path / "xx" / "bot.po", "Ixi", "Oxo")
    second = load_catalogs(tmp_path)
    assert second["xx"].say(Text("hello", "Hello")) == "Oxo"
    assert Vocabulary.of(second).words("xx") is not Vocabulary.of(first).words("xx")
    edit(tmp_path / "languages.toml", "Ixi", "Oxo")
    assert load_catalogs(tmp_path)["xx"].name == "Oxo"
    assert first["xx"].say(Text("hello", "Hello")) == "Ixi", "a caller that has the earlier words keeps them"


def missing(folder: Path) -> Catalog:
    """Return the catalog of a language that has no file."""
    (folder / "languages.toml").write_text(LANGUAGES.replace("[xx]", "[yy]"))
    return load_catalogs(folder)["yy"]


def test_one_bad_file_silences_no_other_language(tmp_path: Path) -> None:
    folder = shutil.copytree(root() / "locales", tmp_path / "locales")
    (folder / "fr" / "bot.po").write_text('msgid "a', "utf-8")
    good, catalogs = load_catalogs(root() / "locales"), load_catalogs(folder)
    others = [code for code in good if code != "fr"]
    assert [code for code, catalog in catalogs.items() if not catalog.fault] == others
    assert catalogs["ht"].messages == good["ht"].messages
    assert catalogs["fr"].say(TAKEN) == ENGLISH.say(TAKEN), "who chose it before reads English"
    assert list(Vocabulary.of(catalogs).languages) == [code for code in others if good[code].offered]
    pack = load_pack(root() / "policy" / "legal-clinic")
    laid = overlay(catalogs, replace(pack, words={"fr": {"yes": Translation(("Ouais",))}}))
    assert laid["fr"].say(Text("yes", "Yes")) == "Yes"


def test_a_template_that_cannot_be_read_silences_nobody(tmp_path: Path) -> None:
    folder = shutil.copytree(root() / "locales", tmp_path / "locales")
    pack = load_pack(root() / "policy" / "legal-clinic")
    assert unread_template(folder) == []
    edit(folder / "bot.pot", "msgid", "smgid")
    assert english(folder, pack)[pack.operator.key] == (pack.operator.english,)
    (fault,) = unread_template(folder)
    assert fault.file == str(folder / "bot.pot")


def edit(file: Path, before: str, after: str) -> None:
    """Change a word of a file as a translator does: a moment after its last change."""
    written = file.stat().st_mtime_ns
    file.write_text(file.read_text("utf-8").replace(before, after), "utf-8")
    os.utime(file, ns=(written + 1_000_000, written + 1_000_000))


def test_words_that_all_callers_share_cannot_be_changed(written: Written, tmp_path: Path) -> None:
    catalog = written(entry("hello", "Hello", "Ixi"))
    for shared in (load_catalogs(tmp_path), catalog.messages, catalog.countries):
        with pytest.raises(TypeError, match="does not support item assignment"):
            shared["hello"] = "Oxo"


def test_a_pack_lays_its_own_words_over_those_of_the_bot() -> None:
    catalogs = load_catalogs(root() / "locales")
    pack = load_pack(root() / "policy" / "legal-clinic")
    words = {code: {"yes": Translation((said,))} for code, said in (("es", "Claro"), ("zz", "Z"))}
    laid = overlay(catalogs, replace(pack, words=words))
    assert laid["es"].say(Text("yes", "Yes")) == "Claro"
    assert catalogs["es"].messages.get("yes") != ("Claro",)
    assert laid["ht"] is catalogs["ht"]


def revised(code: str) -> date | None:
    """Return the day in the header of a language; a file that was only begun has none."""
    header = po_file(root() / "locales", code).read_text("utf-8")
    found = re.search(r"PO-Revision-Date: (\S+)", header)
    assert found
    return None if found[1] == "YEAR-MO-DA" else date.fromisoformat(found[1])


def test_a_translation_of_other_english_than_the_packs_is_shown_and_marked_with_its_day() -> None:
    catalogs = load_catalogs(root() / "locales")
    pack = load_pack(root() / "policy" / "legal-clinic")
    sees = Text(pack.who_sees.key, "Maria and nobody else")
    contact = replace(pack.contacts[0], how=Text(pack.contacts[0].how.key, "Call 123."))
    laid = overlay(catalogs, replace(pack, who_sees=sees, contacts=(contact, *pack.contacts[1:])))
    for code in REQUIRED[1:]:
        for text in (sees, contact.how):
            assert laid[code].say(text) == catalogs[code].say(text) != text.english
        assert laid[code].outdated == dict.fromkeys((sees.key, contact.how.key), revised(code))
        assert laid[code].say(pack.decider) == catalogs[code].say(pack.decider) != pack.decider.english
