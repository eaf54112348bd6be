"""Puts single faults into translations, and rewords them harmlessly, in plain text and apart from the checks."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Texts = dict[str, str]
"""The texts of one language by key; the English ones stand under "en"."""
LANGUAGES = ("es", "fr", "ht")
PLACEHOLDER = re.compile(r"\{\w+\}")
SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-ZÀ-Ý¿¡«{])")


@dataclass(frozen=True)
class Mutation:
    kind: str
    language: str
    key: str
    before: str
    after: str


SWAPS: dict[str, dict[str, tuple[tuple[str, str], ...]]] = {
    "month": {
        "es": (("enero", "junio"), ("marzo", "mayo"), ("mayo", "marzo"), ("agosto", "abril"), ("junio", "julio")),
        "fr": (("janvier", "juin"), ("mars", "mai"), ("mai", "mars"), ("août", "avril"), ("juin", "juillet")),
        "ht": (("janvye", "jen"), ("mas", "me"), ("me", "mas"), ("out", "avril"), ("jen", "jiyè")),
    },
    "number word": {
        "es": (("dos", "tres"), ("tres", "dos"), ("un año", "dos años"), ("siete", "nueve"),
               ("una hora", "dos horas")),
        "fr": (("deux", "trois"), ("trois", "deux"), ("un an", "deux ans"), ("sept", "neuf"),
               ("une heure", "deux heures")),
        "ht": (("de fwa", "twa fwa"), ("yon ane", "twa ane"), ("sèt", "nèf"), ("de son", "kat son"),
               ("de bagay", "twa bagay")),
    },
    "before and after": {
        "es": (("antes de", "después de"), ("después de", "antes de"), ("Antes de", "Después de")),
        "fr": (("avant", "après"), ("après", "avant"), ("Avant", "Après")),
        "ht": (("anvan", "apre"), ("apre", "anvan"), ("Anvan", "Apre")),
    },
    "until": {
        "es": (("hasta", "desde"), ("Hasta", "Desde"), ("desde el", "hasta el")),
        "fr": (("jusqu’au", "à partir du"), ("jusqu’à", "depuis"), ("depuis", "jusqu’à")),
        "ht": (("jiska", "apati"), ("jiskaske", "depi"), ("apati", "jiska"), ("Apati", "Jiska")),
    },
    "at least, at most": {
        "es": (("al menos", "como máximo"), ("como máximo", "como mínimo"), ("hasta {", "al menos {")),
        "fr": (("au moins", "au plus"), ("au plus", "au moins")),
        "ht": (("omwen", "pa plis pase"), ("jiska {", "omwen {"), ("pi plis", "pi piti")),
    },
    "only lost": {
        "es": (("solo ", ""), ("Solo ", ""), ("solamente ", "")),
        "fr": (("seulement", ""), (" seul ", " "), ("Seul ", "")),
        "ht": ((" sèlman", ""), (" sèl ", " ")),
    },
    "must and may": {
        "es": (("puede", "debe"), ("debe", "puede"), ("tiene que", "puede"), ("pueden", "deben")),
        "fr": (("pouvez", "devez"), ("peut", "doit"), ("peuvent", "doivent"), ("doit", "peut"), ("devez", "pouvez")),
        "ht": (("ka", "dwe"), ("dwe", "ka"), ("kapab", "dwe")),
    },
    "nobody and somebody": {
        "es": (("Nadie", "Alguien"), ("nadie", "alguien"), ("nada", "todo"), ("ninguna", "alguna"),
               ("ningún", "algún")),
        "fr": (("Personne ne", "Quelqu’un"), ("personne ne", "quelqu’un"), ("Rien n’", "Tout "), ("aucun ", "un "),
               ("aucune ", "une ")),
        "ht": (("Pèsonn pa", "Yon moun"), ("pèsonn pa", "yon moun"), ("Anyen pa", "Tout bagay"), ("okenn", "kèk")),
    },
    "negation lost": {
        "es": (("no ", ""), ("No ", ""), ("Nunca ", ""), ("nunca ", "")),
        "fr": (),
        "ht": (("pa ", ""), ("Pa ", ""), ("p ap ", "ap ")),
    },
    "negation added": {
        "es": (("puede", "no puede"), ("es", "no es"), ("guardamos", "no guardamos"), ("está", "no está")),
        "fr": (("vous pouvez", "vous ne pouvez pas"), ("est", "n’est pas"), ("gardons", "ne gardons pas"),
               ("peut", "ne peut pas")),
        "ht": (("ou ka", "ou pa ka"), ("gen", "pa gen"), ("nou kenbe", "nou pa kenbe"), ("Ou ka", "Ou pa ka")),
    },
    "unit of time": {
        "es": (("días", "semanas"), ("horas", "días"), ("minutos", "horas"), ("año", "mes")),
        "fr": (("jours", "semaines"), ("heures", "jours"), ("minutes", "heures"), ("an", "mois")),
        "ht": (("jou", "semèn"), ("èdtan", "jou"), ("minit", "èdtan"), ("ane", "mwa")),
    },
    "name of a place": {
        "es": (("México", "Guatemala"), ("Estados Unidos", "Canadá"), ("Nuevo Laredo", "Matamoros"),
               ("Haití", "Cuba")),
        "fr": (("Mexique", "Guatemala"), ("États-Unis", "Canada"), ("Nuevo Laredo", "Matamoros"), ("Haïti", "Cuba")),
        "ht": (("Meksik", "Gwatemala"), ("Ozetazini", "Kanada"), ("Nuevo Laredo", "Matamoros"), ("Ayiti", "Kiba")),
    },
    "name of a body": {
        **dict.fromkeys(LANGUAGES, (("Telegram", "WhatsApp"), ("CBP", "ICE"), ("DIF", "INM"), ("CBP One", "CBP Home"))),
    },
    "command": {
        **dict.fromkeys(LANGUAGES, (("/forget", "/delete"), ("/olvidar", "/borrar"), ("/bliye", "/efase"))),
    },
    "address": {
        **dict.fromkeys(LANGUAGES, (
            ("help.unhcr.org/mexico", "help.unhcr.com/mexico"), ("gob.mx", "gob.com"), (".org/", ".org.mx/"),
            ("freedomforimmigrants.org", "freedom-immigrants.org"), ("unhcr", "unchr"),
        )),
    },
    "who decides": {
        "es": (("una o un agente decide", "usted decide"), ("la suerte decide", "la oficina decide"),
               ("un agente", "un juez"),
               ("Una persona puede", "El programa puede"), ("una persona", "un agente"),
               ("Una persona", "El gobierno")),
        "fr": (("une ou un agent décide", "vous décidez"), ("le hasard décide", "le bureau décide"),
               ("un agent", "un juge"),
               ("Une personne peut", "Le programme peut"), ("une personne", "un agent"),
               ("Une personne", "Le gouvernement")),
        "ht": (("se yon ofisye ki deside", "se ou ki deside"), ("se chans ki deside", "se biwo a ki deside"),
               ("ofisye", "jij"),
               ("Yon moun ka", "Pwogram nan ka"), ("yon moun", "yon ofisye"), ("Yon moun", "Gouvènman an")),
    },
    "what is done": {
        "es": (("borrarlo", "guardarlo"), ("vender", "comprar"), ("Borre", "Guarde"), ("Borrar", "Guardar"),
               ("venden", "compran")),
        "fr": (("effacer", "garder"), ("vendre", "acheter"), ("effacez", "gardez"), ("Effacer", "Garder")),
        "ht": (("efase", "kenbe"), ("vann", "achte"), ("Efase", "Kenbe")),
    },
    "all and some": {
        "es": (("todas las", "algunas"), ("todos los", "algunos"), ("Todas las", "Algunas"), ("cada", "cierta")),
        "fr": (("tous les", "certains"), ("toutes les", "certaines"), ("chaque", "certain"), ("Tous les", "Certains")),
        "ht": (("chak", "kèk"), ("tout randevou", "kèk randevou"), ("Chak", "Kèk")),
    },
    "which day": {
        "es": (("hoy", "mañana"), ("hoy", "ayer"), ("mañana", "hoy")),
        "fr": (("aujourd’hui", "demain"), ("aujourd’hui", "hier"), ("demain", "aujourd’hui")),
        "ht": (("jodi a", "demen"), ("jodi a", "yè"), ("demen", "jodi a")),
    },
    "or and and": {
        "es": ((" o ", " y "),), "fr": ((" ou ", " et "),), "ht": ((" oswa ", " epi "),),
    },
    "what is over": {
        "es": (("terminó", "terminará"), ("terminaron", "terminarán"), ("recibían", "reciben"), ("fueron", "serán"),
               ("fue ", "será ")),
        "fr": (("a pris fin", "prendra fin"), ("ont été", "seront"), ("a été", "sera"), ("était", "sera"),
               ("recevaient", "reçoivent")),
        "ht": ((" te fini", " ap fini"), (" te ", " pral ")),
    },
    "we instead of others": {
        "es": (("se cancelaron", "cancelamos"), ("se dan", "damos"), ("deciden", "decidimos"), ("decide", "decidimos")),
        "fr": (("ont été annulés", "nous les avons annulés"), ("est donné", "nous donnons"),
               ("décide", "nous décidons")),
        "ht": (("yo te anile", "nou te anile"), ("yo pa bay", "nou pa bay"), ("yo deside", "nou deside"),
               ("yo bay", "nou bay")),
    },
}  # fmt: skip
"""By kind and language: a word, and the wrong one that takes its place."""
NEGATION_FR = re.compile(r"\b(?:ne |n’)(\w+(?: \w+)?) (?:pas|plus|rien|jamais)\b")
PROMISES = {
    "es": (
        "Se lo garantizamos.", "Va a recibir el asilo.", "Con esta cita puede cruzar la frontera.",
        "Seguro que le dicen que sí.", "Le prometemos un lugar.", "Así su caso queda aprobado.",
    ),
    "fr": (
        "C’est garanti.", "Vous allez recevoir l’asile.", "Avec ce rendez-vous vous pourrez passer la frontière.",
        "Il est certain qu’ils diront oui.", "Nous vous promettons une place.", "Votre dossier sera ainsi accepté.",
    ),
    "ht": (
        "Nou garanti sa.", "Ou pral jwenn azil.", "Ak randevou sa a ou ap ka travèse fwontyè a.",
        "Se sèten y ap di wi.", "Nou pwomèt ou yon plas.", "Konsa dosye ou ap aksepte.",
    ),
}  # fmt: skip
LONGER = {
    "es": " y después seguir con lo que usted quiera hacer en esta misma conversación con nosotros",
    "fr": " et ensuite continuer avec ce que vous voulez faire dans cette même conversation avec nous",
    "ht": " epi apre sa kontinye ak sa ou vle fè nan menm konvèsasyon sa a avèk nou",
}
EACH = 8
"""How many mutations of a kind are taken from a language."""

Change = Callable[[str, str, str, str, random.Random], str | None]
"""Changes a text: its language, its words, the English, another language's text."""


def _digit(lang: str, text: str, english: str, other: str, rng: random.Random) -> str | None:
    found = list(re.finditer(r"\d", text))
    if not found:
        return None
    at = rng.choice(found).start()
    return text[:at] + str((int(text[at]) + rng.randint(1, 8)) % 10) + text[at + 1 :]


def _swap_placeholders(lang: str, text: str, english: str, other: str, rng: random.Random) -> str | None:
    names = list(dict.fromkeys(PLACEHOLDER.findall(text)))
    if len(names) < 2:
        return None
    a, b = rng.sample(names, 2)
    return text.replace(a, "\0").replace(b, a).replace("\0", b)


def _drop_placeholder(lang: str, text: str, english: str, other: str, rng: random.Random) -> str | None:
    names = PLACEHOLDER.findall(text)
    return text.replace(rng.choice(names), "", 1) if names and text != names[0] else None


def _double_placeholder(lang: str, text: str, english: str, other: str, rng: random.Random) -> str | None:
    names = PLACEHOLDER.findall(text)
    name = rng.choice(names) if names else ""
    return text.replace(name, f"{name} {name}", 1) if name else None


def _lose_sentence(lang: str, text: str, english: str, other: str, rng: random.Random) -> str | None:
    sentences = SENTENCE.split(text)
    if len(sentences) < 2:
        return None
    del sentences[rng.randrange(len(sentences))]
    return " ".join(sentences)


def _double_sentence(lang: str, text: str, english: str, other: str, rng: random.Random) -> str | None:
    sentences = SENTENCE.split(text)
    if len(sentences) < 2:
        return None
    at = rng.randrange(len(sentences))
    return " ".join([*sentences[: at + 1], *sentences[at:]])


def _copy_english(lang: str, text: str, english: str, other: str, rng: random.Random) -> str | None:
    return english if len(english.split()) > 1 and english != text else None


def _copy_other(lang: str, text: str, english: str, other: str, rng: random.Random) -> str | None:
    return other if len(other.split()) > 1 and other != text else None


def _promise(lang: str, text: str, english: str, other: str, rng: random.Random) -> str | None:
    return f"{text} {rng.choice(PROMISES[lang])}" if text.endswith(".") else None


def _double_space(lang: str, text: str, english: str, other: str, rng: random.Random) -> str | None:
    spaces = [at for at, sign in enumerate(text) if sign == " "]
    at = rng.choice(spaces) if spaces else 0
    return f"{text[:at]}  {text[at + 1 :]}" if spaces else None


def _lose_end(lang: str, text: str, english: str, other: str, rng: random.Random) -> str | None:
    return text[:-1].rstrip() if text[-1:] in {".", "?", ":"} else None


def _other_end(lang: str, text: str, english: str, other: str, rng: random.Random) -> str | None:
    return text[:-1] + "?" if text.endswith(".") else None


def _negation_fr(lang: str, text: str, english: str, other: str, rng: random.Random) -> str | None:
    if lang != "fr" or not (found := NEGATION_FR.search(text)):
        return None
    return text[: found.start()] + found[1] + text[found.end() :]


def _weekday(lang: str, text: str, english: str, other: str, rng: random.Random) -> str | None:
    days = {
        "es": ("lunes", "martes", "miércoles", "jueves", "viernes"),
        "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi"),
        "ht": ("lendi", "madi", "mèkredi", "jedi", "vandredi"),
    }[lang]
    named = [day for day in days if re.search(rf"\b{day}\b", text)]
    if named:
        return re.sub(rf"\b{named[0]}\b", days[(days.index(named[0]) + 1) % 5], text, count=1)
    return text.replace("{date}", f"{rng.choice(days)} {{date}}", 1) if "{date}" in text else None


CHANGES: tuple[tuple[str, Change], ...] = (
    ("digit", _digit),
    ("weekday", _weekday),
    ("placeholders swapped", _swap_placeholders),
    ("placeholder lost", _drop_placeholder),
    ("placeholder doubled", _double_placeholder),
    ("sentence lost", _lose_sentence),
    ("sentence doubled", _double_sentence),
    ("English copied", _copy_english),
    ("another language copied", _copy_other),
    ("promise added", _promise),
    ("double space", _double_space),
    ("end mark lost", _lose_end),
    ("end mark changed", _other_end),
    ("negation lost", _negation_fr),
)


def _swapped(text: str, old: str, new: str, rng: random.Random) -> str | None:
    start, end = (r"\b" if sign.isalnum() else "" for sign in (old[0], old[-1]))
    found = list(re.finditer(start + re.escape(old) + end, text))
    if not found:
        return None
    one = rng.choice(found)
    after = text[: one.start()] + new + text[one.end() :]
    return re.sub(" {2,}", " ", after).strip()


def _candidates(lang: str, texts: dict[str, Texts], buttons: set[str], rng: random.Random) -> Iterator[Mutation]:
    other = {"es": "fr", "fr": "ht", "ht": "es"}[lang]
    for key, text in texts[lang].items():
        english, third = texts["en"][key], texts[other].get(key, "")
        for kind, change in CHANGES:
            after = change(lang, text, english, third, rng)
            if after is not None and after != text:
                yield Mutation(kind, lang, key, text, after)
        for kind, by_language in SWAPS.items():
            for old, new in by_language[lang]:
                after = _swapped(text, old, new, rng)
                if after is not None and after != text:
                    yield Mutation(kind, lang, key, text, after)
        if key in buttons:
            yield Mutation("long button", lang, key, text, text + LONGER[lang])


def mutations(texts: dict[str, Texts], buttons: set[str], seed: int = 17) -> list[Mutation]:
    """Return up to EACH mutations of every kind for each language of the texts."""
    rng = random.Random(seed)
    chosen: list[Mutation] = []
    for lang in LANGUAGES:
        by_kind: dict[str, list[Mutation]] = {}
        for one in _candidates(lang, texts, buttons, rng):
            by_kind.setdefault(one.kind, []).append(one)
        for _, found in sorted(by_kind.items()):
            chosen += rng.sample(found, min(EACH, len(found)))
    return chosen


REWORDINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "es": (
        ("Está bien", "De acuerdo"), ("toque", "pulse"), ("Toque", "Pulse"), ("elegir", "escoger"),
        ("Elija", "Escoja"),
        ("por favor", "si es tan amable"), ("otra vez", "de nuevo"), ("borrar", "eliminar"),
        ("Por eso", "Por esta razón"),
        ("el teléfono", "el celular"), ("mientras tanto", "entretanto"), ("Mientras tanto", "Entretanto"),
        ("más o menos", "aproximadamente"), ("Aquí está", "Este es"), ("camino", "trayecto"), ("quiera", "desee"),
        ("quiere", "desea"), ("se cancelaron", "fueron canceladas"), ("Por el momento", "Por ahora"),
        ("mande", "envíe"),
        ("ayuda gratis", "ayuda gratuita"), ("la imagen", "la foto"), ("es mentira", "no es verdad"),
    ),
    "fr": (
        ("D’accord", "Très bien"), ("touchez", "appuyez sur"), ("Touchez", "Appuyez sur"),
        ("choisir", "sélectionner"),
        ("s’il vous plaît", "je vous prie"), ("à nouveau", "encore une fois"), ("Effacer", "Supprimer"),
        ("effacer", "supprimer"),
        ("Ensuite", "Puis"), ("gratuitement", "sans rien payer"), ("Voici", "C’est"), ("environ", "à peu près"),
        ("En ce moment", "Pour le moment"), ("la route", "le chemin"), ("conversation", "discussion"),
        ("est gardée", "est conservée"),
        ("sont gardées", "sont conservées"), ("montrer", "faire voir"), ("envoyer", "transmettre"),
        ("lieux", "endroits"), ("lieu", "endroit"), ("un mensonge", "une tromperie"),
        ("nous gardons", "nous conservons"),
    ),
    "ht": (
        ("Dakò", "Oke"), ("peze", "klike sou"), ("Peze", "Klike sou"), ("chwazi", "pran"), ("Tanpri", "Souple"),
        ("ankò", "yon lòt fwa"), ("efase", "retire"), ("Kidonk", "Se konsa"), ("gratis", "san peye"),
        ("Kounye a", "Nan moman sa a"),
        ("anviwon", "apeprè"), ("wout la", "chemen an"), ("konvèsasyon", "chat"), ("kenbe", "sere"),
        ("oswa", "oubyen"),
        ("epi", "answit"), ("ekri", "tape"), ("Ekri", "Tape"), ("montre", "fè wè"), ("voye", "transmèt"),
        ("imaj", "foto"), 
    ),
}  # fmt: skip
"""By language: words, and others that say the same."""


def rewordings(texts: dict[str, Texts], seed: int = 17) -> list[Mutation]:
    """Return one harmless rewording for each pair of words that stands in the texts."""
    rng = random.Random(seed)
    found: list[Mutation] = []
    for lang, pairs in REWORDINGS.items():
        for old, new in pairs:
            said = [key for key, text in texts[lang].items() if re.search(rf"\b{re.escape(old)}\b", text)]
            if said:
                key = rng.choice(said)
                after = re.sub(rf"\b{re.escape(old)}\b", new, texts[lang][key])
                found.append(Mutation("rewording", lang, key, texts[lang][key], after))
    return found
