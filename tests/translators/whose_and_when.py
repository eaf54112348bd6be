"""Single faults of whose a thing is and of when it happens, and harmless rewordings, in plain text and apart."""

import random
import re

from tests.translators.mutations import LANGUAGES, Mutation, Texts

Pair = tuple[str, str]
"""A pattern, and what takes its place."""

HT_THINGS = (
    r"(kòd|repons|randevou|dosye|lang|dat|gwoup|PIN|non|plas|fanmi|papye|demann|telefòn|nimewo|enfòmasyon|kle|mesaj"
    r"|navigatè|kalandriye|fòt|paspò|tab)"
)  # fmt: skip
WHOSE: dict[str, tuple[Pair, ...]] = {
    "es": (
        (r"\b([Ss])u (código|número|idioma|teléfono|grupo|caso|PIN|lugar|nombre|navegador)\b", r"nuestro \2"),
        (r"\b([Ss])u (cita|solicitud|familia|seguridad|fecha|respuesta|hora|llave)\b", r"nuestra \2"),
        (r"\b[Ss]us (respuestas|citas|llaves|personas)\b", r"nuestras \1"),
        (r"\b[Ss]us (datos|papeles|lugares|sitios|mensajes)\b", r"nuestros \1"),
        (r"\b[Ss]u (código|número|idioma|grupo|caso|cita|solicitud|familia|respuesta|nombre)\b", r"mi \1"),
        (r"\bnuestr[oa] (personal|marca|texto|lado)\b", r"su \1"),
        (r"\b[Nn]uestr[oa]s (fechas)\b", r"Sus \1"),
        (r"\bes nuestro\b", "es suyo"),
        (r"\b(es|culpa) suy[oa]\b", r"\1 nuestra"),
        (r"\bmis? (ubicación|datos|cita|solicitud|cuenta|respuesta|país|familia)\b", r"su \1"),
        (r"\btu (familia|mamá|papá|seguridad)\b", r"mi \1"),
        (r" de mi grupo\b", ""),
        (r" de mi grupo\b", " de su grupo"),
        (r"\bson de ella\b", "son de usted"),
        (r"\bEs mío\b", "Es suyo"),
    ),
    "fr": (
        (r"\b([Vv])otre (code|numéro|langue|téléphone|groupe|dossier|place|nom|navigateur|rendez-vous|demande"
         r"|État|heure|famille|sécurité|date|réponse|clé|faute)\b", r"notre \2"),
        (r"\b[Vv]os (réponses|données|papiers|lieux|places|mots|proches|jours)\b", r"nos \1"),
        (r"\b[Vv]otre (code|numéro|groupe|dossier|nom|téléphone)\b", r"mon \1"),
        (r"\b[Vv]otre (code|dossier|rendez-vous|groupe|navigateur)\b", r"son \1"),
        (r"\b[Vv]otre (place|code|appareil|rendez-vous|demande)\b", r"leur \1"),
        (r"\bnotre (personnel|marque|texte|côté)\b", r"votre \1"),
        (r"\b[Nn]os (dates)\b", r"Vos \1"),
        (r"\b(?:mon|ma) (rendez-vous|demande|position|compte|réponse|pays)\b", r"votre \1"),
        (r"\bmes (données|personnes)\b", r"vos \1"),
        (r"\bta (famille|sécurité)\b", r"ma \1"),
        (r"\bma famille\b", "leur famille"),
        (r"\b(?:son|sa) (code|dossier|papier|réponse|histoire|oui|nom)\b", r"votre \1"),
        (r"\bleur (place|choix)\b", r"votre \1"),
        (r"\bà vous(?= ?\.| ?$|\b)", "à nous"),
        (r"\ble vôtre\b", "le nôtre"),
        (r"\bil vient de nous\b|\bvient de nous\b", "vient de vous"),
        (r"\s?[Pp]armi nous,?", ""),
        (r"\bparmi nous\b", "parmi vous"),
        (r"\bà elle\b", "à vous"),
        (r"\bIl est à moi\b", "Il est à vous"),
    ),
    "ht": (
        (HT_THINGS + r" ou a\b", r"\1 nou an"),
        (HT_THINGS + r" ou an\b", r"\1 nou an"),
        (HT_THINGS + r" ou yo\b", r"\1 nou yo"),
        (HT_THINGS + r" ou\b(?! (?:a|an|yo|ka|te|pa|ap|dwe|gen|poko|vle|pral)\b)", r"\1 nou"),
        (HT_THINGS + r" ou\b(?! (?:ka|te|pa|ap|dwe|gen|poko|vle|pral)\b)", r"\1 mwen"),
        (HT_THINGS + r" ou( a| an| yo)?\b(?! (?:ka|te|pa|ap|dwe|gen|poko|vle|pral)\b)", r"\1 li\2"),
        (r"\bekip nou an\b", "ekip ou a"),
        (r"\btèks nou an\b", "tèks ou a"),
        (r"\b([Dd])at nou yo\b", r"\1at ou yo"),
        (r"\b(mak|kote) pa nou\b", r"\1 pa ou"),
        (r"\bse pa nou, men\b", "se pa ou, men"),
        (r"\b(fanmi|demann|randevou|repons|peyi|kont) mwen\b", r"\1 ou"),
        (r"\b(enfòmasyon|moun) mwen yo\b", r"\1 ou yo"),
        (r"\bSe pou mwen\b", "Se pou ou"),
        (r"\bse pou ou\b", "se pou nou"),
        (r"\b(kòd|randevou|dosye|mo|devine) pa ou\b", r"\1 pa nou"),
        (r" nan nou\b", ""),
        (r" nan nou\b", " nan yo"),
        (r"\b(kòd|dosye|repons|fich|PIN|non) li\b(?! (?:di|pa|ka|ap|te|li)\b)", r"\1 ou"),
        (r"\bplas yo\b(?=\. Nou| epi|, epi)", "plas ou"),
        (r"\bpa li\.", "pa ou."),
    ),
}  # fmt: skip
"""By language: words for whose something is, and the words for somebody else's."""

WHEN: dict[str, tuple[Pair, ...]] = {
    "es": (
        (r"\b(era|fue)\b", "será"), (r"\b(eran|fueron)\b", "serán"), (r"\bera\b", "es"), (r"\beran\b", "son"),
        (r"\bse cancelaron\b", "se cancelarán"), (r"\bse canceló\b", "se cancelará"),
        (r"\bse perdió\b", "se perderá"), (r"\bempezó\b", "va a empezar"), (r"\bcambió\b", "cambiará"),
        (r"\bpidió\b", "pedirá"), (r"\bterminó\b", "terminará"), (r"\bpasó\b", "pasará"),
        (r"\bescribió\b", "escribirá"), (r"\bllegó\b", "llegará"), (r"\bterminaron\b", "terminan"),
        (r"\baceptó\b", "aceptará"), (r"\breservó\b", "reservará"), (r"\bpodían\b", "pueden"), (r"\bpodía\b", "puede"),
        (r"\btenían\b", "tienen"), (r"\btenía\b", "tiene"), (r"\brecibían\b", "reciben"), (r"\bhabía\b", "hay"),
        (r"\bnecesitaban\b", "necesitarán"), (r"\bpedían\b", "pedirán"), (r"\bestaba\b", "está"),
        (r"\bhará\b", "hizo"), (r"\bescribiremos\b", "hemos escrito"), (r"\bsabrá\b", "supo"), (r"\bverá\b", "vio"),
        (r"\bcancelará\b", "canceló"), (r"\bpodrá\b", "pudo"), (r"\bva a pasar\b", "pasó"),
        (r"\b([Tt])odavía no\b", "ya no"), (r"\b[Aa]ún no\b", "ya no"), (r"\bya no\b", "todavía no"),
        (r"\bacaba de\b", "va a"), (r"\bYa pasó\b", "Todavía no pasa"), (r"\bha confirmado\b", "confirmará"),
        (r"\bhan enviado\b", "enviarán"), (r"\bhemos guardado\b", "guardaremos"), (r"\b[Pp]uede\b", "podía"),
        (r"\b[Hh]ay\b", "había"), (r"\b[Tt]iene\b", "tenía"), (r"\b[Ee]stá\b", "estaba"), (r"\bes\b", "era"),
        (r"\b[Gg]uardamos\b", "guardábamos"), (r"\bSon\b|\bson\b", "eran"), (r"\bse guarda\b", "se guardaba"),
    ),
    "fr": (
        (r"\bétait\b", "sera"), (r"\bétait\b", "est"), (r"\bavait\b(?! (?:pas )?\w+é)", "a"),
        (r"\bavaient\b", "auront"),
        (r"\bpouvaient\b", "peuvent"), (r"\bpouvait\b", "peut"), (r"\brecevaient\b", "reçoivent"),
        (r"\bpermettait\b", "permet"), (r"\bétaient\b", "sont"), (r"\ba été\b", "sera"), (r"\bont été\b", "seront"),
        (r"\bavez demandé\b", "demanderez"), (r"\bavez dit\b", "direz"), (r"\ba changé\b", "changera"),
        (r"\ba commencé\b", "commencera"), (r"\ba pris fin\b", "prend fin"), (r"\bavez choisi\b", "choisirez"),
        (r"\ba demandé\b", "demandera"), (r"\bavons dit\b", "dirons"), (r"\bavez pris\b", "prendrez"),
        (r"\bécrirons\b", "avons écrit"), (r"\bsaurez\b", "avez su"), (r"\bsera\b", "était"), (r"\baura\b", "avait"),
        (r"\bverra\b", "a vu"), (r"\bécrira\b", "a écrit"), (r"\bva se passer\b", "s’est passé"),
        (r"\bpas encore\b", "plus"), (r"\bvient de commencer\b", "va commencer"), (r"\bdéjà\b", "bientôt"),
        (r"\bsont passés\b", "passeront"), (r"\bavez payé\b", "paierez"), (r"\ba expiré\b", "expirera"),
        (r"\bpouvez\b", "pouviez"), (r"\bpeut\b", "pouvait"), (r"\bsont\b", "étaient"),
        (r"\bavez\b(?= (?:un|une|deux|maintenant|encore)\b)", "aviez"),
        (r"\b[Gg]ardons\b", "gardions"), (r"\best\b(?= (?:pour|dans|à|un|une|le|la|sur)\b)", "était"),
        (r"\b([Ii]l) y a\b", r"\1 y avait"), (r"\bfont\b", "faisaient"), (r"\bs’appelle\b", "s’appelait"),
    ),
    "ht": (
        (r"\bte (ye|gen|ka|dwe|bezwen|la|vle|gratis|pi|yon|pou)\b", r"ap \1"),
        (r"\bte (ye|gen|ka|dwe|bezwen|la|gratis)\b", r"\1"),
        (r"\bte (kòmanse|di|mande|fè|chwazi|pran|ba|ekri|anile|bay|jwenn|voye|vini|mache|fini|deside|pase)\b",
         r"pral \1"),
        (r"\bte (kòmanse|di|mande|fè|sere|anile|bay|jwenn|rete|resevwa|rive)\b", r"ap \1"),
        (r"\bt ap\b", "ap"), (r"\bpa t (gen|ka|lib|bon|vle|yon)\b", r"p ap \1"),
        (r"\bpa t (kòmanse|rezève|bay|mande|pibliye|sibi)\b", r"p ap \1"),
        (r"(?<!\bt )\b(ap|pral) (tann|vini|fèt|rete|wè|ede|ale|vann|konnen|fèmen|tounen|jwenn|chwazi|efase|rele)\b",
         r"te \2"),
        (r"\bp ap (fèt|wè|ekri|louvri|mande|montre|bay|gade)\b", r"pa t \1"),
        (r"\b([NnMmLlYyKk]) ap (ekri|efase|voye|pran|chanje|vini|anile|mennen|jwenn)\b", r"\1 te \2"),
        (r"\bpral (pase|fèmen|dòmi|fini|oblije)\b", r"te \1"),
        (r"\bpoko\b", "deja"),
        (r"\bfèk kòmanse\b", "pral kòmanse"), (r"\b(pase|rive|kòmanse|voye) deja\b", r"poko \1"),
        (r"\bte deja\b", "pral"), (r"\bdeja\b", "byento"), (r"\bta mande\b", "te mande"), (r"\bta prale\b", "te ale"),
        (r"\b([Oo])u ka\b", r"\1u te ka"), (r"\bmoun ka\b", "moun te ka"), (r"\b([Nn])ou kenbe\b", r"\1ou t ap kenbe"),
        (r"\b[Gg]en\b(?= (?:yon|moun|plas|{))", "te gen"), (r"\bou dwe\b", "ou te dwe"),
        (r"\bou bezwen\b", "ou te bezwen"),
        (r"\bse pou\b", "te pou"), (r"\bse yon\b", "te yon"), (r"\bsa se\b", "sa te"),
    ),
}  # fmt: skip
"""By language: words for when something happens, and the words for another time."""

SAME_OWNER: dict[str, tuple[Pair, ...]] = {
    "es": (
        (r"\b[Ss]u código\b", "el código de usted"), (r"\b[Ss]us respuestas\b", "las respuestas de usted"),
        (r"\btodo su grupo\b", "todo el grupo"), (r"\btodo su grupo\b", "todas las personas de su grupo"),
        (r"\b[Ss]u cita\b", "la cita de usted"), (r"\bnuestro personal\b", "nuestro equipo"),
        (r"\bnuestro personal\b", "el personal nuestro"), (r"\b[Ss]u nombre\b", "el nombre de usted"),
        (r"\b[Ss]u idioma\b", "el idioma de usted"), (r"\bes suyo\b", "le pertenece a usted"),
        (r"\b[Ss]u solicitud\b", "la solicitud de usted"), (r"\b[Ss]u caso\b", "el caso de usted"),
        (r"\bmi familia\b", "la familia mía"), (r"\bnuestra marca\b", "la marca nuestra"),
        (r"\b[Ss]us datos\b", "los datos de usted"), (r"\b[Ss]u PIN\b", "el PIN"),
        (r"\bno es culpa suya\b", "no es su culpa"),
        (r"\b[Ss]us propias palabras\b", "palabras suyas"), (r"\b[Ss]u familia\b", "la familia de usted"),
    ),
    "fr": (
        (r"\btout votre groupe\b", "vous tous"), (r"\btout votre groupe\b", "tout le groupe"),
        (r"\bvos réponses\b", "ce que vous avez répondu"), (r"\b[Nn]otre personnel\b", "notre équipe"),
        (r"\b[Vv]otre code\b", "votre propre code"), (r"\best à vous\b", "vous appartient"),
        (r"\b[Vv]otre dossier\b", "le dossier que vous avez"), (r"\b[Pp]ersonne parmi nous\b", "personne d’entre nous"),
        (r"\bà moi\b", "le mien"), (r"\b[Vv]otre rendez-vous\b", "le rendez-vous que vous avez"),
        (r"\bQuelqu’un parmi nous\b", "L’un de nous"), (r"\bavec vos mots\b", "avec vos propres mots"),
        (r"\b[Vv]otre groupe\b", "le groupe avec vous"), (r"\b[Nn]otre marque\b", "la marque à nous"),
        (r"\bson code PIN\b", "son PIN"), (r"\b[Vv]otre nom\b", "votre nom à vous"),
        (r"\bleur place\b", "leur place à eux"), (r"\b[Vv]otre langue\b", "la langue que vous parlez"),
    ),
    "ht": (
        (r"\btout gwoup ou a\b", "tout gwoup la"), (r"\btout gwoup ou\b", "tout moun nan gwoup ou"),
        (r"\bkòd ou\b(?! (?:a|yo)\b)", "kòd pa ou"), (r"\brepons ou yo\b", "repons pa ou yo"),
        (r"\bekip nou an\b", "ekip pa nou an"), (r"\brandevou ou a\b", "randevou pa ou a"),
        (r"\bdosye ou\b(?! (?:a|yo)\b)", "dosye pa ou"), (r"\benfòmasyon mwen yo\b", "enfòmasyon pa mwen yo"),
        (r"\bfanmi mwen\b", "fanmi pa mwen"), (r"\b[Pp]èsonn nan nou\b", "okenn moun nan nou"),
        (r"\byon moun nan nou\b", "youn nan nou"),
        (r"\bkòd ou a\b", "kòd ou"), (r"\brandevou ou a\b", "randevou ou"), (r"\bgwoup ou a\b", "gwoup ou"),
        (r"\bplas ou a\b", "plas ou"), (r"\bdemann ou an\b", "demann pa ou a"), (r"\blang ou\b", "lang ou pale"),
        (r"\bmak pa nou\b", "mak nou an"), (r"\bkote pa nou\b", "kote nou"),
    ),
}  # fmt: skip
"""By language: other words for the same owner."""

SAME_TIME: dict[str, tuple[Pair, ...]] = {
    "es": (
        (r"\bse canceló\b", "fue cancelada"), (r"\bse cancelaron\b", "se han cancelado"),
        (r"\bterminó\b", "ha terminado"),
        (r"\bterminó\b", "acabó"), (r"\b[Tt]odavía no\b", "aún no"), (r"\b[Aa]ún no\b", "todavía no"),
        (r"\bva a pasar\b", "pasará"), (r"\bcambió\b", "ha cambiado"), (r"\bempezó\b", "ha empezado"),
        (r"\bescribiremos\b", "vamos a escribir"), (r"\bpidió\b", "ha pedido"), (r"\beligió\b", "ha elegido"),
        (r"\bacaba de empezar\b", "recién empezó"), (r"\bse perdió\b", "se ha perdido"), (r"\bhará\b", "va a hacer"),
        (r"\bllegó\b", "ha llegado"), (r"\bpasó\b", "ha pasado"), (r"\bverá\b", "va a ver"),
        (r"\brecibían\b", "recibieron"),
        (r"\bguardó\b", "ha guardado"),
    ),
    "fr": (
        (r"\bécrirons\b", "allons écrire"), (r"\bva se passer\b", "se passera"), (r"\bverra\b", "va voir"),
        (r"\bétait\b", "a été"), (r"\bécrira\b", "va écrire"), (r"\bvient de commencer\b", "a commencé à l’instant"),
        (r"\ba été annulé\b", "est annulé"), (r"\best gardé\b", "reste gardé"),
        (r"\bsont gardées\b", "restent gardées"),
        (r"\ba pris fin\b", "s’est terminé"), (r"\bpas encore\b", "toujours pas"), (r"\brecevaient\b", "ont reçu"),
        (r"\bpouvaient\b", "ont pu"), (r"\baura\b", "va avoir"), (r"\bsera\b", "va être"),
        (r"\bpermettait de\b", "a permis de"),
        (r"\ba changé\b", "a été modifié"),
    ),
    "ht": (
        (r"\bpral (fini|fèmen|pase)\b", r"ap \1"), (r"\bte (mande|chwazi|pran|anile)\b", r"\1"),
        (r"\bte fini\b", "fini"), (r"\bpoko fini\b", "poko fin fèt"), (r"\bn ap ekri\b", "nou pral ekri"),
        (r"\bou ap (jwenn|wè|konnen)\b", r"ou pral \1"),
        (r"\bpase deja\b", "deja pase"), (r"\bfèk kòmanse\b", "sot kòmanse"),
        (r"\bkòmanse deja\b", "deja kòmanse"), (r"\b([Nn]) ap efase\b", r"\1ou pral efase"), (r"\bte bay\b", "bay"),
        (r"\bk ap vini\b", "ki pral vini"), (r"\bt ap\b", "te ap"), (r"\bp ap ekri\b", "pa pral ekri"),
        (r"\bte di\b", "te deja di"), (r"\bpoko voye\b", "poko pati"), (r"\bpa t gen\b", "pa te gen"),
        (r"\b([Mm]) ap\b", r"\1wen ap"), (r"\b([Nn]) ap\b", r"\1ou ap"), (r"\bki te\b", "ki t"),
        (r"\brive deja\b", "deja rive"),
    ),
}  # fmt: skip
"""By language: other words for the same time."""


def _changed(
    kind: str, pairs: dict[str, tuple[Pair, ...]], texts: dict[str, Texts], each: int, seed: int
) -> list[Mutation]:
    rng = random.Random(seed)
    chosen: list[Mutation] = []
    for lang in LANGUAGES:
        for pattern, new in pairs[lang]:
            where = [(key, one) for key, text in texts[lang].items() for one in re.finditer(pattern, text)]
            for key, one in rng.sample(where, min(each, len(where))):
                text = texts[lang][key]
                words = one.expand(new)
                if one[0].strip()[:1].isupper():
                    words = words[:1].upper() + words[1:]
                after = re.sub(" {2,}", " ", text[: one.start()] + words + text[one.end() :]).strip()
                chosen.append(Mutation(kind, lang, key, text, after))
    return chosen


def faults(texts: dict[str, Texts], each: int = 6, seed: int = 17) -> list[Mutation]:
    """Return for each pair of words single faults of whose and of when, in texts drawn by the seed."""
    return [
        one for kind, pairs in (("whose", WHOSE), ("when", WHEN)) for one in _changed(kind, pairs, texts, each, seed)
    ]


def same_in_other_words(texts: dict[str, Texts], each: int = 1, seed: int = 17) -> list[Mutation]:
    """Return for each pair of words texts that say the same owner and the same time otherwise."""
    pairs = (("whose", SAME_OWNER), ("when", SAME_TIME))
    return [one for kind, of_kind in pairs for one in _changed(kind, of_kind, texts, each, seed)]
