"""What is said around the name of a place: where the person is now, and not where they come from or go."""

from collections.abc import Iterator, Mapping

from bot.core.places.spelling import fold_names

READINGS = 10
"""Times that something is taken from around a name; a sentence needs three or four."""


class Sentences:
    """Phrases of four languages by what they say; all texts are folded."""

    def __init__(self, phrases: Mapping[str, tuple[str, ...]]) -> None:
        self._phrases = {kind: frozenset(fold_names(words)) for kind, words in phrases.items()}
        everything = frozenset[str]().union(*self._phrases.values())
        self._longest = max((phrase.count(" ") + 1 for phrase in everything), default=0)
        self._fillers = self._all("around", "state", "city", "here")
        self._markers = self._all("not", "elsewhere", "here")
        self._towns, self._tails = self._all("city"), self._all("tail")
        self._borders, self._choices = self._all("border"), self._all("either")

    def readings(self, said: str) -> Iterator[str]:
        """An answer as it stands, then with less and less around the name; none if it has nothing else."""
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
        """What is left without all that may stand around a name."""
        words = said.split()
        for _ in range(READINGS):
            words = self._shorter(words, self._fillers)
        return " ".join(words)

    def here(self, said: str) -> tuple[str, bool]:
        """What is said of where the person is, and whether they are there now; ("", True) for only where not."""
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
        """The words before and after those for a border, if any are said."""
        words = said.split()
        found = next(self._find(words, self._borders), None)
        return (words[: found[0]], words[found[1] :]) if found else None

    def either(self, said: str) -> list[str]:
        """The parts of "one or the other"."""
        words, parts, start = said.split(), [], 0
        for first, last, _ in self._find(words, self._choices):
            parts.append(" ".join(words[start:first]))
            start = last
        return [part for part in (*parts, " ".join(words[start:])) if part]

    def town(self, said: str) -> bool:
        """Whether it is said that a town is meant, and not the state of the same name."""
        return any(self._find(said.split(), self._towns))

    def without_city(self, said: str) -> str:
        """What is left when a town is said to be meant at either end; "" if it is not said."""
        words = said.split()
        shorter = self._shorter(words, self._towns)
        return " ".join(shorter) if shorter != words else ""

    def doubtful(self, said: str) -> bool:
        """Whether this is a word or a person's name as well."""
        return said in self._all("doubt")

    def state(self, said: str) -> str:
        """What is left when it is said that a state is meant; "" if it is not said."""
        words = said.split()
        shorter = self._shorter(words, self._all("state"))
        return " ".join(shorter) if shorter != words else ""

    def _all(self, *kinds: str) -> frozenset[str]:
        return frozenset[str]().union(*(self._phrases.get(kind, frozenset()) for kind in kinds))

    def _shorter(self, words: list[str], phrases: frozenset[str]) -> list[str]:
        """Without the longest of these phrases, or a number, at the start or at the end."""
        for count in range(min(self._longest, len(words)), 0, -1):
            for end, rest in ((words[:count], words[count:]), (words[-count:], words[:-count])):
                if " ".join(end) in phrases or (count == 1 and end[0].isdigit()):
                    return rest
        return words

    def _without_tail(self, words: list[str]) -> list[str]:
        """Without "with my children" or "since May"."""
        return words[: next((first for first, *_ in self._find(words, self._tails) if first), len(words))]

    def _find(self, words: list[str], phrases: frozenset[str]) -> Iterator[tuple[int, int, str]]:
        """Phrases from left to right, the longest at each word: first word, word behind it, phrase."""
        start = 0
        while start < len(words):
            for count in range(min(self._longest, len(words) - start), 0, -1):
                if (phrase := " ".join(words[start : start + count])) in phrases:
                    yield start, start + count, phrase
                    start += count
                    break
            else:
                start += 1
