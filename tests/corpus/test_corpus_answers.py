"""Short answers of the corpus, both halves: a sure meaning is right, and yes and no are never swapped."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path
from typing import cast

import pytest

from bot.core.understanding.near_misses import Kind, understand
from bot.core.understanding.vocabulary import Vocabulary
from bot.settings import root
from bot.storage.files.catalogs import load_catalogs

VOCABULARY = Vocabulary.of(load_catalogs(root() / "locales"))
ROWS = list(csv.DictReader((Path(__file__).parent / "answers.csv").read_text(encoding="utf-8").splitlines()))
LEAST = {"tuning": 0.96, "held-out": 0.92}
"""Lowest shares of rows that are understood as labelled; the held-out half was never used for tuning."""


def is_new(meaning: str) -> bool:
    """Return whether this is a language that was added after the corpus was labelled: there it means nothing."""
    return meaning in VOCABULARY.languages and meaning not in {row["language"] for row in ROWS}


def answered(row: dict[str, str]) -> tuple[str, bool]:
    """Return the meaning as the corpus writes it, and whether it is sure."""
    seen_from = date.fromisoformat(row["at"][:10]) if row["at"] else date(2026, 11, 22)
    found = understand(row["text"], row["language"], cast(Kind, row["kind"]), seen_from, VOCABULARY)
    return "" if found.meaning is None else str(found.meaning), found.sure


@pytest.mark.parametrize("half", LEAST)
def test_short_answers_are_understood_and_what_is_sure_is_right(half: str) -> None:
    rows = [row for row in ROWS if row["half"] == half]
    right: Counter[str] = Counter()
    for row in rows:
        meaning, sure = answered(row)
        assert {meaning, row["meaning"]} != {"yes", "no"}, f"row {row['id']} swaps yes and no"
        assert meaning == row["meaning"] or not sure or is_new(meaning), f"row {row['id']} is sure of what is wrong"
        right[row["language"]] += meaning == row["meaning"]
    assert sum(right.values()) >= LEAST[half] * len(rows), dict(right)
