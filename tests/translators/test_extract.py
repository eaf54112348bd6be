"""Extraction writes every text once, by its key, into the catalogs, and loses no translation."""

from pathlib import Path

import pytest
from babel.messages import Catalog

from bot.core.errors import CatalogError
from bot.settings import root
from bot.storage.files.catalogs import read_words
from bot.storage.files.po_files import read
from bot.translators.extract import collect, extract, refuse_text_built_at_run_time

CODE = """
HELLO = Text("hello", "Hello {name}, "
             "how are you?", name=1)
# For translators: said at the door
BYE = language.Text("bye", "Good \\"bye\\"")
GROUPS = Texts("groups", "{n} group", "{n} groups", n=3)
YES = Heard("heard.yes", "yes|yep")
AGAIN = Text("hello", "Hello {name}, how are you?")
READ = Text(key, english, **values)
"""
LANGUAGES = """
[en]
name = "English"
english = "English"
cldr = true
source = true

[fr]
name = "Français"
english = "French"
cldr = true
note = "drafted"
"""

ORDER_OF_HEADERS = [
    "Project-Id-Version", "PO-Revision-Date", "Last-Translator", "Language-Team", "Language", "MIME-Version",
    "Content-Type", "Content-Transfer-Encoding", "Plural-Forms",
]  # fmt: skip
"""As msgmerge and Weblate write them: otherwise each of them moves the lines."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Make a project of one source file and one language."""
    (tmp_path / "bot").mkdir()
    (tmp_path / "locales").mkdir()
    (tmp_path / "bot" / "a.py").write_text(CODE)
    (tmp_path / "locales" / "languages.toml").write_text(LANGUAGES)
    extract(tmp_path)
    return tmp_path


FRENCH = Catalog(locale="fr").num_plurals, Catalog(locale="fr").plural_expr
"""The number of plural forms, and the rule, by the Babel here: from 2.19 on millions have a form of their own."""


def po(project: Path) -> Path:
    return project / "locales" / "fr" / "bot.po"


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_every_text_is_found_once_with_its_key_its_forms_and_its_note(project: Path) -> None:
    found = {message.context: message for message in collect(project) if message.context}
    assert list(found) == ["hello", "bye", "groups", "heard.yes"]
    assert found["hello"].id == "Hello {name}, how are you?"
    assert found["bye"].auto_comments[-1] == "said at the door"
    assert found["groups"].id == ("{n} group", "{n} groups")
    assert [file for file, _ in found["hello"].locations] == ["bot/a.py"]


def test_a_new_language_begins_with_an_empty_file_and_a_header(project: Path) -> None:
    text = po(project).read_text("utf-8")
    assert text.startswith("# French words of Randevou.\n# drafted\n")
    assert read(po(project)).rule == FRENCH
    assert "Language-Team: French\n" in read(po(project)).header
    assert read_words(po(project)) == {}


def test_headers_have_their_lines_in_the_order_of_gettext(project: Path) -> None:
    for file in [po(project), *(root() / "locales").glob("*/bot.po")]:
        order = [line.partition(":")[0] for line in read(file).header.splitlines()]
        assert order == ORDER_OF_HEADERS, file


def test_the_same_sources_make_the_same_files(project: Path) -> None:
    files = [project / "locales" / "bot.pot", po(project)]
    before = [file.read_bytes() for file in files]
    extract(project)
    assert [file.read_bytes() for file in files] == before
    assert str(project).encode() not in b"".join(before)


def test_translations_comments_and_the_header_outlive_a_change_of_the_sources(project: Path) -> None:
    change(po(project), 'msgid "Good \\"bye\\""\nmsgstr ""', '# par Anne\nmsgid "Good \\"bye\\""\nmsgstr "Au revoir"')
    change(po(project), 'msgstr[0] ""\nmsgstr[1] ""', 'msgstr[0] "{n} groupe"\nmsgstr[1] "{n} groupes"')
    change(po(project), "# drafted", "# by Anne")
    (project / "bot" / "0.py").write_text('FIRST = Text("first", "First")')
    extract(project)
    assert read_words(po(project)) == {"bye": ("Au revoir",), "groups": ("{n} groupe", "{n} groupes")}
    text = po(project).read_text("utf-8")
    assert "# by Anne" in text
    assert "# par Anne" in text
    assert text.index('"first"') < text.index('"bye"')


def test_new_english_keeps_the_translation_by_its_key_and_marks_it_with_the_old_english(project: Path) -> None:
    change(po(project), 'are you?"\nmsgstr ""', 'are you?"\nmsgstr "Bonjour {name}"')
    code = (project / "bot" / "a.py").read_text()
    code = code.replace('"Hello {name}, "\n             "how are you?"', '"Hello {name}, how are you?"')
    for english in ("Hi {name}!", "Hey {name}!"):
        (project / "bot" / "a.py").write_text(code.replace("Hello {name}, how are you?", english))
        extract(project)
        message = read(po(project)).by_key()["hello"]
        assert (message.id, message.string, message.fuzzy) == (english, "Bonjour {name}", True)
    extract(project)
    assert '#| msgid "Hello {name}, how are you?"' in po(project).read_text("utf-8")
    assert read_words(po(project))["hello"] == ("Bonjour {name}",), "people read what was right before"
    (project / "bot" / "a.py").write_text(code)
    extract(project)
    assert read_words(po(project))["hello"] == ("Bonjour {name}",)


def test_a_translation_marked_fuzzy_by_hand_stays_so(project: Path) -> None:
    change(po(project), 'msgid "yes|yep"\nmsgstr ""', 'msgid "yes|yep"\nmsgstr "oui"')
    change(po(project), 'msgctxt "heard.yes"', '#, fuzzy\nmsgctxt "heard.yes"')
    extract(project)
    assert read_words(po(project)) == {}


def test_words_that_are_heard_do_not_follow_the_english(project: Path) -> None:
    change(po(project), 'msgid "yes|yep"\nmsgstr ""', 'msgid "yes|yep"\nmsgstr "oui"')
    change(project / "bot" / "a.py", "yes|yep", "yes|yep|yeah")
    extract(project)
    assert read_words(po(project)) == {"heard.yes": ("oui",)}


def test_a_deleted_text_is_removed_and_a_former_plural_is_marked_for_review(project: Path) -> None:
    change(po(project), 'msgstr[0] ""\nmsgstr[1] ""', 'msgstr[0] "{n} groupe"\nmsgstr[1] "{n} groupes"')
    change(project / "bot" / "a.py", 'Texts("groups", "{n} group", "{n} groups", n=3)', 'Text("groups", "Groups")')
    change(project / "bot" / "a.py", 'YES = Heard("heard.yes", "yes|yep")', "")
    extract(project)
    found = read(po(project)).by_key()
    assert "heard.yes" not in found
    assert (found["groups"].string, found["groups"].fuzzy) == ("{n} groupe", True)
    change(project / "bot" / "a.py", 'Text("groups", "Groups")', 'Texts("groups", "{n} group", "{n} groups", n=3)')
    extract(project)
    found = read(po(project)).by_key()
    assert found["groups"].fuzzy


def test_one_file_that_cannot_be_read_keeps_no_other_from_being_brought_up_to_date(project: Path) -> None:
    spanish = LANGUAGES.replace("[en]", '[es]\nname = "Español"\nenglish = "Spanish"\ncldr = true\n\n[en]').replace(
        "[fr]", '[ht]\nname = "Kreyòl"\nenglish = "Creole"\ncldr = false\n\n[fr]'
    )
    (project / "locales" / "languages.toml").write_text(spanish, "utf-8")
    (project / "locales" / "ht").mkdir()
    (project / "locales" / "ht" / "bot.po").write_text('msgid "', "utf-8")
    change(project / "bot" / "a.py", "Good", "Very good")
    with pytest.raises(CatalogError, match=r"ht/bot\.po, line 1"):
        extract(project)
    assert read(project / "locales" / "es" / "bot.po").by_key()["bye"].id == 'Very good "bye"'
    assert read(po(project)).by_key()["bye"].id == 'Very good "bye"'
    assert (project / "locales" / "ht" / "bot.po").read_text("utf-8") == 'msgid "'


def test_a_file_that_a_tool_wrote_loses_nothing(project: Path) -> None:
    text = po(project).read_text("utf-8").replace('msgstr[0] ""\nmsgstr[1] ""', 'msgstr[0] "{n} a"\nmsgstr[1] "{n} b"')
    three = text.replace('msgstr[1] "{n} b"', 'msgstr[1] "{n} b"\nmsgstr[2] "{n} c"')
    old = three.replace("# French", "# Écrit\n\n# French").replace("charset=UTF-8", "charset=ISO-8859-1")
    po(project).write_bytes(old.replace("\n", "\r\n").encode("latin-1"))
    extract(project)
    first = po(project).read_bytes()
    assert read(po(project)).by_key()["groups"].string == ("{n} a", "{n} b", "{n} c")
    assert not read(po(project)).by_key()["groups"].fuzzy
    assert "# Écrit\n" in first.decode("utf-8")
    assert "charset=UTF-8" in first.decode("utf-8")
    extract(project)
    assert po(project).read_bytes() == first


@pytest.mark.parametrize("header", ["", "# Anne\n\n"])
def test_a_file_without_a_header_gets_one(project: Path, header: str) -> None:
    body = po(project).read_text("utf-8").partition("\n\n")[2]
    po(project).write_text(
        header + body.replace('msgid "yes|yep"\nmsgstr ""', 'msgid "yes|yep"\nmsgstr "oui"'), "utf-8"
    )
    extract(project)
    assert read(po(project)).rule == FRENCH
    assert "Language-Team: French\n" in read(po(project)).header
    assert read_words(po(project)) == {"heard.yes": ("oui",)}


def test_a_plural_in_a_language_of_one_form_is_not_outdated(project: Path) -> None:
    change(po(project), Catalog(locale="fr").plural_forms.rstrip(";"), "nplurals=1; plural=0")
    change(po(project), 'msgstr[0] ""\nmsgstr[1] ""', 'msgstr[0] "{n} groupe"')
    extract(project)
    assert read_words(po(project)) == {"groups": ("{n} groupe",)}


def test_tables_of_hours_may_have_other_holes_than_english(project: Path) -> None:
    change(project / "bot" / "a.py", '"bye", "Good \\"bye\\""', '"calendar.hour", "0: {h} am"')
    extract(project)
    for file in (po(project), project / "locales" / "bot.pot"):
        assert '#, no-python-brace-format\nmsgctxt "calendar.hour"' in file.read_text("utf-8")
        assert '#, python-brace-format\nmsgctxt "hello"' in file.read_text("utf-8")


@pytest.mark.parametrize(
    "code",
    [
        'Text("a", f"Hello {name}")',
        'Text("a", "Hello " + name)',
        'Text("a", "Hello %s" % name)',
        'Text("a", "Hello {}".format(name))',
        'Texts("a", "one", f"{n} many", n=2)',
        'Text("a", english)',
        'Text(key, "Hello")',
        'Text(f"a.{b}", "Hello")',
    ],
)
def test_english_that_no_translator_can_see_is_reported_with_its_line(code: str) -> None:
    with pytest.raises(CatalogError, match="literal strings") as error:
        refuse_text_built_at_run_time("\n\nX = " + code, "bot/core/a.py")
    assert (error.value.file, error.value.key) == ("bot/core/a.py", "line 3")


def test_texts_that_are_read_from_files_are_accepted_in_code() -> None:
    refuse_text_built_at_run_time('Text(key, english)\nText(f"pack.{key}", row["text"])', "bot/core/a.py")
    refuse_text_built_at_run_time('Text("pack.name", row["name"])', "bot/storage/files/packs.py")


def test_one_key_with_two_texts_is_reported(project: Path) -> None:
    (project / "bot" / "b.py").write_text('OTHER = Text("bye", "See you")')
    with pytest.raises(CatalogError, match=r"bot/b\.py, bye: bot/a\.py has different English"):
        collect(project)


def test_the_texts_of_the_packs_are_collected_with_those_of_the_code() -> None:
    places = {file.split("/")[0] for message in collect(root()) for file, _ in message.locations}
    assert places == {"bot", "policy"}
