"""The written transcripts: what a story says in English, and where that is no longer what is written.

The other languages say the same keys and offer the same choices (test_stories.py), in words that stand once, in their
bot.po: so no test depends on the wording of a translation. `python -m tests.conversations.show` plays them to read.
"""

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from bot.channels.local.story_player import CODE, ONE_CODE, choices_of
from bot.core.language.message import Outgoing
from tests.conftest import OFFERED
from tests.conversations.player import Played

COMMAND = ".venv/bin/pytest tests/conversations --rewrite"
SEVERAL_LANGUAGES = ("language.choose", "show.message")
"""Messages that say the same in several languages."""
MOST = 5
"""Differences that are shown; the others are in the diff once the transcripts are written anew."""


@dataclass(frozen=True)
class Change:
    """Lines of one message or its buttons that are said in another way than they are written."""

    key: str
    written: tuple[str, ...]
    said: tuple[str, ...]

    def __str__(self) -> str:
        lines = [*(f"  - {line}" for line in self.written), *(f"  + {line}" for line in self.said)]
        return "\n".join([f"[{self.key}]", *lines])


def transcript(played: Played) -> str:
    """All that was done and said, as it is written down."""
    lines = [part for line in played.lines for part in (f"── {line.heard}", *shown_lines(line.shown, "en"), "")]
    return CODE.sub(ONE_CODE, "\n".join(lines))


def shown_lines(shown: Iterable[Outgoing], only: str = "") -> Iterator[str]:
    """What was shown; with `only` one language, of a message that also speaks another one just what has no words."""
    for outgoing in shown:
        yield f"[{outgoing.key}]"
        worded = only in ("", outgoing.language) and not (only and outgoing.key in SEVERAL_LANGUAGES)
        if worded:
            yield outgoing.text
        if outgoing.choices:
            named = {label.id: label.text if worded else "" for label in outgoing.choices}
            ids = choices_of(outgoing, OFFERED) if only else named
            yield "  " + " · ".join(f"{named.get(choice, '')} <{choice}>".strip() for choice in ids)
        yield from (f"  file: {file.name}" for file in outgoing.files)


def read(file: Path) -> str:
    """What is written; nothing yet for a new story."""
    return file.read_text(encoding="utf-8") if file.exists() else ""


def write(file: Path, text: str) -> None:
    """Write a file anew if it says something else; at no moment is it half written, since other tests read it."""
    if read(file) != text:
        fresh = file.with_name(f"{file.name}.{os.getpid()}")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(file)


def changes(written: str, said: str) -> Iterator[Change]:
    """Where two transcripts differ, message by message and button by button."""
    before, after = _lines(written), _lines(said)
    if before == after and written != said:
        yield Change("spaces or empty lines", (), ())
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_opcodes() if before != after else []
    for _, start, end, first, last in (block for block in blocks if block[0] != "equal"):
        old, new = before[start:end], after[first:last]
        (key, _), *_ = [*new, *old]
        yield Change(key, tuple(line for _, line in old), tuple(line for _, line in new))


def _lines(text: str) -> list[tuple[str, str]]:
    """Each line with the key of its message; of a line of buttons, each button."""
    key, lines = "", []
    for line in text.splitlines():
        if head := re.fullmatch(r"\[(\S+)\]", line):
            key = head[1]
        parts = line.strip().split(" · ") if line.startswith("  ") else [line]
        lines += [(key, part) for part in parts]
    return lines


def report(found: Iterable[tuple[str, Change]]) -> str:
    """What to do about changes, each with the name of its story, and the first of them; "" if there is none."""
    stories: dict[Change, list[str]] = defaultdict(list)
    for story, change in found:
        stories[change].append(story)
    if not stories:
        return ""
    files = {story for names in stories.values() for story in names}
    shown = [f"{change}\n    in: {', '.join(dict.fromkeys(stories[change]))}" for change in list(stories)[:MOST]]
    left = len(stories) - len(shown)
    return "\n".join(
        [
            f"Texts have changed: {len(files)} transcripts in tests/conversations are no longer what is said.",
            "This is no mistake in itself. Write them anew, and read in the diff whether each change is meant:",
            f"\n    {COMMAND}\n    git diff tests/conversations\n",
            "Written (-) and said now (+):",
            *shown,
            *([f"and {left} more"] if left else []),
        ]
    )
