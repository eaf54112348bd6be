"""Words around the name of a place: where the person is now, as opposed to where they come from or go."""

from collections.abc import Iterator, Mapping

from bot.core.places.spelling import fold_names

READINGS = 10
"""The most times that words are removed from around a name; a sentence needs three or four."""


class Sentences:
    """Phrases of all languages, by meaning; all texts are folded."""

    def __init__(self, phrases: Mapping[str, tuple[str, ...]]) -> None:
        self._phrases = {kind: frozenset(fold_names(words)) for kind, words in phrases.items()}
        everything = frozenset[str]().union(*self._phrases.values())
        self._longest = max((phrase.count(" ") + 1 for phrase in everything), default=0)
        self._fillers = self._all("around", "state", "city", "here")
        self._markers = self._all("not", "elsewhere", "here")
        self._towns, self._tails = self._all("city"), self._all("tail")
        self._borders, self._choices = self._all("border"), self._all("either")

    def readings(self, said: str) -> Iterator[str]:
        """Yield an answer, then the same with fewer and fewer words around the name; nothing if it contains no name."""
        if not self.bare(said):
            return
        for _ in range(READINGS):
            yield said
            words = self._without_tail(said.split())
            shorter = " ".join(self._shorter(words, self._fillers))
            if not shorter or shorter == said:
                return
            said = shorter

    def bare(self, said: str) -> str:
        """Return what is left without the words that can be around a name."""
        words = said.split()
        for _ in range(READINGS):
            words = self._shorter(words, self._fillers)
        return " ".join(words)

    def here(self, said: str) -> tuple[str, bool]:
        """Return the words about where the person is, and whether they are there now; ("", True) if only a "not" is."""
        words = said.split()
        clauses: list[tuple[str, str]] = []
        kind, start = "here", 0
        for first, last, phrase in self._find(words, self._markers):
            clauses.append((kind, " ".join(words[start:first])))
            kind, start = next(kind for kind in ("not", "elsewhere", "here") if phrase in self._phrases[kind]), last
        clauses.append((kind, " ".join(words[start:])))
        for wanted in ("here", "elsewhere"):
            for kind, clause in reversed(clauses):
                if kind == wanted and self.bare(clause):
                    return clause, kind == "here"
        return "", True

    def border(self, said: str) -> tuple[list[str], list[str]] | None:
        """Return the words before and after a mention of a border; None without a mention."""
        words = said.split()
        found = next(self._find(words, self._borders), None)
        return (words[: found[0]], words[found[1] :]) if found else None

    def either(self, said: str) -> list[str]:
        """Return the parts of "one or the other"."""
        words, parts, start = said.split(), [], 0
        for first, last, _ in self._find(words, self._choices):
            parts.append(" ".join(words[start:first]))
            start = last
        return [part for part in (*parts, " ".join(words[start:])) if part]

    def town(self, said: str) -> bool:
        """Return whether the words say that a town is meant, and not the state of the same name."""
        return any(self._find(said.split(), self._towns))

    def without_city(self, said: str) -> str:
        """Return what is left without the words for a town at either end; "" if it has no such words."""
        words = said.split()
        shorter = self._shorter(words, self._towns)
        return " ".join(shorter) if shorter != words else ""

    def doubtful(self, said: str) -> bool:
        """Return whether this is also an ordinary word or the name of a person."""
        return said in self._all("doubt")

    def state(self, said: str) -> str:
        """Return what is left without the words for a state; "" if it has no such words."""
        words = said.split()
        shorter = self._shorter(words, self._all("state"))
        return " ".join(shorter) if shorter != words else ""

    def _all(self, *kinds: str) -> frozenset[str]:
        return frozenset[str]().union(*(self._phrases.get(kind, frozenset()) for kind in kinds))

    def _shorter(self, words: list[str], phrases: frozenset[str]) -> list[str]:
        """Remove the longest of these phrases, or a number, from the start or the end."""
        for count in range(min(self._longest, len(words)), 0, -1):
            for end, rest in ((words[:count], words[count:]), (words[-count:], words[:-count])):
                if " ".join(end) in phrases or (count == 1 and end[0].isdigit()):
                    return rest
        return words

    def _without_tail(self, words: list[str]) -> list[str]:
        """Remove the end of a sentence, such as "with my children" or "since May"."""
        return words[: next((first for first, *_ in self._find(words, self._tails) if first), len(words))]

    def _find(self, words: list[str], phrases: frozenset[str]) -> Iterator[tuple[int, int, str]]:
        """Yield phrases from left to right, the longest at each word, as (first word, word after it, phrase)."""
        start = 0
        while start < len(words):
            for count in range(min(self._longest, len(words) - start), 0, -1):
                if (phrase := " ".join(words[start : start + count])) in phrases:
                    yield start, start + count, phrase
                    start += count
                    break
            else:
                start += 1
