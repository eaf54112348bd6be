"""Adds the words of a pack to the lists of what people type: they add words that are heard, and take none away."""

from dataclasses import replace
from itertools import zip_longest

from bot.core.language.text import Translation
from bot.core.understanding.number_phrases import IN_ORDER

KEYS_IN_ORDER = {each.key for each in IN_ORDER}


def with_added(key: str, added: Translation, *shipped: Translation) -> Translation:
    """Return a list of words with those that a pack adds: place by place where the place of a word is its meaning."""
    lists = [[word.strip() for word in each.forms[0].split("|")] for each in (*shipped, added)]
    if key in KEYS_IN_ORDER:
        together = zip_longest(*lists, fillvalue="")
        places = ["/".join(dict.fromkeys(filter(None, "/".join(place).split("/")))) for place in together]
    else:
        places = [*dict.fromkeys(word for own in lists for word in own)]
    return replace(added, forms=("|".join(places),))
