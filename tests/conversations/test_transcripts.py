"""What is said: written down in English for every story, and rewritten with --rewrite; no text is left unheard."""

from pathlib import Path

import pytest

from bot.settings import root
from bot.storage.files.catalogs import template
from bot.storage.files.po_files import read as read_po
from tests.conversations.beside import beside
from tests.conversations.player import STORIES, played
from tests.conversations.transcripts import COMMAND, changes, read, report, transcript, write

pytestmark = pytest.mark.xdist_group("stories")  # in one process, each story is played once
NOT_SAID = Path(__file__).parent / "keys-not-said.txt"
BESIDE = Path(__file__).parent / "beside-every-talk"
"""What is said beside every talk, written down like a story."""
NO_SENTENCES = ("heard.", "calendar.", "country.", "list.")
"""Words that people type, and names and patterns that only fill other texts: tests/test_locales.py looks at these."""


def test_the_transcripts_hold_what_is_said(request: pytest.FixtureRequest) -> None:
    found = []
    for folder in (*STORIES, BESIDE):
        file, said = folder / "en.txt", transcript(beside("en") if folder == BESIDE else played(folder, "en"))
        if request.config.getoption("--rewrite"):
            write(file, said)
        found += [(folder.name, change) for change in changes(read(file), said)]
    if found:
        pytest.fail(report(found), pytrace=False)


def test_a_text_that_no_transcript_says_is_on_the_list_and_no_other_is(request: pytest.FixtureRequest) -> None:
    """The list may only become shorter: whoever writes a new text lets a story say it.

    It has to do with every key of locales/bot.pot but for words that people type and names of the calendar, of
    countries and of lists. A text is said if a message or a button shows it, alone or within another one; what is
    said beside every talk is written down, too. Every language says the same keys, so one is enough.
    """
    keys = set(read_po(template(root() / "locales")).by_key())
    texts = {key for key in keys if not key.startswith(NO_SENTENCES)}
    silent = texts - {key for folder in STORIES for key in played(folder, "en").keys} - beside("en").keys
    listed = read(NOT_SAID).splitlines()
    if request.config.getoption("--rewrite"):
        listed = sorted(silent & {*listed})
        write(NOT_SAID, "".join(f"{key}\n" for key in listed))
    assert not sorted(silent - {*listed}), "no story says these: let one do it"
    assert not sorted({*listed} - silent), f"said now, or gone: take them off {NOT_SAID.name}, or run {COMMAND}"
    assert listed == sorted({*listed})


def test_two_exchanged_texts_are_shown_once_for_all_stories_with_their_keys_and_the_command() -> None:
    written = "── a: tap yes\n[place.question]\nWhere are you?\n  Yes <yes> · Help <help>\n"
    said = "── a: tap yes\n[place.question]\nHow many are you?\n  Help <yes> · Yes <help>\n"
    found = [(story, change) for story in ("family", "taken") for change in changes(written, said)]
    told = report(found)
    assert COMMAND in told
    assert "[place.question]" in told
    assert "  - Where are you?" in told
    assert "  + How many are you?" in told
    assert "  + Help <yes>" in told
    assert told.count("in: family, taken") == 1
    assert "2 transcripts" in told
    assert report([]) == ""


def test_transcripts_are_compared_to_the_letter() -> None:
    written = "[a]\nA\n  Yes <yes>\n"
    assert not list(changes(written, written))
    for said in (f"{written}\n", written[:-1], written.replace("A", "A "), written.replace("  Yes", "   Yes"), ""):
        assert list(changes(written, said)), said
