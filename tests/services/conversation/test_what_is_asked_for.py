"""What people ask for in their own words, at any question: what may always be said, answers first, then the rest."""

import shutil
from pathlib import Path

import pytest

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Arrived, Event, Said, Tapped
from bot.storage.files.packs import load_pack
from tests.conftest import LANGUAGES, POLICY, OpenApp
from tests.said import typed
from tests.services.conversation.test_respond import keys, rows, talk_at

NATIONALITY = """
[[question]]
id = "nationality"
kind = "country"
text = "Which country's passport do you have, or could you ask for?"
label = "Nationality"
booking = true
"""


def to_consent(language: str) -> list[Event]:
    return [Arrived(), Tapped(language), Tapped("understood"), Tapped("continue")]


def to_party(language: str) -> list[Event]:
    return [*to_consent(language), Tapped("agree")]


def to_list(language: str) -> list[Event]:
    return [*to_party(language), Tapped("3")]


def to_place(language: str) -> list[Event]:
    return [*to_list(language), Tapped("yes")]


STEPS = {"consent": to_consent, "party": to_party, "list": to_list, "place": to_place}


@pytest.fixture
def asking_nationality(open_app: OpenApp, tmp_path: Path) -> App:
    """The practice pack, with a question about the nationality."""
    folder = shutil.copytree(POLICY / "border-appointments", tmp_path / "border-appointments")
    with (folder / "questions.toml").open("a", encoding="utf-8") as questions:
        questions.write(NATIONALITY)
    return open_app(load_pack(folder))


def nationality(app: App, language: str, said: str) -> tuple[str, Talk]:
    """Return the key of what a nationality is answered with, and the talk."""
    talk = talk_at(app, to_place(language), f"{language}-{said}")
    assert talk.step == "answer_questions"
    return keys(talk.hear(Said(said)))[-1], talk


@pytest.mark.parametrize(
    ("language", "said"),
    [
        *(
            ("en", said)
            for said in ("Haitian", "I am from Haiti", "im haitian", "we are all Cubans", "Venezuelan please")
        ),
        *(("en", said) for said in ("a Mexican passport", "Salvadoran", "from El Salvador", "Honduran", "haitiano")),
        *(
            ("es", said)
            for said in ("haitiano", "soy haitiana", "somos venezolanos", "hondureña", "HONDUREÑO", "de Cuba")
        ),
        *(
            ("es", said)
            for said in ("soy de haití", "nicaraguense", "salvadoreñas", "guatemalteco", "del Ecuador", "ruso")
        ),
        *(("fr", said) for said in ("haïtien", "haitienne", "je suis haïtienne", "je viens d'Haïti", "cubaine svp")),
        *(("fr", said) for said in ("nous sommes vénézuéliens", "camerounais", "chilienne", "Ayisyen", "dominicaine")),
        *(
            ("ht", said)
            for said in ("ayisyen", "mwen se ayisyèn", "m se ayisyen wi", "mwen soti Ayiti", "nou se ayisyen")
        ),
        *(("ht", said) for said in ("kiben", "venezyelyèn", "dominiken", "brezilyen", "m se moun Ayiti", "Haïtien")),
    ],
)
def test_a_nationality_in_any_form_answers_the_question_and_does_not_switch_the_language(
    asking_nationality: App, language: str, said: str
) -> None:
    key, talk = nationality(asking_nationality, language, said)
    assert (key, talk.language) == ("place.question", language)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "hatian"), ("en", "venezuelean"), ("en", "Guatamalan"), ("es", "venesolana"), ("es", "ondureño"),
     ("es", "haytiano"), ("fr", "hatien"), ("fr", "haitiene"), ("ht", "ayisien"), ("ht", "venezwelien")],
)  # fmt: skip
def test_a_misspelt_nationality_is_asked_back_and_a_yes_keeps_it(
    asking_nationality: App, language: str, said: str
) -> None:
    key, talk = nationality(asking_nationality, language, said)
    assert key == "place.confirm"
    again = talk_at(asking_nationality, [*to_place(language), Said(said), Tapped("no")], "no")
    assert again.step == "answer_questions", "a no asks again"
    assert keys(talk.hear(Tapped("yes")))[-1] == "place.question"


@pytest.mark.parametrize(
    ("language", "said"), [("ht", "Kongo"), ("ht", "panyòl"), ("fr", "congolais"), ("es", "soy del Congo")]
)
def test_a_name_that_two_countries_share_is_asked(asking_nationality: App, language: str, said: str) -> None:
    key, talk = nationality(asking_nationality, language, said)
    assert key == "place.which"
    assert keys(talk.hear(Said("1")))[-1] == "place.question"


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "I am not Haitian"), ("es", "no soy cubano"), ("en", "born in Chile but my mother is Haitian"),
     ("fr", "pas haïtien"), ("ht", "mwen pa ayisyen"), ("en", "my wife is Cuban and I am Haitian")],
)  # fmt: skip
def test_a_sentence_that_only_holds_a_nationality_is_no_answer(
    asking_nationality: App, language: str, said: str
) -> None:
    key, talk = nationality(asking_nationality, language, said)
    assert key not in ("place.question", "place.confirm")
    assert talk.step == "answer_questions"


CANNOT_READ = {
    "en": ["I cannot read", "i dont know how to read", "my mother can not read or write"],
    "es": ["no sé leer", "yo no se leer ni escribir", "nunca fui a la escuela"],
    "ht": ["mwen pa konn li", "m pa konn li", "mwen pa konn li ni ekri", "m pa ka li"],
    "fr": ["je ne sais pas lire", "je sais pas lire", "je suis analphabète"],
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(("language", "said"), [(code, said) for code, all in CANNOT_READ.items() for said in all])
def test_who_cannot_read_never_answers_a_question_by_it_and_meets_a_person(
    app: App, step: str, language: str, said: str
) -> None:
    talk = talk_at(app, STEPS[step](language))
    before = talk.step
    assert keys(talk.hear(Said(said))) == ["person.contacts"]
    assert talk.step == before


ASKED = {
    "lawyer.contacts": {
        "en": ["I need a lawyer", "can i talk to an attorney", "is there a lawyer here", "I want legal help pls"],
        "es": ["necesito un abogado", "quiero hablar con una abogada", "busco abogado", "ocupo ayuda legal"],
        "ht": ["mwen bezwen yon avoka", "m bezwen avoka", "èske mwen ka pale ak yon avoka"],
        "fr": ["j'ai besoin d'un avocat", "je veux parler à un avocat", "un avocat svp", "je cherche un avocat"],
    },
    "money.asked": {
        "en": ["a man wants 500 dollars for the appointment", "is it free?", "they are selling appointments"],
        "es": ["me piden dinero por la cita", "cuanto cuesta la cita", "venden citas en facebook", "ya pagué"],
        "ht": ["yo mande m lajan pou randevou a", "konbyen sa koute", "y ap vann randevou"],
        "fr": ["on me demande de l'argent pour le rendez-vous", "c'est payant ?", "ils vendent des rendez-vous"],
    },
    "person.contacts": {
        "en": ["I want to talk to a human being", "we have no place to sleep tonight", "my kids are hungry",
               "I need a doctor", "they stole my passport"],
        "es": ["quiero hablar con alguien de verdad por favor", "no tenemos donde dormir", "mis hijos tienen hambre",
               "necesito un doctor", "me robaron los papeles"],
        "ht": ["mwen vle pale ak yon vrè moun silvouplè", "nou pa gen kote pou nou dòmi", "pitit mwen grangou",
               "mwen bezwen yon doktè pou pitit mwen", "yo vòlè papye m"],
        "fr": ["je voudrais parler à une vraie personne", "nous n'avons nulle part où dormir ce soir",
               "mes enfants ont faim", "j'ai besoin d'un médecin", "on a volé mes papiers"],
    },
    "volunteer.how": {
        "en": ["I am a volunteer", "im helping a family to get an appointment", "I work at a shelter"],
        "es": ["soy voluntaria", "trabajo en un albergue y ayudo a una familia", "es para otra persona"],
        "ht": ["mwen se yon volontè", "m ap ede yon fanmi", "m ap ekri pou yon lòt moun"],
        "fr": ["je suis bénévole", "j'aide une famille", "j'écris pour quelqu'un d'autre"],
    },
    "detained.contacts": {
        "en": ["my husband is detained", "immigration took my brother"],
        "es": ["mi esposo está detenido", "la migra agarró a mi hermano"],
        "ht": ["yo arete mari m", "frè m nan prizon imigrasyon"],
        "fr": ["mon mari est détenu", "la police a arrêté mon frère"],
    },
    "stop.rest": {
        "en": ["stop", "please stop", "Stop writing to me", "leave me alone"],
        "es": ["stop", "pare", "ya no me escriban", "déjenme en paz"],
        "ht": ["stop", "sispann", "pa ekri m ankò", "kite m trankil"],
        "fr": ["stop", "arrêtez", "ne m'écrivez plus", "laissez-moi tranquille"],
    },
    "forget.sure": {
        "en": ["delete everything", "can you delete my answers please", "I want you to erase what I wrote"],
        "es": ["borre todo", "quiero que borren mis datos", "elimina lo que escribí de mis datos"],
        "ht": ["efase tout bagay", "mwen vle ou efase sa m te ekri", "retire done mwen yo"],
        "fr": ["effacez tout", "je veux supprimer mes données", "supprimez tout ce que j'ai écrit"],
    },
}  # fmt: skip
SENTENCES = [(key, code, said) for key, by in ASKED.items() for code, all in by.items() for said in all]


@pytest.mark.parametrize("step", ["party", "list", "place"])
@pytest.mark.parametrize(("key", "language", "said"), SENTENCES)
def test_what_is_asked_for_is_answered_at_any_question_and_the_question_comes_again(
    app: App, step: str, key: str, language: str, said: str
) -> None:
    talk = talk_at(app, STEPS[step](language))
    before = talk.step
    (shown,) = talk.hear(Said(said))
    if step == "list" and shown.key == "list.named":  # an answer comes first, and offers a person
        assert key == "person.contacts"
        assert "person" in [choice.id for choice in shown.choices]
        shown = talk.hear(Tapped("person"))[0]
    assert shown.key == key
    talk.hear(Tapped("no" if key == "forget.sure" else "continue"))
    assert talk.step == before


@pytest.mark.parametrize(
    ("key", "language", "said"), [row for row in SENTENCES if row[0] not in ("forget.sure", "stop.rest")]
)
def test_it_is_heard_as_the_very_first_words_in_their_language(app: App, key: str, language: str, said: str) -> None:
    talk = talk_at(app, [Arrived()])
    assert key in keys(talk.hear(Said(said)))
    assert talk.language == language
    assert rows(app)["conversation"] == 0


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "my uncle is a lawyer in Miami"), ("en", "I had a lawyer in 2019 and he went away"),
     ("es", "mi tío es abogado en Miami"), ("ht", "kouzen mwen te avoka lontan an Ayiti"),
     ("fr", "mon oncle est avocat à Miami depuis longtemps"), ("es", "ya pagué la renta de la casa"),
     ("en", "the bus has a place where many people can be, a human crowd")],
)  # fmt: skip
def test_what_is_only_mentioned_is_asked_back_in_one_line_with_two_buttons(app: App, language: str, said: str) -> None:
    talk = talk_at(app, to_party(language))
    (asked,) = talk.hear(Said(said))
    assert asked.key == "meant.this"
    assert len([choice for choice in asked.choices if not choice.aside]) == 2
    assert keys(talk.hear(Said(typed(language, {"en": "no", "es": "no", "ht": "non", "fr": "non"})))) == [
        "party.question"
    ]
    talk.hear(Said(said))
    yes = typed(language, {"en": "yes please", "es": "sí", "ht": "wi", "fr": "oui"})
    assert keys(talk.hear(Said(yes)))[0] in ("lawyer.contacts", "money.asked", "person.contacts")


def test_two_different_things_are_asked_with_one_button_each(app: App) -> None:
    talk = talk_at(app, to_party("en"))
    (asked,) = talk.hear(Said("they want money for the appointment and I need a lawyer"))
    assert (asked.key, [choice.id for choice in asked.choices][:2]) == ("meant.which", ["lawyer", "money"])
    assert keys(talk.hear(Said("1"))) == ["lawyer.contacts"]


STOP = {"en": "stop", "es": "ya pare por favor", "ht": "sispann", "fr": "arrêtez"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ["forget", "restart"])
def test_stop_on_a_page_that_deletes_is_a_no(app: App, language: str, page: str) -> None:
    talk = talk_at(app, [*to_list(language), Tapped(page)])
    assert keys(talk.hear(Said(typed(language, STOP)))) == ["stop.no", "border-appointments.question.vulnerable"]
    assert rows(app)["conversation"] == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "everything"), ("en", "delete"), ("en", "delete everything"), ("en", "please delete all of it"),
     ("en", "do not delete everything"), ("es", "todo"), ("es", "bórrelo todo"), ("es", "no borre todo"),
     ("ht", "tout"), ("ht", "efase tout"), ("fr", "tout"), ("fr", "supprimez tout"), ("fr", "ne supprimez pas tout")],
)  # fmt: skip
def test_nothing_is_deleted_by_other_words_than_a_plain_yes(app: App, language: str, said: str) -> None:
    talk = talk_at(app, [*to_list(language), Tapped("forget")])
    talk.hear(Said(said))
    assert rows(app)["conversation"] == 1


UNSURE = {
    "en": ["I don't know", "not sure", "i have no idea", "maybe", "I am not really sure", "dont know", "no idea sorry"],
    "es": ["no sé", "no se", "quien sabe", "no estoy segura", "la verdad no sé", "tal vez", "pues no sé"],
    "ht": ["mwen pa konnen", "m pa konnen", "petèt", "m pa twò sèten", "m pa sèten non", "m pa konnen non"],
    "fr": ["je ne sais pas", "je sais pas", "jsp", "aucune idée", "peut-être", "je suis pas sûre", "j'en sais rien"],
}


@pytest.mark.parametrize(("language", "said"), [(code, said) for code, all in UNSURE.items() for said in all])
def test_unsure_is_an_answer_wherever_a_question_allows_it(asking_nationality: App, language: str, said: str) -> None:
    app = asking_nationality
    listed = talk_at(app, to_list(language), "list")
    assert keys(listed.hear(Said(said))) == ["result.ask_a_person"]
    line = talk_at(app, [*to_list(language), Tapped("explain")], "line")
    assert keys(line.hear(Said(said))) == ["list.line"]
    country = talk_at(app, to_place(language), "country")
    assert keys(country.hear(Said(said)))[-1] == "place.question"
    assert keys(country.hear(Said(said))) == ["place.ask_around"], "a place that is not known has its own answer"
