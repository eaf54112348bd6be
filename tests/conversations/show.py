"""Show sentences in their place: `python -m tests.conversations.show ht cancel.sure` plays a story that says it.

Without a key it shows all sentences of the language that are not as in git: your own, or with `--since main` those of a
branch that you review. With `--long` it names the whole bubbles that are longer than is easy to read on a phone, and
buttons that do not fit, and where each is said: a text may be short, and what stands with it in one bubble long, be it
only with the longest names.
"""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from bot.channels.local.story_player import Line
from bot.core.errors import suggest
from bot.core.language.message import Channel
from bot.settings import root
from bot.storage.files.catalogs import load_catalogs, po_file
from bot.storage.files.po_files import Forms, forms, read
from bot.translators.since import changed
from tests.conversations.beside import beside
from tests.conversations.player import STORIES, Played, played
from tests.conversations.stretched import played_with_long_names
from tests.conversations.transcripts import shown_lines

LOCALES = root() / "locales"
LONG_BUBBLE = 300
"""Characters that are easy to read in one bubble."""
LONG_BUTTON = Channel("").label
BESIDE = Path(__file__).parent / "beside-every-talk"


def place(language: str, key: str) -> tuple[str, Line] | None:
    """The first line of a story that says a text, and the name of the story; None if no story says it."""
    english, said = _pattern(_forms("en", key)), _pattern(_forms(language, key))
    for folder in (*STORIES, BESIDE):
        if english.search((folder / "en.txt").read_text("utf-8")):
            whole = beside(language) if folder == BESIDE else played(folder, language)
            for line in whole.lines if key in whole.keys else ():
                if said.search("\n".join(shown_lines(line.shown))):
                    return folder.name, line
    return None


def long_bubbles(whole: Played) -> Iterator[tuple[int, str, str]]:
    """The length and the key of each bubble or button that is too long, and what the person did before it."""
    for line in whole.lines:
        for outgoing in line.shown:
            if len(outgoing.text) > LONG_BUBBLE:
                yield len(outgoing.text), outgoing.key, line.heard
            for label in outgoing.choices:
                if len(label.text) > LONG_BUTTON:
                    yield len(label.text), f"{outgoing.key}, button “{label.text}”", line.heard


def _long(language: str) -> Iterator[str]:
    """Name each long bubble once, the longest first, with the first story that says it."""
    longest: dict[str, tuple[int, str]] = {}
    for folder in (*STORIES, BESIDE):
        whole = beside(language) if folder == BESIDE else played(folder, language)
        stretched = Played() if folder == BESIDE else played_with_long_names(folder, language)
        usual = {key for _, key, _ in long_bubbles(whole)}
        for length, key, heard in (*long_bubbles(whole), *long_bubbles(stretched)):
            names = "" if key in usual else ", with the longest names"
            if length > longest.get(key, (0, ""))[0]:
                longest[key] = (length, f"{folder.name}, after “{heard}”{names}")
    for key, (length, where) in sorted(longest.items(), key=lambda one: -one[1][0]):
        yield f"{length} characters  {key}  in {where}"


def _forms(language: str, key: str) -> Forms:
    entry = read(LOCALES / "bot.pot" if language == "en" else po_file(LOCALES, language)).by_key()[key]
    return forms(entry.id if language == "en" else entry.string)


def _pattern(said: Forms) -> re.Pattern[str]:
    """What a text looks like on the screen, whatever its placeholders hold."""
    screens = (r".+?".join(map(re.escape, re.split(r"\{\w+\}", form))) for form in said if form)
    return re.compile("|".join(screens), re.IGNORECASE | re.DOTALL)


def main() -> None:
    """Print each text with the lines around it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("language", choices=[code for code in load_catalogs(LOCALES) if code != "en"])
    parser.add_argument("key", nargs="*")
    parser.add_argument("--since", default="HEAD", help="a version in git; default: the last commit")
    parser.add_argument("--long", action="store_true", help=f"whole bubbles of more than {LONG_BUBBLE} characters")
    given = parser.parse_args()
    if given.long:
        print(*_long(given.language), sep="\n")
        return
    known = read(LOCALES / "bot.pot").by_key()
    if unknown := [key for key in given.key if key not in known]:
        parser.error(f"no text has the key {unknown[0]}. {suggest(unknown[0], known)}")
    for key in given.key or changed(po_file(LOCALES, given.language), given.since):
        if found := place(given.language, key):
            story, line = found
            print(f"══ {key}, in {story}", f"── {line.heard}", *shown_lines(line.shown), "", sep="\n")
        else:
            print(f"══ {key}: no story says it", *_forms(given.language, key), "", sep="\n")


if __name__ == "__main__":
    main()
