"""Score the corpus of calls for help in the chat: a typed text goes in at an open question, and a page comes out.

Run: .venv/bin/python -m tests.corpus.chat [tuning|held-out]
It prints two tables by scenario and language: what is heard or asked back, and what is one tap away, too. It names
no row.
"""

import csv
import sys
from collections import Counter
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from bot.app import App
from bot.core.conversation.answers import Answers
from bot.core.conversation.calls import CALLED
from bot.core.conversation.events import Look, Said
from bot.core.conversation.flow import advance
from bot.core.conversation.needs import PAGE_OF
from bot.core.conversation.pages import recover_case
from bot.core.conversation.pages.ask_back import BUTTONS, CALL, MEANT
from bot.core.conversation.state import Conversation, World
from bot.core.language.message import Channel
from bot.core.understanding.calls import SCENARIOS
from bot.settings import read_settings
from tests.conftest import NOW

Row = dict[str, str]
LANGUAGES = tuple(sorted(file.stem.removeprefix("calls-") for file in Path(__file__).parent.glob("calls-*.csv")))
"""The languages for which calls were gathered."""
Verdict = Literal["heard", "asked back", "one tap away", "another page", "danger page", "an answer", "not heard"]
CALM = frozenset(("not heard", "an answer", "asked back", "one tap away", "another page"))
"""What may come of a sentence that is no call: everything except the page for danger."""
HEARD: frozenset[Verdict] = frozenset(("heard", "asked back"))
"""What a call needs: its page, or the question for it."""
NEAR: frozenset[Verdict] = HEARD | {"one tap away"}
"""Or at least a button for its page in the answer to a text that was not understood."""
ALSO = {"papers_stolen": recover_case.CODE}
"""A page that answers part of a scenario: who has lost a phone is asked for the code of the appointment."""


@cache
def rows(half: str) -> tuple[Row, ...]:
    """Return the labelled sentences of one half, in every language."""
    folder = Path(__file__).parent
    files = [(folder / f"calls-{code}.csv").read_text(encoding="utf-8") for code in LANGUAGES]
    return tuple(row for file in files for row in csv.DictReader(file.splitlines()) if row["half"] == half)


def verdict(row: Row, world: World) -> Verdict:
    """Type a row at the question for the number of people, and return what comes of it."""
    answers = Answers(practice="understood", operator="met", consent="digest").in_order(())
    begun = Conversation(world.pack.id, world.pack.revision, row["language"], answers=answers)
    asked = advance(begun, Look(), world).conversation
    turn = advance(asked, Said(row["text"]), world)
    after, kind = turn.conversation, SCENARIOS.get(row["scenario"])
    wanted = CALLED.get(kind or "", PAGE_OF.get(row["scenario"], ""))
    shown = after.over.page if after.over else after.aside
    if wanted and shown in (wanted, ALSO.get(row["scenario"])):
        return "heard"
    if shown in CALLED.values():
        return "danger page"
    offered = {choice.id for reply in turn.replies for choice in reply.choices}
    if shown in (MEANT, CALL):
        return "asked back" if wanted in offered or not wanted else "another page"
    if shown:
        return "another page"
    if after.answers != asked.answers:
        return "an answer"
    added = offered & BUTTONS.keys() - {choice.id for choice in asked.shown}
    return "one tap away" if wanted in added or (added and not wanted) else "not heard"


def good(row: Row, found: Verdict, enough: Collection[Verdict] = NEAR) -> bool:
    """Return whether this is what the writer needs: the page or a way to it, and no alarm without a call."""
    return found in CALM if row["scenario"] == "none" else found in enough


def table(scored: Iterable[tuple[Row, Verdict]], enough: Collection[Verdict]) -> list[str]:
    """Return the lines of a table: in 100, by scenario and language."""
    right, all_rows = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for row, found in scored:
        kind = SCENARIOS.get(row["scenario"], "none")
        for name in (row["scenario"], f"all: {kind}"):
            all_rows[name, row["language"]] += 1
            right[name, row["language"]] += good(row, found, enough)
    names = sorted({name for name, _ in all_rows})
    shares = [[100 * right[name, code] / (all_rows[name, code] or 1) for code in LANGUAGES] for name in names]
    lines = [f"{name:22}" + "".join(f"{share:7.1f}" for share in row) for name, row in zip(names, shares, strict=True)]
    return [f"{'':22}" + "".join(f"{code:>7}" for code in LANGUAGES), *lines]


def verdicts(scored: Iterable[tuple[Row, Verdict]]) -> list[str]:
    """Return the lines of a table: how many rows of each kind come to what."""
    count = Counter((SCENARIOS.get(row["scenario"], "none"), found, row["language"]) for row, found in scored)
    names = sorted({(kind, found) for kind, found, _ in count})
    return [
        f"{kind}: {found}".ljust(26) + "".join(f"{count[kind, found, code]:7}" for code in LANGUAGES)
        for kind, found in names
    ]


def main(half: str = "tuning") -> None:
    """Print the table of one half."""
    with TemporaryDirectory() as folder:
        app = App.open(read_settings({}, database=f"{folder}/chat.db"))
        world = app.world(NOW, Channel("terminal", choices=12))
        scored = [(row, verdict(row, world)) for row in rows(half)]
        app.close()
    print("Heard or asked back", *table(scored, HEARD), "", "Or one tap away", *table(scored, NEAR), sep="\n")
    print("", "What comes of them", *verdicts(scored), sep="\n")


if __name__ == "__main__":
    main(*sys.argv[1:2])
