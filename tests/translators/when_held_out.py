"""More single faults of when something happens, by kind: a held-out set. Tune nothing to its rows, look at its score.

What the checks learn, they learn from whose_and_when.py; these words say whether it holds for others.
"""

import hashlib
import re

from tests.translators.mutations import LANGUAGES, Mutation, Texts

Pair = tuple[str, str]
"""A pattern, and what takes its place."""

PAST, COMING, NOW, ORDER, SPAN, DAY, YET = (
    "what was", "what will be", "what is", "what comes first", "until and since", "which day", "still and already",
)  # fmt: skip
FAULTS: dict[str, dict[str, tuple[Pair, ...]]] = {
    "es": {
        PAST: (
            (r"\bguardó\b", "guardará"), (r"\bquedó\b", "queda"), (r"\babrió\b", "abre"), (r"\bdieron\b", "dan"),
            (r"\bviajaba\b", "viajará"), (r"\bpasaron\b", "pasarán"), (r"\bsalió\b", "sale"), (r"\bdejó\b", "dejará"),
            (r"\bestaba\b", "estará"), (r"\bpedían\b", "piden"), (r"\bservía\b", "sirve"), (r"\bvenció\b", "vence"),
            (r"\bhan? (cambi|confirm|envi)ado\b", r"\1arán"), (r"\besperaban\b", "esperan"),
        ),
        COMING: (
            (r"\bdormirá\b", "durmió"), (r"\bescribirá\b", "escribió"), (r"\bcambiará\b", "cambió"),
            (r"\bhará\b", "hacía"), (r"\bva a (\w+)ar\b", r"\1ó"), (r"\btocará\b", "tocó"),
        ),
        NOW: (
            (r"\bquiere\b", "quería"), (r"\bdebe\b", "debía"), (r"\bnecesita\b", "necesitaba"),
            (r"\bsigue\b", "seguía"), (r"\bpueden\b", "podían"), (r"\bvale\b", "valía"),
        ),
        ORDER: (
            (r"\bdespués de\b", "durante"), (r"\bantes de\b", "durante"), (r"\bcuando\b", "antes de que"),
            (r"\btras\b", "antes de"), (r"\b[Mm]ientras\b", "después de que"), (r"\bluego\b", "antes"),
        ),
        SPAN: (
            (r"\bhasta (?=el|las|que|\{)", "desde "), (r"\bdesde (?=el|las|\{)", "hasta "),
            (r"\bdurante (?=\{|\d)", "después de "), (r"\bdentro de (?=\{|\d)", "desde hace "),
            (r"\bdesde (?=el|las|\{)", "antes de "),
        ),
        DAY: (
            (r"\bhoy\b", "pasado mañana"), (r"\bahora\b", "mañana"), (r"\bpróximo\b", "pasado"),
            (r"\búltimo\b", "próximo"), (r"\bmás tarde\b", "ayer"), (r"\bpronto\b", "tarde"),
        ),
        YET: (
            (r"\btodavía (?!no)", "ya "), (r"\bya (?=est|tien|hay|pas)", "todavía no "), (r"\bya no\b", "aún no"),
            (r"\bsigue\b", "ya no sigue"), (r"\btodavía no\b", "ya"),
        ),
    },
    "fr": {
        PAST: (
            (r"\bavez (\w+)é\b", r"\1erez"), (r"\ba (?!ét)(\w+)é\b", r"\1era"), (r"\bont (?!ét)(\w+)é\b", r"\1eront"),
            (r"\bvoyageaient\b", "voyageront"), (r"\battendaient\b", "attendent"), (r"\bgardait\b", "garde"),
            (r"\brestait\b", "reste"), (r"\bservait\b", "servira"), (r"\bnommait\b", "nomme"),
            (r"\bfallait\b", "faudra"), (r"\bdemandaient\b", "demandent"), (r"\bavait\b", "aura"),
            (r"\bétaient\b", "seront"), (r"\best arrivé\b", "arrivera"),
        ),
        COMING: (
            (r"\bdormira\b", "a dormi"), (r"\bviendra\b", "est venu"), (r"\bdevra\b", "devait"),
            (r"\btouchera\b", "a touché"), (r"\baura\b", "a eu"), (r"\bva (\w+)er\b", r"a \1é"),
        ),
        NOW: (
            (r"\bvoulez\b", "vouliez"), (r"\bdoit\b", "devait"), (r"\battendez\b", "attendiez"),
            (r"\bpeuvent\b", "pouvaient"), (r"\brépondent\b", "répondaient"), (r"\breste\b", "restait"),
        ),
        ORDER: (
            (r"\baprès\b", "pendant"), (r"\bavant\b", "pendant"), (r"\b[Qq]uand\b", "avant que"),
            (r"\bensuite\b", "d’abord"), (r"\bd’abord\b", "ensuite"), (r"\bpuis\b", "après avoir"),
        ),
        SPAN: (
            (r"\bjusqu’à\b", "avant"), (r"\bdepuis (?=le|\{)", "jusqu’à "), (r"\bpendant (?=\{|\d)", "après "),
            (r"\bpendant (?=\{|\d)", "il y a "), (r"\bdepuis (?=le|\{)", "après "),
        ),
        DAY: (
            (r"\baujourd’hui\b", "la semaine prochaine"), (r"\bmaintenant\b", "demain"), (r"\bprochain\b", "dernier"),
            (r"\bdernier\b", "prochain"), (r"\bplus tard\b", "hier"), (r"\bbientôt\b", "hier"),
        ),
        YET: (
            (r"\bencore (?=\w)", "déjà "), (r"\btoujours\b", "déjà"), (r"\bdéjà\b", "pas encore"),
            (r"\bpas encore\b", "déjà"), (r"\bvient de (?=\w)", "va "),
        ),
    },
    "ht": {
        PAST: (
            (r"\bte (?=(?:kite|wè|mete|pèdi|resevwa|reponn|sere|louvri)\b)", "ap "), (r"\bte (?=\w{3,})", "ta "),
            (r"\bte (?=\w{3,})", "pral "), (r"\bpa t (?=\w{3,})", "poko "), (r"\bki te\b", "k ap"),
            (r"\byo te\b", "y ap"), (r"\bou te\b", "ou pral"), (r"\bnou te\b", "n ap"), (r"\bli te\b", "l ap"),
            (r"\bfini (?=depi)", "ap fini "), (r"\bte fin (?=\w)", "poko "),
        ),
        COMING: (
            (r"\bpral\b", "te"), (r"\bk ap (?=\w{3,})", "ki te "), (r"\bou ap (?=\w{3,})", "ou te "),
            (r"\by ap (?=\w{3,})", "yo te "), (r"\bap (?=(?:ale|soti|lib|rete|disparèt|efase)\b)", "te "),
            (r"\bta (?=\w{3,})", "te "), (r"\bp ap (?=\w{3,})", "pa t "), (r"\b[Nn] ap (?=\w{3,})", "nou te "),
        ),
        NOW: (
            (r"\byo ka\b", "yo te ka"), (r"\bli gen\b", "li te gen"), (r"\bou vle\b", "ou te vle"),
            (r"\bnou gen\b", "nou te gen"), (r"\bli dwe\b", "li te dwe"), (r"\bap (?=tann\b)", "te "),
        ),
        ORDER: (
            (r"\bapre\b", "pandan"), (r"\banvan\b", "pandan"), (r"\blè ou (?=\w{3,})", "anvan ou "),
            (r"\blè yo (?=\w)", "apre yo "), (r"\banvan ou\b", "lè ou"),
        ),
        SPAN: (
            (r"\bjiska (?=\{|\d)", "anvan "), (r"\bdepi (?=\{|\d)", "jiska "), (r"\bpandan (?=\{|\d)", "apre "),
            (r"\bpandan (?=\{|\d)", "depi "), (r"\bdepi (?=\{|\d|lè|jou)", "anvan "), (r"\bapati (?=\w|\{)", "anvan "),
        ),
        DAY: (
            (r"\bjodi a\b", "semèn pwochen"), (r"\bkounye a\b", "demen"), (r"\bpwochen\b", "dènye"),
            (r"\bdènye\b", "pwochen"), (r"\bpita\b", "yè"), (r"\btouswit\b", "pita"), (r"\bdemen\b", "yè"),
        ),
        YET: (
            (r"\btoujou\b", "deja"), (r"\bdeja\b", "poko"), (r"\bpoko\b", "deja te"), (r"\bpoko\b", "pap janm"),
            (r"\bp ap (\w+) (\w+) ankò\b", r"poko \1 \2"),
        ),
    },
}  # fmt: skip
"""By language and kind: words for when something happens, and the words for another time."""

SAME: dict[str, tuple[Pair, ...]] = {
    "es": (
        (r"\bguardó\b", "ha guardado"), (r"\bdieron\b", "han dado"), (r"\bcuando\b", "en el momento en que"),
        (r"\bdespués de (?=la|el|\{)", "tras "), (r"\bpróximo\b", "siguiente"), (r"\bdurante (?=\{)", "por "),
        (r"\bahora\b", "en este momento"), (r"\bmás tarde\b", "más adelante"), (r"\bcambiará\b", "va a cambiar"),
        (r"\bpasaron\b", "han pasado"), (r"\bdormirá\b", "va a dormir"), (r"\bantes de que\b", "antes que"),
        (r"\bquedó\b", "ha quedado"), (r"\bhoy\b", "el día de hoy"), (r"\bhasta (?=el)", "hasta llegar "),
    ),
    "fr": (
        (r"\b[Qq]uand\b", "au moment où"), (r"\bmaintenant\b", "à présent"), (r"\bplus tard\b", "par la suite"),
        (r"\bprochain tirage\b", "tirage suivant"), (r"\bpendant (?=\{)", "durant "), (r"\b[Ee]nsuite, ", "puis "),
        (r"\bensuite(?=\s?[.?])", "après cela"), (r"\bdormira\b", "va dormir"), (r"\bviendra\b", "va venir"),
        (r"\bont changé\b", "ont été modifiées"), (r"\bavant de (?=\w+er)", "avant même de "),
        (r"\bbientôt\b", "dans un instant"), (r"\bd’abord\b", "en premier"), (r"\bdernier\b", "tout dernier"),
        (r"\b[Ee]n ce moment\b", "actuellement"), (r"\best passé\b", "est déjà passé"),
    ),
    "ht": (
        (r"\bou te (?=\w{3,})", "ou te deja "), (r"\bap (?=ale\b)", "pral "), (r"\b[Kk]ounye a\b", "nan moman sa a"),
        (r"\bpandan (?=\{)", "diran "), (r"\bjodi a\b", "jou jodi a"), (r"\bpita\b", "pi ta"),
        (r"\btouswit\b", "lamenm"), (r"\bpwochen (tiraj osò)", r"\1 k ap vini"), (r"\bp ap\b", "pap"),
        (r"\bpa t\b", "pat"),
        (r"\bk ap\b", "ki ap"), (r"\by ap\b", "yo ap"), (r"\bjiska\b", "jis"), (r"\btalè\b", "byento"),
        (r"\bte (?=kite|wè|mete|pèdi|resevwa|reponn)", "te gentan "),
    ),
}  # fmt: skip
"""By language: other words for the same time."""


def _one(kind: str, lang: str, pair: Pair, texts: Texts) -> Mutation | None:
    """Change the text that a hash draws, so that another text of the catalog moves no draw."""
    pattern, new = pair
    where = {key: found for key, text in texts.items() if (found := re.search(pattern, text))}
    if not where:
        return None
    key = min(where, key=lambda each: hashlib.sha256(f"{pattern}{new}{each}".encode()).digest())
    found, text = where[key], texts[key]
    words = found.expand(new)
    if found[0][:1].isupper():
        words = words[:1].upper() + words[1:]
    return Mutation(kind, lang, key, text, text[: found.start()] + words + text[found.end() :])


def held_out_faults(texts: dict[str, Texts]) -> list[Mutation]:
    """Return a fault of when something happens for each pair of words that stands in the texts."""
    return [
        one
        for lang in LANGUAGES
        for kind, pairs in FAULTS[lang].items()
        for pair in pairs
        if (one := _one(kind, lang, pair, texts[lang]))
    ]


def held_out_rewordings(texts: dict[str, Texts]) -> list[Mutation]:
    """Return a harmless rewording for each pair of words that stands in the texts."""
    return [one for lang in LANGUAGES for pair in SAME[lang] if (one := _one("rewording", lang, pair, texts[lang]))]
