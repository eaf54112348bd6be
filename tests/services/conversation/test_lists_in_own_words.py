"""The eligibility list hears its items in people's own words, and keeps only yes, none or unsure."""

import pytest

from bot.app import App
from bot.core.conversation.events import BEFORE_CONSENT, Arrived, Event, Said, Tapped
from bot.core.conversation.incoming import Incoming
from bot.services.conversation.respond import respond
from tests.conftest import LANGUAGES, NOW, OpenApp
from tests.said import typed
from tests.services.conversation.test_calls_for_help import TELEGRAM, dump
from tests.services.conversation.test_respond import keys, talk_at

LIST, NAMED, PLACE = "border-appointments.question.vulnerable", "list.named", "place.question"


def to_list(language: str, party: int = 3) -> list[Event]:
    begin = [Arrived(), Tapped(language), Tapped("understood"), Tapped("continue"), Tapped("agree"), Tapped(f"{party}")]
    return begin if party > 1 else [*begin, Tapped("adult")]


ON_THE_LIST = {
    "en": [
        "I'm pregnant", "my wife is 7 months pregnant", "im diabetic", "my son has a heart problem", "we sleep outside",
        "they robbed us on the bus", "I have 2 kids", "my mom is 75", "I am 20",
        "she is 71 years old", "my baby is with me", "i dont have a safe place to sleep", "My husband is blind",
        "we have nowhere to go and I am sick", "I got hurt in Mexico", "not me but my sister is pregnant", "71",
    ],
    "es": [
        "estoy embarazada", "mi mujer esta enbarazada", "soy diabetica", "mi hijo está enfermo", "dormimos en la calle",
        "nos asaltaron en el camino", "tengo dos niños", "mi mamá tiene 75 años",
        "tengo 20",
        "mi abuela de 80 años", "traigo un bebe", "no tengo un lugar seguro", "mi esposo es ciego", "tengo 71 años",
        "yo no pero mi hermana está embarazada", "tiene discapasidad", "nos robaron todo",
    ],
    "ht": [
        "mwen ansent", "madanm mwen ansent", "m gen dyabèt", "pitit mwen malad", "n ap dòmi nan lari",
        "yo vòlè nou sou wout la",
        "m gen 2 timoun", "manman m gen 75 an", "m gen 20 an", "mwen gen 71 lane",
        "tibebe m avè m", "mari m avèg", "se pa mwen men sè m ansent",
        "nou pa gen kay",
    ],
    "fr": [
        "je suis enceinte", "ma femme est enceinte", "je suis diabétique", "mon fils est malade",
        "nous dormons dans la rue",
        "on nous a volé en route", "j'ai deux enfants", "ma mère a 75 ans", "j'ai 20 ans",
        "une dame de 80 ans", "j'ai un bébé", "je n'ai pas d'endroit sûr", "mon mari est aveugle", "j'ai 71 ans",
        "pas moi mais ma soeur est enceinte", "on est sans abri",
    ],
}  # fmt: skip
ROWS = [(code, said) for code, all in ON_THE_LIST.items() for said in all]


@pytest.mark.parametrize(("language", "said"), ROWS)
def test_what_is_on_the_list_is_asked_back_without_its_words(app: App, language: str, said: str) -> None:
    talk = talk_at(app, to_list(language))
    (asked,) = talk.hear(Said(said))
    assert asked.key == NAMED
    assert said.casefold() not in asked.text.casefold()
    assert [choice.id for choice in asked.choices if not choice.aside] == ["yes", "no"]


NOT_ON_IT = {
    "en": ["I am 21", "my father is 70 years old", "I am not pregnant", "none of us is sick", "nobody robbed us",
           "3 years in Mexico",
           "we are all adults from Cuba", "good morning everybody"],
    "es": ["tengo 21 años", "mi papá tiene 70", "no estoy embarazada", "nadie está enfermo", "no nos robaron",
           "3 años en México"],
    "ht": ["mwen gen 21 an", "papa m gen 70 an", "mwen pa ansent", "pesonn pa malad", "yo pa vòlè nou",
           "m gen 3 an nan Chili"],
    "fr": ["j'ai 21 ans", "mon père a 70 ans", "je ne suis pas enceinte", "personne n'est malade",
           "ça fait 3 ans que je suis ici"],
}  # fmt: skip


@pytest.mark.parametrize(("language", "said"), [(code, said) for code, all in NOT_ON_IT.items() for said in all])
def test_what_is_not_on_the_list_is_neither_asked_back_nor_an_answer(app: App, language: str, said: str) -> None:
    talk = talk_at(app, to_list(language))
    shown = keys(talk.hear(Said(said)))
    assert NAMED not in shown
    assert talk.step == "answer_questions"
    assert PLACE not in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_yes_answers_the_list_a_no_asks_it_again_and_unsure_is_an_answer(app: App, language: str) -> None:
    said = Said(typed(language, ON_THE_LIST)[0])
    no = typed(language, {"en": "no", "es": "no", "ht": "non", "fr": "non"})
    yes = typed(language, {"en": "yes", "es": "si", "ht": "wi", "fr": "oui"})
    unsure = typed(language, {"en": "not sure", "es": "no sé", "ht": "m pa konnen", "fr": "je sais pas"})
    assert keys(talk_at(app, [*to_list(language), said], "no").hear(Said(no))) == [LIST]
    assert keys(talk_at(app, [*to_list(language), said], "yes").hear(Said(yes))) == ["result.listed", PLACE]
    assert keys(talk_at(app, [*to_list(language), said], "tap").hear(Tapped("yes"))) == ["result.listed", PLACE]
    assert keys(talk_at(app, [*to_list(language), said], "unsure").hear(Said(unsure))) == ["result.ask_a_person"]
    assert keys(talk_at(app, [*to_list(language), said], "back").hear(Tapped("back"))) == [LIST]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_item_is_heard_while_the_list_is_read_line_by_line(app: App, language: str) -> None:
    talk = talk_at(app, [*to_list(language), Tapped("explain")])
    assert keys(talk.hear(Said(typed(language, ON_THE_LIST)[0]))) == [NAMED]
    assert keys(talk.hear(Tapped("yes")))[-1] == PLACE


@pytest.mark.parametrize(
    ("language", "said"),
    [
        *(("en", said) for said in ("all of them", "two things", "yes yes", "both", "two of them please", "several")),
        *(("es", said) for said in ("todas", "dos cosas", "sí sí", "varias", "las dos", "sí, dos de ellas")),
        *(("ht", said) for said in ("tout ladan yo", "de bagay", "wi wi", "plizyè", "toulède", "wi, gen de")),
        *(
            ("fr", said)
            for said in ("toutes", "deux choses", "oui oui", "plusieurs", "les deux", "oui, deux d'entre elles")
        ),
    ],
)
def test_more_than_one_is_a_yes(app: App, language: str, said: str) -> None:
    assert keys(talk_at(app, to_list(language)).hear(Said(said))) == ["result.listed", PLACE]


CHILDREN = {
    "en": ["I am 16", "im 15 years old", "I am seventeen and pregnant", "i am a minor", "I am not 18 yet"],
    "es": ["tengo 16", "tengo 15 años", "soy menor de edad", "todavía no tengo 18", "tengo 17 y estoy embarazada"],
    "ht": ["mwen gen 16 an", "m gen 15 an", "mwen se yon minè", "mwen poko gen 18 an", "m gen disèt an"],
    "fr": ["j'ai 16 ans", "j'ai quinze ans", "je suis mineure", "je n'ai pas encore 18 ans",
           "j'ai 17 ans et je suis enceinte"],
}  # fmt: skip


@pytest.mark.parametrize(("language", "said"), [(code, said) for code, all in CHILDREN.items() for said in all])
def test_a_child_who_says_the_own_age_goes_the_way_of_a_child_alone(app: App, language: str, said: str) -> None:
    alone = talk_at(app, to_list(language, party=1), "alone")
    assert keys(alone.hear(Said(said))) == ["border-appointments.question.alone"]
    assert keys(alone.hear(Tapped("child_alone"))) == ["result.ask_a_person"]
    group = talk_at(app, to_list(language), "group")
    assert keys(group.hear(Said(said))) == ["person.contacts_child"]
    assert keys(group.hear(Tapped("continue"))) == [LIST]


@pytest.mark.parametrize(
    ("language", "said"), [("en", "16 years"), ("es", "16 años"), ("ht", "16 an"), ("fr", "16 ans")]
)
def test_an_age_alone_is_the_own_one_of_a_person_alone(app: App, language: str, said: str) -> None:
    assert keys(talk_at(app, to_list(language, party=1)).hear(Said(said))) == ["border-appointments.question.alone"]
    assert keys(talk_at(app, to_list(language), "group").hear(Said(said))) == [NAMED]


URGENT = {
    "en": ["my hearing is tomorrow", "immigration arrested my cousin", "a boy without parents is with us"],
    "es": ["mi audiencia es mañana", "mi esposo está detenido", "hay un niño solito aquí"],
    "ht": ["odyans mwen se demen", "yo arete mari m", "gen yon timoun poukont li"],
    "fr": ["mon audience est demain", "mon mari est détenu", "il y a un enfant tout seul"],
}


@pytest.mark.parametrize(("language", "said"), [(code, said) for code, all in URGENT.items() for said in all])
def test_the_clinic_hears_its_own_list(open_app: OpenApp, language: str, said: str) -> None:
    app = open_app("legal-clinic")
    talk = talk_at(app, [Arrived(), Tapped(language), Tapped("continue"), Tapped("agree"), Tapped("2")])
    assert keys(talk.hear(Said(said))) == [NAMED]
    assert keys(talk.hear(Tapped("yes"))) == ["result.ask_a_person"]


CALLS_ON_THE_LIST = {
    "en": [
        "my husband beats me",
        "I was kidnapped in Reynosa",
        "someone threatened us with a gun",
        "I am pregnant and bleeding",
    ],
    "es": [
        "mi esposo me pega",
        "me secuestraron en Reynosa",
        "nos amenazaron con una pistola",
        "estoy embarazada y sangrando",
    ],
    "ht": ["mari m ap bat mwen", "yo te kidnape m nan Reynosa", "yo menase nou ak zam", "mwen ansent epi m ap senyen"],
    "fr": [
        "mon mari me frappe",
        "j'ai été kidnappée à Reynosa",
        "on nous a menacés avec une arme",
        "je suis enceinte et je saigne",
    ],
}
CALLED = [(code, said) for code, all in CALLS_ON_THE_LIST.items() for said in all]


@pytest.mark.parametrize(("language", "said"), CALLED)
def test_words_that_are_a_call_and_on_the_list_get_one_bubble_for_both(app: App, language: str, said: str) -> None:
    talk = talk_at(app, to_list(language))
    before = dump(app)
    (shown,) = talk.hear(Said(said))
    assert shown.key == "listed.now"
    assert "911" in shown.text
    assert said.casefold() not in shown.text.casefold()
    assert [choice.id for choice in shown.choices if not choice.aside] == ["yes", "no", "danger"]
    assert dump(app) == before, "no row tells of the call"
    assert keys(talk.hear(Tapped("yes"))) == ["result.listed", PLACE]


@pytest.mark.parametrize("language", LANGUAGES)
def test_neither_the_call_nor_the_question_swallows_the_other(app: App, language: str) -> None:
    said = Said(typed(language, CALLS_ON_THE_LIST)[0])
    no = typed(language, {"en": "no thanks", "es": "no gracias", "ht": "non mèsi", "fr": "non merci"})
    unsure = typed(language, {"en": "not sure", "es": "no sé", "ht": "m pa konnen", "fr": "je sais pas"})
    assert keys(talk_at(app, [*to_list(language), said], "danger").hear(Tapped("danger"))) == ["danger.now"]
    assert keys(talk_at(app, [*to_list(language), said, Tapped("danger")], "safe").hear(Tapped("continue"))) == [LIST]
    assert keys(talk_at(app, [*to_list(language), said], "tap").hear(Tapped("no"))) == [LIST]
    assert keys(talk_at(app, [*to_list(language), said], "no").hear(Said(no))) == [LIST]
    assert keys(talk_at(app, [*to_list(language), said], "unsure").hear(Said(unsure))) == ["result.ask_a_person"]
    line = talk_at(app, [*to_list(language), Tapped("explain"), said], "line")
    assert keys(line.hear(Tapped("yes"))) == ["result.listed", PLACE]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_call_beside_the_list_has_the_page_for_danger_alone(app: App, language: str) -> None:
    said = Said(typed(language, CALLS_ON_THE_LIST)[0])
    begin = to_list(language)
    assert keys(talk_at(app, begin[:-1], "party").hear(said)) == ["danger.now"]
    assert keys(talk_at(app, [*begin, Tapped("yes")], "place").hear(said)) == ["danger.now"]
    assert keys(talk_at(app, [*begin, Tapped("help")], "help").hear(said)) == ["danger.now"]
    ages = {"en": "I am 15 and ", "es": "tengo 15 y ", "ht": "m gen 15 an e ", "fr": "j'ai 15 ans et "}
    child = typed(language, ages)
    assert keys(talk_at(app, begin, "child").hear(Said(child + said.text))) == ["danger.now"], "never on the list"


def test_a_late_yes_of_the_bubble_answers_no_other_question(app: App) -> None:
    talk = talk_at(app, to_list("en"))
    called = respond(app, Incoming(talk.address, "1", Said("my husband beats me"), channel=TELEGRAM), NOW)
    yes = Incoming(talk.address, "2", Tapped("yes", BEFORE_CONSENT), called.carry, channel=TELEGRAM)
    assert respond(app, yes, NOW).step == "confirm_place"
    town = Incoming(talk.address, "3", Said("Tapachula"), channel=TELEGRAM)
    respond(app, town, NOW)
    again = Incoming(talk.address, "4", Tapped("yes", BEFORE_CONSENT), called.carry, channel=TELEGRAM)
    assert respond(app, again, NOW).step == "confirm_place", "the town is not confirmed by it"
