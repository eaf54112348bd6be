"""Says which facts one language has more often, or less often, than all others."""

from collections import Counter
from collections.abc import Iterator, Mapping

Facts = Counter[str]

ONCE_A_CLAUSE = {"negation", "half a negation"}
"""Facts that a clause has once, however many words say so."""
BY_PART = frozenset((
    "mine", "ours", "yours", "theirs", "now", "next", "last", "soon", "during", "still", "goes on", "not yet",
    "no longer", "just now", "already", "half a tense",
))  # fmt: skip
"""Whose and when: facts that are compared in each part of a text, up to a full stop, a colon or a semicolon."""
BY_CLAUSE = frozenset(("past", "was", "did", "done", "is", "coming", "future", "by now"))
"""Tenses: facts that are compared up to each comma."""
WIDEST = "done"
"""What stands for the past in some language or other: alone it is no finding."""
WIDER = {
    "was": "past", "did": WIDEST, "by now": "past", "coming": "future", "still": "goes on", "goes on": "still",
}  # fmt: skip
"""What counts in the other languages in place of a fact: wider words where a language may say too much, narrower ones
where it may say too little."""
BESIDE = {"is": WIDEST, "coming": "past"}
"""What all other languages must say where a fact is one too many."""
ONCE = BY_PART | BY_CLAUSE - {"was", "is", "done"} | {
    "we", "you", "someone", "anyone", "everything", "every one", "some of them", "we decide", "deletes", "keeps",
    "sells", "buys", "pays", "opens", "closes", "worse",
}  # fmt: skip
"""Facts that a text says or does not say, however often: languages repeat them as they need."""
ONLY_ADDED = {
    "someone", "everything", "some of them", "we decide", "yours", "theirs", "was", "did", "is", "coming", "by now",
    "still", "during",
}  # fmt: skip
ONLY_LOST = {"you", "past", "goes on", "no longer", "just now", "already"}
"""Facts that many sentences have unsaid, or that a language need not say in a word of its own: a finding is only one
that no other language says, or one that all others say."""
OUTVOTED = {"was", "did", "coming"}
"""Tenses that are one too many although one of three other languages has them, too: it has its own reason for them."""


def differences(code: str, facts: Mapping[str, Facts], unsaid: Mapping[str, set[str]]) -> Iterator[str]:
    """Find facts that all others have more often, or less often, than this language."""
    for fact in sorted({fact for found in facts.values() for fact in found} - {WIDEST}):
        same = WIDER.get(fact, fact)
        others = {other: found for other, found in facts.items() if other != code}
        counts = [_times(fact, found[same]) for other, found in others.items() if same not in unsaid[other]]
        if not counts or fact in unsaid[code]:
            continue
        if fact in BESIDE and not all(found[BESIDE[fact]] for found in others.values()):
            continue
        own = _times(fact, facts[code][fact])
        if _is_lost(fact, own, counts) or _is_added(fact, own, counts):
            yield f"{fact}: {own} times, in the other languages {', '.join(map(str, counts))}"


def _times(fact: str, found: int) -> int:
    return min(found, 1) if fact in ONCE else found


def _is_lost(fact: str, own: int, counts: list[int]) -> bool:
    return fact not in ONLY_ADDED and own < min(counts)


def _is_added(fact: str, own: int, counts: list[int]) -> bool:
    most = sorted(counts)[-2] if fact in OUTVOTED and len(counts) > 2 else max(counts)
    return fact not in ONLY_LOST and own > most
