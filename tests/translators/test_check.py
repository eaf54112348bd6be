"""Each fault of a translation is found with its key, and a good translation is accepted."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.channels.local.talk import TERMINAL
from bot.channels.telegram.bot_api import TELEGRAM
from bot.channels.web.visit import KNOWN as WEB
from bot.core.errors import CatalogError
from bot.core.language.message import Channel
from bot.settings import root
from bot.storage.files.languages import load_languages
from bot.storage.files.packs import check_pack
from bot.translators.check import Finding, check, check_pack_words
from bot.translators.looks import note, side_by_side, tidy

HEADER = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    """Copy the lists of the project, and the languages in which these tests have words; each test writes its own."""
    folder = tmp_path / "locales"
    folder.mkdir()
    for file in (root() / "locales").glob("*.toml"):
        shutil.copy(file, folder)
    head, *entries = (folder / "languages.toml").read_text("utf-8").split("\n[")
    kept = [entry for entry in entries if entry[:2] in ("en", "es", "ht", "fr")]
    (folder / "languages.toml").write_text("\n[".join([head, *kept]), "utf-8")
    for code, language in load_languages(folder).items():
        (folder / code).mkdir()
        shutil.copy(root() / "locales" / code / "calls.toml", folder / code)
        if not language.source:
            (folder / code / "bot.po").write_text(HEADER, "utf-8")
    (folder / "bot.pot").write_text(HEADER, "utf-8")
    return folder


def found(locales: Path, code: str, english: str, said: str, key: str = "a.key", flags: str = "") -> list[Finding]:
    entry = f'{flags}msgctxt "{key}"\nmsgid "{english}"\nmsgstr "{said}"\n'
    (locales / code / "bot.po").write_text(HEADER + entry, "utf-8")
    (locales / "bot.pot").write_text(HEADER + untranslated(key, english), "utf-8")
    return [finding for finding in check(locales) if finding.file == f"locales/{code}/bot.po"]


def untranslated(key: str, english: str) -> str:
    return f'msgctxt "{key}"\nmsgid "{english}"\nmsgstr ""\n\n'


@pytest.mark.parametrize(
    ("code", "english", "said", "fault"),
    [
        ("es", "Hello", "", "not translated"),
        ("es", "Hello {name}", "Hola", "{name} is missing"),
        ("es", "Hello", "Hola {nombre}", "no {nombre}"),
        ("es", "Hello", "Hola ", "spaces at its ends"),
        ("es", "One\\nTwo", "Uno Dos", "line breaks"),
        ("es", "18 or older", "17 o más", "numbers are 17"),
        ("es", "Call 911", "Llame", "numbers are none"),
        ("es", "All people", "Tod@s", "@, x or e"),
        ("es", "All people", "Todxs", "@, x or e"),
        ("es", "Refugee", "refugiado/a", "two endings"),
        ("es", "Refugee", "refugiado(a)", "two endings"),
        ("es", "Can you?", "¿Puedes venir?", "tú to an adult"),
        ("es", "On the list", "Usted califica", "promises"),
        ("ht", "On the list", "Ou kalifye", "promises"),
        ("fr", "On the list", "Vous êtes éligible", "promises"),
        ("ht", "School", "école", "no other accent"),
        ("ht", "I am going", "m’ap ale", "apostrophe"),
        ("ht", "Appointment", "ran-devou", "hyphen"),
        ("ht", "Your appointment", "votre randevou", "French word"),
        ("ht", "How many?", "Combien de personnes doivent rester ensemble ?", "“Combien”: a French word"),
        ("ht", "Together", "Yo dwe rester ansanm", "French word"),
        ("ht", "Write", "Ekri adresse ou", "French word"),
        ("ht", "Choose", "Li epi choisissez", "French word"),
        ("ht", "Monday", "Vini lundi", "name in fr"),
        ("ht", "From Germany", "Soti Allemagne", "name in fr"),
        ("fr", "The conversation", "Ce chat", "a cat"),
        ("fr", "Are you?", "Tu viens ?", "tu to an adult"),
        ("es", "Come in, please", "Entre , por favor", "a mark with a space before it"),
        ("ht", "Come in, please", "Antre,tanpri", "without one after it"),
        ("fr", "Come in. Thank you.", "Entrez.Merci.", "without one after it"),
        ("es", "Come in.", "Entre..", "or twice"),
        ("es", "Where are you?", "¿Dónde está ?", "as only French has it"),
        ("ht", "Where are you?", "Kote ou ye ?", "as only French has it"),
        ("es", "Where are you?", "Dónde está?", "without ¿ or ¡"),
        ("es", "Where? With whom?", "¿Dónde? Con quién?", "without ¿ or ¡"),
        ("es", "Where?", "¿Dónde", "without its end"),
        ("fr", "Where are you?", "Où êtes-vous?", "no space before"),
        ("fr", "Days: all", "Jours: tous", "no space before"),
        ("fr", "“Yes”", "«Oui»", "no space before"),
        ("fr", "The hour", "L'heure", "straight apostrophe"),
        ("es", "Tap “Yes”", "Toque “Sí”", "quotation marks"),
        ("ht", "How to write to you", "Jan pou n' ekri ou", "short form"),
    ],
)
def test_a_fault_is_found(locales: Path, code: str, english: str, said: str, fault: str) -> None:
    (finding, *_) = found(locales, code, english, said)
    assert fault in finding.fault
    assert (finding.file, finding.key, finding.hint) == (f"locales/{code}/bot.po", "a.key", False)


@pytest.mark.parametrize(
    ("code", "english", "said", "key"),
    [
        ("es", "Write to help@example.org", "Escriba a help@example.org", "a.key"),
        ("es", "Can you?", "¿Puedes venir?", "border-appointments.rule.child.text"),
        ("es", "", "", "country.HT"),
        ("ht", "You have an appointment on {day}", "Ou gen yon randevou {day}", "a.key"),
        ("ht", "yes", "oui|c'est ça|d’accord", "heard.yes"),
        ("ht", "Is it in May?", "Èske se nan mwa me?", "a.key"),
        ("fr", "Nothing is promised", "Il ne garantit rien", "a.key"),
        ("fr", "Call {name}, {hours}", "Appelez {name}, à {hours} : merci", "a.key"),
        ("es", "See gob.mx/difnacional, 8:00", "Vea gob.mx/difnacional, 8:00", "a.key"),
        ("es", "At {time}, please. {how}", "A las {time}, por favor. {how}", "a.key"),
        ("fr", "Your tone", "Ton de voix", "a.key"),
    ],
)
def test_a_good_translation_is_accepted(locales: Path, code: str, english: str, said: str, key: str) -> None:
    assert not found(locales, code, english or "Haiti", said, key)


def test_a_button_longer_than_the_narrowest_channel_shows_is_found(locales: Path) -> None:
    assert min(channel.label for channel in (TELEGRAM, WEB, TERMINAL)) == Channel("").label == 60
    comment = "#. Button: at most 60 characters. Said by the person, with a tap.\n"
    said = "Pulse este botón para que le mostremos otra hora de otro día"
    for text, fits in ((said, True), (f"{said}.", False)):
        entry = f'msgctxt "a.key"\nmsgid "Show me another time, please"\nmsgstr "{text}"\n'
        (locales / "es" / "bot.po").write_text(HEADER + entry, "utf-8")
        (locales / "bot.pot").write_text(HEADER + comment + untranslated("a.key", "Show me another time, please"))
        faults = [str(one) for one in check(locales) if "/es/" in one.file and "a button of" in one.fault]
        assert (faults == []) == fits, (len(text), faults)


def test_a_translation_that_nobody_approved_is_found(locales: Path) -> None:
    (finding,) = found(locales, "es", "Hello", "Hola", flags="#, fuzzy\n")
    assert ("fuzzy" in finding.fault, finding.hint) == (True, False)


@pytest.mark.parametrize(
    ("key", "is_hint"),
    [
        *((key, False) for key in ("consent.agree", "practice.line", "ticket.stands", "offer.take", "cancel.yes")),
        *((key, True) for key in ("a.key", "danger.now", "listen.now", "show.message")),
    ],
)
def test_only_another_meaning_of_a_critical_text_keeps_it_from_a_release(
    locales: Path, key: str, is_hint: bool
) -> None:
    (finding,) = found(locales, "es", "Hello", "Hola", key, '#, fuzzy\n#| msgid "Bye"\n')
    assert (finding.hint, f"words touch {key} --wording" in finding.fix) == (is_hint, True)
    (finding,) = found(locales, "es", "Hello", "Hola", key, '#| msgid "Hallo"\n')
    assert (finding.hint, "worded otherwise" in finding.fault) == (True, True)


def test_broken_tables_are_found(locales: Path) -> None:
    assert "hour 0" in found(locales, "ht", "0: {h}", "8: {h}è", "calendar.hour")[0].fault
    assert "needs 12" in found(locales, "ht", "|".join("abcdefghijkl"), "a|b", "calendar.months")[0].fault
    assert "needs 3" in found(locales, "ht", "zero|one|two", "zewo|youn", "heard.numbers")[0].fault


def test_creole_that_equals_the_french_is_found_save_for_a_reason(locales: Path) -> None:
    for key, said in (("a.key", "Randevou"), ("b.key", "SOS"), ("c.key", "{day}, {time}"), ("d.name", "Casa Azul")):
        entry = f'msgctxt "{key}"\nmsgid "{said}"\nmsgstr "{said}"\n'
        (locales / "fr" / "bot.po").write_text(HEADER + entry, "utf-8")
        faults = [finding.fault for finding in found(locales, "ht", said, said, key)]
        assert faults == (["it is the same as in fr"] if key == "a.key" else [])


def test_every_text_is_looked_for_in_every_language(locales: Path) -> None:
    (locales / "bot.pot").write_text(HEADER + untranslated("a.key", "Hello") + untranslated("b.key", "Bye"), "utf-8")
    entries = 'msgctxt "a.key"\nmsgid "Hallo"\nmsgstr "Hola"\n\nmsgctxt "b.kee"\nmsgid "Bye"\nmsgstr "Adiós"\n'
    (locales / "es" / "bot.po").write_text(HEADER + entries, "utf-8")
    spanish = {(f.key, f.fault, f.fix.split(".")[0]) for f in check(locales) if "/es/" in f.file}
    assert spanish == {
        ("a.key", "its msgid is not the English, which is “Hello”", "Read both, correct the translation and its msgid, "
         "and delete the word fuzzy"),
        ("b.key", "it is not translated", "Translate it"),
        ("b.kee", "no text has this key", 'Did you mean "b'),
    }  # fmt: skip
    assert [f.key for f in check(locales) if "/ht/" in f.file] == ["a.key", "b.key"]


def test_a_packs_own_words_are_checked_like_those_of_the_bot(tmp_path: Path) -> None:
    folder = shutil.copytree(root() / "policy" / "legal-clinic", tmp_path / "mine")
    assert not [finding for finding in check_pack_words(folder, root() / "locales") if not finding.hint]
    head = (folder / "pack.toml").read_text("utf-8").replace('operator = "the legal clinic"', 'operator = "Casa Azul"')
    (folder / "pack.toml").write_text(head, "utf-8")
    (folder / "words").mkdir()
    entry = 'msgctxt "legal-clinic.operator"\nmsgid "Casa Azul"\nmsgstr "{}"\n'
    (folder / "words" / "ht.po").write_text(entry.format("Maison Azul"), "utf-8")
    (folder / "words" / "es.po").write_text(entry.format("Usted califica"), "utf-8")
    faults = {Path(f.file).name: f.fault for f in check_pack_words(folder, root() / "locales") if not f.hint}
    assert faults == {
        "es.po": "“Usted califica”: it promises what nobody here decides. Say what the rule lists (coincide con la "
        "lista), and who decides",
        "ht.po": "“Maison”: a French word. Write it in Creole",
        "fr.po": "it is not translated",
    }


def test_a_word_heard_for_two_things_is_found(locales: Path) -> None:
    (finding,) = found(locales, "es", "help", "yes|ayuda", "heard.help")
    assert (finding.key, "heard.yes" in finding.fault) == ("heard.help", True)


def test_a_difference_asks_for_a_look_until_somebody_has_looked_and_again_when_a_text_changes(locales: Path) -> None:
    (locales / "read.toml").unlink()
    good = {"es": "No pague.", "fr": "Ne payez pas.", "ht": "Pa peye."}
    (locales / "bot.pot").write_text(HEADER + untranslated("a.key", "Do not pay."), "utf-8")

    def said(**texts: str) -> list[Finding]:
        for code, text in (good | texts).items():
            entry = f'msgctxt "a.key"\nmsgid "Do not pay."\nmsgstr "{text}"\n'
            (locales / code / "bot.po").write_text(HEADER + entry, "utf-8")
        return check(locales)

    assert said() == []
    (look,) = said(es="Pague.")
    assert str(look).startswith("locales/es/bot.po, a.key: look: negation: 0 times, in the other languages 1, 1, 1.")
    assert "`randevou words read a.key`" in look.fix
    note(locales, "a.key", ["es"])
    assert said(es="Pague.") == []
    (again,) = said(es="Pague ya.")
    assert "look: negation" in again.fault
    (idle,) = said()
    assert "nothing to look at" in idle.fault
    assert [each.look for each in (look, again, idle)] == [True] * 3
    assert (tidy(locales), said()) == (1, [])


def test_notes_keep_their_comment_and_only_what_a_text_still_needs(locales: Path) -> None:
    (locales / "bot.pot").write_text(HEADER + untranslated("a.key", "Do not pay."), "utf-8")
    for code, text in (("es", "Pague."), ("fr", "Ne payez pas."), ("ht", "Pa peye.")):
        entry = f'msgctxt "a.key"\nmsgid "Do not pay."\nmsgstr "{text}"\n'
        (locales / code / "bot.po").write_text(HEADER + entry, "utf-8")
    head = "# What this is.\n\n"
    (locales / "read.toml").write_text(f'{head}[fr]\n"gone" = "1"\n[es]\n"a.key" = "old"\n', "utf-8")
    texts, (look,) = side_by_side(locales, "a.key")
    assert (texts["es"], texts["ht"], look.language) == ("Pague.", "Pa peye.", "es")
    note(locales, "a.key", ["es"])
    assert tidy(locales) == 1
    written = (locales / "read.toml").read_text("utf-8")
    assert written.startswith(f'{head}[es]\n"a.key" = "')
    assert '"old"' not in written
    assert tidy(locales) == 0
    with pytest.raises(CatalogError, match="Did you mean"):
        side_by_side(locales, "a.kye")


def test_length_is_only_a_hint(locales: Path) -> None:
    (finding,) = found(locales, "es", "A sentence that is as long as most of our sentences are, or so.", "a" * 150)
    assert finding.hint
    assert str(finding).startswith("hint: locales/es/bot.po")
    assert "150 characters" in finding.fault


def test_the_english_is_looked_at_too(locales: Path) -> None:
    (locales / "bot.pot").write_text(HEADER + 'msgctxt "a"\nmsgid "You qualify."\nmsgstr ""\n', "utf-8")
    finding, *_ = check(locales)
    assert (finding.file, finding.key, "promises" in finding.fault) == ("locales/bot.pot", "a", True)


def test_a_file_that_cannot_be_read_is_a_finding_and_the_others_are_checked_all_the_same(locales: Path) -> None:
    (locales / "bot.pot").write_text(HEADER + untranslated("a.key", "Hello"), "utf-8")
    (locales / "ht" / "bot.po").write_text('msgid "', "utf-8")
    findings = {Path(finding.file).parent.name: finding for finding in check(locales)}
    assert {language: finding.key for language, finding in findings.items()} == {
        "es": "a.key",
        "ht": "line 1",
        "fr": "a.key",
    }
    assert str(findings["ht"]).startswith(findings["ht"].file)
    (locales / "bot.pot").write_text('msgid "', "utf-8")
    (finding,) = check(locales)
    assert finding.file == str(locales / "bot.pot")


def test_a_pack_is_checked_without_a_language_whose_own_file_cannot_be_read(locales: Path) -> None:
    shutil.copytree(root() / "locales", locales, dirs_exist_ok=True)
    (locales / "fr" / "bot.po").write_text('msgid "', "utf-8")
    faults = [finding for finding in check_pack_words(root() / "policy" / "legal-clinic", locales) if not finding.hint]
    assert [finding.file for finding in faults] == [str(locales / "fr" / "bot.po")]
    assert check_pack(root() / "policy" / "legal-clinic", date(2026, 11, 22), locales) == []


def test_an_entry_that_is_there_twice_is_named_with_its_lines(locales: Path) -> None:
    entry = 'msgctxt "a.key"\nmsgid "Hello"\nmsgstr "{}"\n'
    (locales / "bot.pot").write_text(HEADER + untranslated("a.key", "Hello"), "utf-8")
    (locales / "es" / "bot.po").write_text(f"{HEADER}{entry.format('Hola')}\n{entry.format('Buenas')}", "utf-8")
    (finding,) = [finding for finding in check(locales) if "/es/" in finding.file]
    assert (finding.key, finding.fault) == ("a.key", "it is there 2 times (lines 7 and 11)")


@pytest.mark.parametrize(
    ("header", "forms", "fault"),
    [
        (
            HEADER,
            ("{n} grupo", "{n} de grupos", "{n} grupos"),
            "3 forms, and the rule of the file (Plural-Forms) choose",
        ),
        (HEADER.replace("nplurals=2", "nplurals=3"), ("{n} grupo", "{n} grupos"), "2 forms, and the rule"),
        ("", ("{n} grupo", "{n} grupos"), "no rule for plurals"),
        (HEADER, ("{n} grupo", "{n} grupos "), "spaces at its ends"),
        (HEADER.replace("nplurals=2", "nplurals=3"), ("{n} grupo", "{n} grupos", "{n} grupos "), "spaces at its ends"),
    ],
)
def test_plurals_that_do_not_fit_the_rule_of_the_file_are_named(
    locales: Path, header: str, forms: tuple[str, ...], fault: str
) -> None:
    english = 'msgctxt "a.key"\nmsgid "{n} group"\nmsgid_plural "{n} groups"\n'
    said = "".join(f'msgstr[{number}] "{form}"\n' for number, form in enumerate(forms))
    (locales / "bot.pot").write_text(f'{HEADER}{english}msgstr[0] ""\nmsgstr[1] ""\n', "utf-8")
    (locales / "es" / "bot.po").write_text(f"{header}{english}{said}", "utf-8")
    (finding,) = [finding for finding in check(locales) if "/es/" in finding.file]
    assert fault in finding.fault


def test_a_template_that_was_left_behind_is_found(locales: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.translators.check.check_calls", lambda locales: [])  # to hear every example takes seconds
    project = locales.parent
    (project / "bot").mkdir()
    (project / "bot" / "a.py").write_text('A = Text("a.key", "Hello")')
    assert [finding.key for finding in check(locales, project)] == ["a.key"]
    (locales / "bot.pot").write_text(HEADER + 'msgctxt "a.key"\nmsgid "Hello"\nmsgstr ""\n', "utf-8")
    assert {(finding.file[-6:], finding.fault) for finding in check(locales, project)} == {
        ("bot.po", "it is not translated")
    }


def test_a_wrong_sheet_of_calls_is_a_fault_of_the_language(locales: Path) -> None:
    sheet = locales / "ht" / "calls.toml"
    sheet.write_text(sheet.read_text("utf-8").replace("[hungry]", "[hungri]"), "utf-8")
    faults = [finding for finding in check(locales, locales.parent) if finding.file == str(sheet)]
    assert [(finding.key, finding.fault) for finding in faults] == [
        ("hungry", "this row is missing"),
        ("hungri", "the program has no such row"),
    ]
