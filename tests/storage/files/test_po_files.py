"""A .po file is read as the programs of translators write it, tried by running them; what is lost is named."""

import shutil
import subprocess
from pathlib import Path

import pytest

from bot.core.language.text import Text, Texts
from bot.settings import root
from bot.storage.files.catalogs import load_catalogs, po_file, read_words
from bot.storage.files.po_files import forms, parse, read, translates

LOCALES = root() / "locales"
FRENCH = po_file(LOCALES, "fr")
needs_gettext = pytest.mark.skipif(not shutil.which("msgfmt"), reason="the Debian package gettext is not installed")
SPANISH = """
[en]
name = "English"
english = "English"
cldr = true
source = true

[es]
name = "Español"
english = "Spanish"
cldr = true
"""
TWO_FORMS = r'"Plural-Forms: nplurals=2; plural=(n != 1);\n"'
THREE_FORMS = r"""
"Plural-Forms: nplurals=3; plural=n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 "
": 2;\n"
"""
GROUPS = 'msgctxt "groups"\nmsgid "{n} group"\nmsgid_plural "{n} groups"\n'


def words(text: str) -> dict[str, tuple[str, ...]]:
    """Return the words of a file by key."""
    return {key: forms(message.string) for key, message in parse(text.encode(), "x.po").by_key().items()}


def tool(*command: str | Path) -> bytes:
    return subprocess.run(command, check=True, capture_output=True).stdout


@needs_gettext
@pytest.mark.parametrize(
    "command",
    [
        "msgcat",
        "msgcat --escape",
        "msgcat --indent",
        "msgcat --strict",
        "msgcat --width=30",
        "msgcat --no-wrap --sort-output",
        "msgcat --no-location",
    ],
)
def test_our_words_are_the_same_after_a_tool_wrote_them(command: str, tmp_path: Path) -> None:
    (tmp_path / "fr.po").write_bytes(tool(*command.split(), FRENCH))
    assert read_words(tmp_path / "fr.po") == read_words(FRENCH)


@needs_gettext
def test_of_entries_that_msgmerge_keeps_only_those_of_the_same_key_are_shown(tmp_path: Path) -> None:
    template = (LOCALES / "bot.pot").read_text("utf-8")
    template = template.replace('msgid "Yes"', 'msgid "Of course, please"')
    template = template.replace('msgid "Which language? Your', 'msgid "Which language, please? Your')
    (tmp_path / "new.pot").write_text(template, "utf-8")
    merged = tool("msgmerge", "--previous", "--quiet", FRENCH, tmp_path / "new.pot")
    (tmp_path / "fr.po").write_bytes(merged)
    assert b'#| msgid "Which language?' in merged
    assert b'#~ msgid "Yes"' in merged
    before = read_words(FRENCH)
    assert read_words(tmp_path / "fr.po") == {key: said for key, said in before.items() if key != "choice.yes"}
    assert translates(read(tmp_path / "fr.po").by_key()["language.which"])[0].startswith("Which language? Your")


def test_a_guess_that_a_tool_took_from_another_key_is_not_shown(tmp_path: Path) -> None:
    entry = '#, fuzzy\n#| msgctxt "{}"\n#| msgid "Welcome"\nmsgctxt "hello"\nmsgid "Hello"\nmsgstr "Bonjour"\n'
    for key, said in (("welcome", {}), ("hello", {"hello": ("Bonjour",)})):
        (tmp_path / "fr.po").write_text(entry.format(key), "utf-8")
        assert read_words(tmp_path / "fr.po") == said


@needs_gettext
@pytest.mark.parametrize("charset", ["ISO-8859-1", "CP1252", "UTF-8"])
def test_a_file_is_read_in_the_character_set_that_its_header_names(charset: str, tmp_path: Path) -> None:
    header = r'msgid ""' + "\n" + r'msgstr "Content-Type: text/plain; charset=UTF-8\n"' + "\n\n"
    (tmp_path / "fr.po").write_text(f'{header}msgctxt "a"\nmsgid "School"\nmsgstr "École"\n', "utf-8")
    (tmp_path / "old.po").write_bytes(tool("msgconv", f"--to-code={charset}", tmp_path / "fr.po"))
    assert read_words(tmp_path / "old.po") == {"a": ("École",)}


@pytest.mark.parametrize(
    "gone",
    [
        '#~| msgid "Before"\n#~ msgctxt "gone"\n#~ msgid "Gone"\n#~ msgstr "Parti"\n',
        '#, fuzzy\n#~| msgctxt "gone"\n#~| msgid ""\n#~| "Before"\n#~ msgctxt "gone"\n#~ msgid "A"\n#~ msgstr "B"\n',
        '# by Anne\n#~ msgid "Gone"\n#~ msgid_plural "Gones"\n#~ msgstr[0] "a"\n#~ msgstr[1] "b"\n',
        '#~ # by Anne\n#~ msgid ""\n#~ "Gone"\n#~ msgstr ""\n#~ "Parti"\n',
        '#~msgid "Gone"\n#~msgstr "Parti"\n',
        "#~ \n#~|\n",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_is_gone_says_nothing_and_marks_nothing(gone: str, end: str) -> None:
    entry = 'msgctxt "{0}"\nmsgid "{0}"\nmsgstr "{0}!"\n'
    text = "\n".join([entry.format("a"), gone, entry.format("b")]).replace("\n", end)
    po = parse(text.encode(), "x.po")
    assert [(message.context, message.string, message.fuzzy) for message in po.entries] == [
        ("a", "a!", False),
        ("b", "b!", False),
    ]


@pytest.mark.parametrize(
    "entry",
    [
        'msgctxt "a"\nmsgid\t"A"\nmsgstr\t"É \\"b\\""',
        'msgctxt "a"\nmsgid "A"\nmsgstr"É \\"b\\""',
        '  msgctxt   "a"\n  msgid     "A"\n  msgstr    "É "  "\\"b\\""  ',
        'msgctxt ""\n"a"\nmsgid ""\n"A"\nmsgstr ""\n"É "\n"\\"b\\""',
        'msgctxt "a"\nmsgid "A"\nmsgstr "\\303\\211 \\"b\\""',
        'msgctxt "a"\nmsgid "A"\nmsgstr "\\xc3\\x89 \\a\\"b\\""',
        'domain "bot"\n#. note\n#: \u2068my file.py:3\n#= no-wrap\n#, c-format, range: 0..9\n#| msgid "Z"\n'
        'msgctxt "a"\nmsgid "A"\nmsgstr "É \\"b\\""',
    ],
)
def test_every_spelling_of_an_entry_is_the_same_entry(entry: str) -> None:
    assert words(entry) == {"a": ('É "b"',)}


def test_an_escaped_backslash_before_digits_is_no_number() -> None:
    assert words('msgctxt "a"\nmsgid "A"\nmsgstr "C:\\\\303 \\\\n \\n\\t."') == {"a": ("C:\\303 \\n \n\t.",)}


@pytest.mark.parametrize(
    "header",
    [
        "",
        'msgid ""\nmsgstr ""\n',
        '#, fuzzy\nmsgid ""\nmsgstr ""\n"Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;\\n"\n',
        'msgid ""\nmsgstr ""\n"PO-Revision-Date: \\n"\n"X-Crowdin-Project: x\\n"\n"#-#-#-#-#  a.po  #-#-#-#-#\\n"\n',
        'msgid ""\nmsgstr ""\n"PO-Revision-Date: yesterday\\n"\n"Content-Type: text/plain; charset=CHARSET\\n"\n',
    ],
)
def test_without_a_rule_in_the_header_plurals_follow_the_rule_of_the_language(header: str, tmp_path: Path) -> None:
    say = spanish(header, '"{n} grupo"', '"{n} grupos"', folder=tmp_path)
    assert say == ["0 grupos", "1 grupo", "5 grupos", "1000000 grupos"]


@pytest.mark.parametrize("rule", [TWO_FORMS, THREE_FORMS])
def test_two_or_three_forms_are_said_by_either_rule(rule: str, tmp_path: Path) -> None:
    header = f'msgid ""\nmsgstr ""\n{rule}\n'
    two = spanish(header, '"{n} grupo"', '"{n} grupos"', folder=tmp_path)
    assert two == ["0 grupos", "1 grupo", "5 grupos", "1000000 grupos"]
    three = spanish(header, '"{n} grupo"', '"{n} de grupos"', '"{n} grupos"', folder=tmp_path)
    assert three[:3] == ["0 grupos", "1 grupo", "5 grupos"]
    assert three[3] == ("1000000 de grupos" if rule is THREE_FORMS else "1000000 grupos")
    assert spanish(header, '"{n} grupo"', '"{n} grupos"', '""', folder=tmp_path) == two
    assert spanish(header, '"{n} grupo"', '""', '""', folder=tmp_path)[2] == "5 groups", "half of it is missing"


def spanish(header: str, *said: str, folder: Path) -> list[str]:
    """Return what a Spanish catalog with these forms says for 0, 1, 5 and a million groups."""
    (folder / "languages.toml").write_text(SPANISH, "utf-8")
    (folder / "es").mkdir(exist_ok=True)
    entry = GROUPS + "".join(f"msgstr[{number}] {form}\n" for number, form in enumerate(said))
    (folder / "es" / "bot.po").write_text(f'{header}\n{entry}\nmsgctxt "bye"\nmsgid "Bye"\nmsgstr "Adiós"\n', "utf-8")
    catalog = load_catalogs(folder)["es"]
    assert catalog.say(Text("bye", "Bye")) == "Adiós", catalog.fault
    return [catalog.say(Texts("groups", "{n} group", "{n} groups", n)) for n in (0, 1, 5, 1_000_000)]


def test_of_two_entries_with_one_key_the_first_is_said_and_both_are_known() -> None:
    entry = 'msgctxt "a"\nmsgid "A"\nmsgstr "{}"\n\n'
    po = parse((entry.format("b") + entry.format("c")).encode(), "x.po")
    assert po.by_key()["a"].string == "b"
    assert list(po.repeated()) == [("a", [2, 6])]
