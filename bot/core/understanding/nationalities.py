"""Which country a person names: by its name, or by what its people are called."""

from bot.core.understanding.vocabulary import Vocabulary, Words, read


def countries(text: str, vocabulary: Vocabulary, language: str) -> frozenset[str]:
    """Return the codes of the country that is named by its name or by its people; several if they share that name."""
    return vocabulary.agreed(text, language, country_named) or frozenset()


def country(text: str, vocabulary: Vocabulary, language: str) -> str | None:
    """Return the code of a country; None if two share the name (Kongo, Panyòl)."""
    codes = countries(text, vocabulary, language)
    return next(iter(codes)) if len(codes) == 1 else None


def country_named(words: Words, said: str) -> frozenset[str] | None:
    """Return the codes of the only country in a normalised text of this language: "soy haitiana", "de Haití"."""
    names = {token.written for token in read(said, words.origin, digits=False) or () if token.kind == "country"}
    codes = [words.countries[name] for name in names]
    return frozenset.intersection(*codes) or None if codes else None
