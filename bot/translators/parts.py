"""Takes texts apart at their marks: a clause is compared with the same one of the other languages."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from bot.translators.counts import BY_CLAUSE, BY_PART, Facts, differences

SENTENCE, PART, CLAUSE = (re.compile(rf"(?<=[{ends}])\s+(?=\S)") for ends in (".?!", ".?!:;", ".?!:;,"))
PARTS, CLAUSES = (SENTENCE, PART), (SENTENCE, PART, CLAUSE)
"""Where a text may be taken apart, the coarsest first."""


def part_by_part(
    code: str,
    texts: Mapping[str, str],
    facts_of_part: Callable[[str, str, frozenset[str]], Facts],
    unsaid: Mapping[str, set[str]],
) -> Iterator[str]:
    """Find whose and when in the parts of a text, each beside those of the languages that have as many."""
    for ends, of_part in (PARTS, BY_PART), (CLAUSES, BY_CLAUSE):
        for row in _side_by_side(code, texts, ends):
            facts = {other: facts_of_part(other, part, of_part) for other, part in row.items()}
            yield from differences(code, facts, unsaid)


def _side_by_side(code: str, texts: Mapping[str, str], ends: Sequence[re.Pattern[str]]) -> Iterator[dict[str, str]]:
    """Yield the parts of a text beside those of at least two languages that have as many, each as fine as can be."""
    for n, end in enumerate(ends):
        parts = {other: end.split(text) for other, text in texts.items()}
        alike = {other: found for other, found in parts.items() if len(found) == len(parts[code])}
        if len(alike) > 2 and len(parts[code]) > 1:
            for row in zip(*alike.values(), strict=True):
                yield from _side_by_side(code, dict(zip(alike, row, strict=True)), ends[n + 1 :])
            return
    yield dict(texts)
