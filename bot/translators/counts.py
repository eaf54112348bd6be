"""Says which facts one language has more often, or less often, than all others."""

from collections import Counter
from collections.abc import Iterator, Mapping

Facts = Counter[str]

ONCE_A_CLAUSE = {"negation", "half a negation"}
"""Facts that a clause has once, however many words say so."""
BY_PART = frozenset(
    ("mine", "ours", "yours", "theirs", "future", "soon", "not yet", "no longer", "just now", "already")
)
"""Whose and when: facts that are compared in each part of a text, up to a full stop, a colon or a semicolon."""
BY_CLAUSE = frozenset(("past", "was", "did", "done", "is"))
"""Facts that are compared up to each comma."""
WIDEST = "done"
"""What stands for the past in some language or other: alone it is no finding."""
WIDER, BESIDE = {"was": "past", "did": WIDEST}, {"is": WIDEST}
"""What counts in the other languages in place of a fact, as they may say it in a wider way; and what all of them must
say where a fact is one too many."""
ONCE = BY_PART | BY_CLAUSE | {
    "we", "you", "anyone", "deletes", "keeps", "sells", "buys", "pays", "opens", "closes", "worse", "every one",
    "some of them",
}  # fmt: skip
"""Facts that a text says or does not say, however often: languages repeat them as they need."""
ONLY_ADDED = {"someone", "everything", "future", "some of them", "we decide", "yours", "theirs", "was", "did", "is"}
ONLY_LOST = {"past", "you", "no longer", "just now", "already"}
"""Facts that many sentences have unsaid, or that a language need not say in a word of its own: a finding is only one
that no other language says, or one that all others say."""


def differences(code: str, facts: Mapping[str, Facts], unsaid: Mapping[str, set[str]]) -> Iterator[str]:
    """Find facts that all others have more often, or less often, than this language."""
    for fact in sorted({fact for found in facts.values() for fact in found} - {WIDEST}):
        same = WIDER.get(fact, fact)
        counts = [found[same] for other, found in facts.items() if other != code and same not in unsaid[other]]
        if not counts or fact in unsaid[code]:
            continue
        if fact in ONLY_ADDED and (any(counts) or not facts[code][fact]):
            continue
        if fact in BESIDE and not all(found[BESIDE[fact]] for other, found in facts.items() if other != code):
            continue
        if fact in ONLY_LOST and facts[code][fact] >= min(counts):
            continue
        if not min(counts) <= (own := facts[code][fact]) <= max(counts):
            yield f"{fact}: {own} times, in the other languages {', '.join(map(str, counts))}"
