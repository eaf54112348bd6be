"""What is told and not lived now is no call: what is long over, questions about the programme, and jokes."""

import pytest

from bot.core.understanding.calls import heard
from bot.settings import root
from bot.storage.files.calls import load_calls

CALLS = load_calls(root() / "locales")


def alarms(text: str, language: str) -> list[str]:
    return [call.scenario for call in heard(text, CALLS, language) if call.kind != "help"]


@pytest.mark.parametrize(
    ("language", "over", "goes_on"),
    [
        ("en", "they threatened us two years ago", "they threatened us two years ago and they are still outside"),
        ("en", "my uncle hit me when I was a child", "he hit me as a child and he hits me again"),
        ("es", "hace dos años nos amenazaron", "nos amenazaron hace dos años y todavía llaman"),
        ("es", "de chico mi tío me pegaba", "hace años que mi esposo me pega"),
        ("fr", "on nous a menacés il y a deux ans", "on nous a menacés il y a deux ans et ils appellent encore"),
        ("fr", "mon oncle me frappait quand j'étais petit", "mon mari me frappe depuis trois ans"),
        ("ht", "yo te menase nou sa gen dezan", "yo te menase nou sa gen dezan epi yo toujou ap rele"),
        ("ht", "tonton m te konn bat mwen lè m te piti", "mari m ap bat mwen depi twazan"),
        ("en", "we left Honduras because of the gangs", "we left Honduras and the gang followed us to Mexico"),
        ("es", "nos fuimos por las pandillas", "salimos de Honduras y nos siguieron hasta México"),
        ("fr", "on est partis à cause des gangs", "on a quitté Haïti et le gang nous a suivis jusqu'au Mexique"),
        ("ht", "nou kite peyi a akoz gang yo", "nou kite Ayiti gang nan swiv nou jis Meksik"),
        ("en", "I left my country because they threatened me", "I left home because my husband beats me"),
        ("es", "antes me pegaba, hace diez años que nos divorciamos", "antes me pegaba y ahora me pega más"),
        ("es", "me pegaba pero hace cinco años que lo dejé", "me pega aunque hace dos años que nos separamos"),
        ("es", "hace años que nos separamos, él me golpeaba", "hace mucho que me golpea mi esposo"),
        ("fr", "avant il me frappait, ça fait dix ans que nous sommes divorcés", "ça fait dix ans qu'il me frappe"),
        ("fr", "il me frappait avant, on est divorcés depuis dix ans", "il me frappait avant et il recommence"),
        ("en", "before he was hitting me, we divorced ten years ago", "he was hitting me before and still is"),
    ],
)
def test_what_is_long_over_is_no_danger_unless_it_goes_on(language: str, over: str, goes_on: str) -> None:
    assert not alarms(over, language)
    assert alarms(goes_on, language)


@pytest.mark.parametrize(
    ("language", "text", "scenario"),
    [
        ("en", "my son disappeared two years ago and there is no news of him", "relative_missing"),
        ("en", "I was raped when I was fifteen", "raped"),
        ("en", "I tried to kill myself last year", "self_harm"),
        ("es", "mi hijo desapareció hace dos años y no sé nada de él", "relative_missing"),
        ("es", "me violaron cuando tenía quince años", "raped"),
        ("fr", "mon fils a disparu il y a deux ans, aucune nouvelle de lui", "child_missing"),
        ("fr", "j'ai été violée quand j'avais quinze ans", "raped"),
        ("ht", "pitit mwen disparèt sa gen dezan m pa gen okenn nouvèl li", "relative_missing"),
        ("ht", "yo te vyole m lè m te gen kenz an", "raped"),
    ],
)
def test_what_lasts_is_heard_however_long_ago_it_began(language: str, text: str, scenario: str) -> None:
    assert scenario in alarms(text, language)


@pytest.mark.parametrize(
    ("language", "asked", "lived"),
    [
        ("en", "can someone who was kidnapped apply too", "someone kidnapped my brother"),
        ("en", "what if somebody threatens me at the door", "somebody threatens me at the door"),
        ("es", "alguien que fue secuestrado también puede aplicar", "alguien secuestró a mi hermano"),
        ("es", "si alguien me amenaza en la puerta a quién le digo", "alguien me amenaza en la puerta"),
        ("fr", "quelqu'un qui a été kidnappé peut aussi s'inscrire", "quelqu'un a kidnappé mon frère"),
        ("fr", "si quelqu'un me menace j'appelle qui", "quelqu'un me menace"),
        ("ht", "èske yon moun yo kidnape ka enskri tou", "yo kidnape frè m"),
        ("ht", "si yon moun menase m nan pòt la kiyès m di sa", "yon moun menase m nan pòt la"),
    ],
)
def test_a_question_about_the_programme_is_no_call(language: str, asked: str, lived: str) -> None:
    assert not alarms(asked, language)
    assert alarms(lived, language)


@pytest.mark.parametrize(
    ("language", "said", "meant"),
    [
        ("en", "my boss will kill me if I am late", "my husband will kill me if I am late"),
        ("en", "the bus took my mother to Monterrey", "men took my mother"),
        ("es", "mi jefe me va a matar si llego tarde", "mi marido me va a matar si llego tarde"),
        ("es", "mi tío mata chivos", "mi tío me quiere matar"),
        ("fr", "mon patron va me tuer si je suis en retard", "mon mari va me tuer si je suis en retard"),
        ("fr", "ma tante garde mon fils pendant que je travaille", "une femme a pris mon fils"),
        ("ht", "patwon m ap touye m si m anreta", "mari m ap touye m si m anreta"),
        ("ht", "tonton m touye kabrit", "tonton m vle touye m"),
    ],
)
def test_everyday_words_are_no_call_and_the_same_words_of_a_threat_are(language: str, said: str, meant: str) -> None:
    assert not alarms(said, language)
    assert alarms(meant, language)


@pytest.mark.parametrize(
    ("language", "over", "now"),
    [
        ("en", "a man with a knife stole my bag this morning", "they are robbing us right now with guns"),
        ("en", "they robbed me at gunpoint and took my phone", "they robbed me and they are still outside"),
        ("es", "me asaltaron con pistola y me quitaron el teléfono", "nos están asaltando ahorita con pistolas"),
        ("es", "un hombre con navaja me robó la bolsa", "me robaron y me dieron una puñalada"),
        ("fr", "un homme armé m'a volé mon sac", "un homme me pointe une arme il veut mon téléphone"),
        ("fr", "on m'a braqué avec un pistolet et pris mon téléphone", "ils m'ont volé et ils sont encore devant"),
        ("ht", "yo pran telefòn mwen ak zam", "y ap vòlè nou kounye a ak zam"),
        ("ht", "yo atake m sou wout la yo pran paspò m", "yo pran telefòn mwen yo toujou la deyò a"),
    ],
)
def test_a_robbery_that_is_over_is_help_with_papers_and_one_that_goes_on_is_danger(
    language: str, over: str, now: str
) -> None:
    assert not alarms(over, language)
    assert "papers_stolen" in {call.scenario for call in heard(over, CALLS, language)}
    assert alarms(now, language)


@pytest.mark.parametrize(
    ("text", "scenario"),
    [
        ("my brother is locked up in a detention center", "relative_detained"),
        ("they are holding my father at the border", "relative_detained"),
        ("my friend is locked up by the coyotes", "held"),
        ("immigration took my daughter away from me at the border", "child_taken"),
    ],
)
def test_who_holds_a_person_decides_what_is_heard(text: str, scenario: str) -> None:
    calls = [call.scenario for call in heard(text, CALLS, "en")]
    assert calls[0] == scenario


@pytest.mark.parametrize(
    ("language", "detained", "held"),
    [
        ("en", "my brother is in detention and they keep him handcuffed", "the cartel has my brother handcuffed"),
        ("en", "immigration has my husband in handcuffs", "he handcuffed me to the bed"),
        ("fr", "mon frère est en rétention, il est menotté", "les bandits ont menotté mon frère dans une maison"),
        ("fr", "mon mari est enfermé à Siglo XXI", "mon mari m'enferme à la maison"),
        ("es", "mi hermano está encerrado en Siglo XXI", "el cartel tiene a mi hermano encerrado cerca de la estación"),
        ("es", "mi esposo está detenido y esposado", "a mi hermano detenido lo golpearon y está esposado"),
        ("ht", "yo mete menòt nan men mari m", "yo fèmen m nan yon kay ak menòt"),
        ("ht", "frè m fèmen nan Siglo XXI", "bandi yo mete menòt nan men mari m epi yo mande ranson"),
    ],
)
def test_a_relative_whom_the_law_locked_or_handcuffed_is_detained(language: str, detained: str, held: str) -> None:
    assert "relative_detained" in [call.scenario for call in heard(detained, CALLS, language)]
    assert not alarms(detained, language)
    assert alarms(held, language)
