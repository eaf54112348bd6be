"""What place a typed answer is taken for: the real gazetteer, real spellings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.places import (
    CountryOnly,
    Found,
    FoundState,
    Match,
    State,
    Unknown,
    Unsure,
    match,
)
from bot.storage.gazetteer import load_gazetteer

GAZETTEER = load_gazetteer()


def said(answer: str) -> Match:
    return match(answer, GAZETTEER)


def regions(result: Match) -> tuple[str, ...]:
    """What would be kept of each thing that is asked about, a state marked as such."""
    assert isinstance(result, Unsure), result
    return tuple(f"{c.code} whole" if isinstance(c, State) else c.region for c in result.candidates)


@pytest.mark.parametrize(
    ("answer", "place", "region"),
    [
        ("Tapachoula", "Tapachula", "MX-CHP"),
        ("Monterey", "Monterrey", "MX-NLE"),
        ("Tihuana", "Tijuana", "MX-BCN"),
        ("Cd Juarez", "Ciudad Juárez", "MX-CHH"),
        ("CDMX", "Ciudad de México", "MX-CMX"),
        ("Mexico DF", "Ciudad de México", "MX-CMX"),
        ("Reinosa", "Reynosa", "MX-TAM"),
        ("Villa Hermosa tabasco", "Villahermosa", "MX-TAB"),
        ("mwen nan Palenque", "Palenque", "MX-CHP"),
        ("je suis à Puebla", "Puebla", "MX-PUE"),
        ("tuxtla", "Tuxtla Gutiérrez", "MX-CHP"),
        ("Gwadalajara", "Guadalajara", "MX-JAL"),
        ("Coatzacualcos", "Coatzacoalcos", "MX-VER"),
        ("san pedro tapanatepec oax", "San Pedro Tapanatepec", "MX-OAX"),
        ("San Ysidro", "San Ysidro", "US"),
        ("Heroica Nogales", "Nogales", "MX-SON"),
    ],
)
def test_the_sample_of_typed_places_is_understood(answer: str, place: str, region: str) -> None:
    result = said(answer)
    assert isinstance(result, Found), result
    assert (result.place.name, result.place.region) == (place, region)


def test_the_sample_has_a_namesake_a_state_a_country_and_a_neighbour() -> None:
    assert set(regions(said("cd hidalgo"))) == {"MX-CHP", "MX-MIC"}
    chiapas = said("chiapas")
    assert isinstance(chiapas, FoundState)
    assert chiapas.state.code == "MX-CHP"
    assert said("meksik") == CountryOnly("MX")
    assert said("Guatemala") == CountryOnly("GT")


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        ("m nan Tapatchoula", "Tapachula"),
        ("  mwen rete bò  TAPACHULA kounye a ", "Tapachula"),
        ("Tapachula, Chiapas, México", "Tapachula"),
        ("Chiapas, Tapachula", "Tapachula"),
        ("Tiwana", "Tijuana"),
        ("Tijuna", "Tijuana"),
        ("Palanke", "Palenque"),
        ("Cuidad Juarez", "Ciudad Juárez"),
        ("Meksikali", "Mexicali"),
        ("Wistla", "Huixtla"),
        ("Salina Kruz", "Salina Cruz"),
        ("nogales sonora", "Nogales"),
        ("Monterrey chiapas", "Monterrey"),
        ("tecun uman", "Ciudad Tecún Umán"),
        ("Suchiate", "Ciudad Hidalgo"),
    ],
)
def test_spellings_sentences_and_a_state_beside_the_name_are_understood(answer: str, place: str) -> None:
    result = said(answer)
    assert isinstance(result, Found), result
    assert result.place.name == place


@pytest.mark.parametrize(
    ("answer", "among"),
    [
        ("Nogales", {"MX-SON", "MX-VER", "US"}),
        ("Frontera", {"MX-COA", "MX-TAB"}),
        ("Tonala", {"MX-JAL", "MX-CHP"}),
        ("Cárdenas", {"MX-TAB", "MX-SLP", "MX-GUA"}),
        ("Benito Juárez", {"MX-CMX", "MX-VER", "MX-TAB"}),
        ("Emiliano Zapata", {"MX-MOR", "MX-MEX", "MX-TAB"}),
        ("Matamoros", {"MX-TAM", "MX-COA"}),
        ("Juárez", {"MX-CHH", "MX-CHP"}),
        ("Jalapa", {"MX-VER", "MX-TAB"}),
        ("Hidalgo", {"MX-HID whole", "MX-NLE", "US"}),
        ("Veracruz", {"MX-VER whole", "MX-VER"}),
        ("nogales chiapas", {"MX-SON", "MX-VER", "MX-CHP whole"}),
    ],
)
def test_between_namesakes_of_weight_nothing_is_guessed(answer: str, among: set[str]) -> None:
    candidates = regions(said(answer))
    assert among <= set(candidates)
    assert len(candidates) <= 4


def test_every_name_that_two_regions_bear_with_weight_is_asked_about() -> None:
    sizes: dict[str, dict[str, int]] = {}
    for place in GAZETTEER.places:
        sizes.setdefault(place.name, {}).setdefault(place.region, place.population)
    ranked = {name: sorted(by.values(), reverse=True) for name, by in sizes.items() if len(by) > 1}
    weighty = [name for name, people in ranked.items() if people[1] >= max(2_500, people[0] / 50)]
    assert len(weighty) > 100
    assert [name for name in weighty if not isinstance(said(name), Unsure | FoundState)] == []


@pytest.mark.parametrize("answer", ["Mexico", "México", "Mexique", "Meksik", "mwen nan Meksik", "estoy en México"])
def test_mexico_is_the_country_and_not_the_city(answer: str) -> None:
    assert said(answer) == CountryOnly("MX")


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("Tabasko", "MX-TAB"),
        ("Chyapas", "MX-CHP"),
        ("estado de Puebla", "MX-PUE"),
        ("mwen nan eta Chiapas", "MX-CHP"),
        ("estado de hidalgo", "MX-HID"),
        ("Edo. Méx.", "MX-MEX"),
        ("Nuevo León", "MX-NLE"),
    ],
)
def test_a_state_alone_is_a_state(answer: str, state: str) -> None:
    result = said(answer)
    assert isinstance(result, FoundState), result
    assert result.state.code == state


@pytest.mark.parametrize(
    "answer",
    ["son", "ver", "yon vilaj nan Chiapas", "mwen pa nan Tapachula", "mwen ak fanmi m ap viv Tapachula jodi a"],
)
def test_a_word_that_may_be_no_answer_is_only_asked_about(answer: str) -> None:
    assert len(regions(said(answer))) == 1


WORDS = "asdfgh||   |...|wi|no|sí|non|nan|mwen nan|ayuda|èd|demen|gracias|pa konnen|je ne sais pas|claro|nada"
HOSTILE = "👍👍|墨西哥|12345|\x00|q̷̡̛̈w̶̢̛̓r̵̨̛̃ẗ̸̡̛z̷̢̓|' OR 1=1|{place}|%s|<b>|\u202e|\ud800"


@pytest.mark.parametrize("answer", (WORDS + "|" + HOSTILE).split("|"))
def test_what_names_no_place_is_unknown(answer: str) -> None:
    assert said(answer) == Unknown()


def test_marks_that_are_no_letters_change_nothing() -> None:
    for answer in ("Tap\u0301a\u0302chu\u0303la", "\x00Tapachula\x00", "Tapachula 🙏", "¡¡TAPACHULA!!", "“tapachula”"):
        assert said(answer) == said("Tapachula")


@given(st.text() | st.text(alphabet="aeioun jhxckqu'.,-\n\t", max_size=90) | st.from_regex(r"(Tap|San |\w){1,60}"))
def test_any_answer_gets_a_result_and_few_candidates(answer: str) -> None:
    result = said(answer)
    assert not isinstance(result, Unsure) or 1 <= len(result.candidates) <= 4


def test_only_the_first_80_characters_are_read() -> None:
    assert said(" " * 90 + "Tapachula") == Unknown()
    assert isinstance(said("x " * 1_000_000), Unknown)


@pytest.mark.parametrize(
    "answer", ["a mex " * 14, "a " * 40, "mwen nan " * 9, "eta chis mex " * 7, "mexico ca " * 8, "m m m m tx"]
)
def test_an_answer_that_repeats_itself_is_no_place_beyond_doubt(answer: str) -> None:
    assert not isinstance(said(answer), Found)
