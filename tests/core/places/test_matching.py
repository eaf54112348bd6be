"""The place that a typed answer means: the real gazetteer, real spellings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.language.countries import COUNTRIES
from bot.core.language.text import Country
from bot.core.places.gazetteer import State
from bot.core.places.matching import match
from bot.core.places.ranking import CountryOnly, Found, FoundState, Match, Unknown, Unsure
from bot.settings import root
from bot.storage.files.catalogs import load_catalogs
from bot.storage.files.gazetteer import load_gazetteer

GAZETTEER = load_gazetteer()


def said(answer: str) -> Match:
    return match(answer, GAZETTEER)


def regions(result: Match) -> tuple[str, ...]:
    """Return the region of each candidate, with a mark on states."""
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
        ("Cuidad Juarez", "Ciudad Juárez"),
        ("Meksikali", "Mexicali"),
        ("Wistla", "Huixtla"),
        ("Salina Kruz", "Salina Cruz"),
        ("nogales sonora", "Nogales"),
        ("Monterrey chiapas", "Monterrey"),
        ("tecun uman", "Ciudad Tecún Umán"),
        ("Suchiate", "Ciudad Hidalgo"),
        ("mwen ak fanmi m ap viv Tapachula jodi a", "Tapachula"),
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
    ["son", "ver", "yon vilaj nan Chiapas", "voy a Tapachula", "mwen ak fanmi mwen Tapachula ki bèl"],
)
def test_a_word_that_may_be_no_answer_is_only_asked_about(answer: str) -> None:
    assert len(regions(said(answer))) == 1


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        ("soy de Honduras pero estoy en Tapachula", "Tapachula"),
        ("mwen te nan Chili, kounye a mwen nan Tijuana", "Tijuana"),
        ("no estoy en Tijuana, estoy en Mexicali", "Mexicali"),
        ("Tapachula, pero voy a Tijuana", "Tapachula"),
        ("je suis à Monterrey avec mes enfants", "Monterrey"),
        ("frontera con Guatemala por Ciudad Hidalgo", "Ciudad Hidalgo"),
        ("at the US border, Tecate", "Tecate"),
    ],
)
def test_where_the_person_is_now_counts(answer: str, place: str) -> None:
    result = said(answer)
    assert isinstance(result, Found), result
    assert result.place.name == place


def test_a_border_alone_is_one_of_the_states_along_it() -> None:
    assert regions(said("bò fwontyè Gwatemala a")) == ("MX-CAM whole", "MX-CHP whole", "MX-TAB whole")
    assert said("frontera con Estados Unidos") == CountryOnly("MX")


@pytest.mark.parametrize("answer", ["no estoy en Tijuana", "m pa nan Tijuana", "not in Tijuana", "mwen soti Ayiti"])
def test_where_somebody_is_not_or_comes_from_says_not_where_they_are(answer: str) -> None:
    assert said(answer) == Unknown()


def test_a_town_and_the_state_of_its_name_are_both_offered_unless_the_town_is_named_as_one() -> None:
    assert regions(said("Puebla"))[:2] == ("MX-PUE", "MX-PUE whole")
    assert regions(said("Veracruz"))[:2] == ("MX-VER", "MX-VER whole")
    for answer in ("ciudad de Puebla", "vil Pwebla", "la ville de Puebla", "Puebla city", "Puebla, Puebla"):
        result = said(answer)
        assert isinstance(result, Found), answer
        assert result.place.name == "Puebla"


def test_a_short_name_offers_the_large_towns_that_it_may_mean() -> None:
    assert regions(said("san luis"))[:2] == ("MX-SLP", "MX-SON")
    assert {"MX-CHP", "GT"} <= set(regions(said("Escuintla")))


def test_a_far_town_is_its_country() -> None:
    assert said("San Pedwo Soula") == CountryOnly("HN")
    assert said("Pòtoprens, Ayiti") == CountryOnly("HT")
    assert said("Medellín, Colombia") == CountryOnly("CO")


@pytest.mark.parametrize(
    ("answer", "town", "country"),
    [
        ("Reynosa TX", "Reynosa", "US"),
        ("estoy en Reynosa Texas", "Reynosa", "US"),
        ("Ciudad Juarez TX", "Ciudad Juárez", "US"),
        ("Matamoros Tx", "Heroica Matamoros", "US"),
        ("Piedras Negras, Texas, EEUU", "Piedras Negras", "US"),
        ("mwen nan Tijuana Kalifòni", "Tijuana", "US"),
        ("Mexicali Arizona", "Mexicali", "US"),
        ("Tapachula Guatemala", "Tapachula", "GT"),
        ("Tapachula Honduras", "Tapachula", "HN"),
        ("Tapachoula Gwatemala", "Tapachula", "GT"),
        ("Reinosa Teksas", "Reynosa", "US"),
        ("Reynosa Tamaulipas TX", "Reynosa", "US"),
    ],
)
def test_a_town_with_a_country_in_which_it_does_not_lie_is_asked_about(answer: str, town: str, country: str) -> None:
    result = said(answer)
    assert isinstance(result, Unsure), result
    assert (result.candidates[0].name, result.country) == (town, country)


@pytest.mark.parametrize(
    ("answer", "among"),
    [
        ("Nogales Texas", {"Nogales MX-SON", "Nogales US"}),
        ("Nogales TX", {"Nogales MX-SON", "Nogales US"}),
        ("Laredo Mexico", {"Laredo US", "Nuevo Laredo MX-TAM"}),
        ("je suis à Laredo au Mexique", {"Laredo US", "Nuevo Laredo MX-TAM"}),
        ("Laredo Tamaulipas", {"Laredo US", "Nuevo Laredo MX-TAM"}),
        ("El Paso México", {"El Paso US"}),
        ("El Paso Arizona", {"El Paso US"}),
        ("Brownsville Meksik", {"Brownsville US"}),
    ],
)
def test_a_town_with_the_wrong_state_is_asked_about_beside_towns_of_that_state(answer: str, among: set[str]) -> None:
    result = said(answer)
    assert isinstance(result, Unsure), result
    assert among <= {f"{c.name} {c.code if isinstance(c, State) else c.region}" for c in result.candidates}


@pytest.mark.parametrize("answer", ["Nogales Arizona", "Nogales, AZ, USA", "Laredo TX", "El Paso, Tejas"])
def test_a_town_with_its_own_state_of_the_united_states_is_that_town(answer: str) -> None:
    result = said(answer)
    assert isinstance(result, Found), result
    assert result.place.country == "US"


CATALOGS = load_catalogs(root() / "locales")
TWO_COUNTRIES = {("CD", "CG"), ("CG", "CD"), ("GY", "GF")}
"""Congo and Giyàn are names of two countries each; the program says which one it understood."""


@pytest.mark.parametrize("language", CATALOGS)
def test_a_country_is_known_by_its_name_in_every_language_before_towns_of_a_similar_name(language: str) -> None:
    named = {text.key.removeprefix("country."): CATALOGS[language].say(Country(text.key[-2:])) for text in COUNTRIES}
    del named["GP"]  # Guadalupe is a city of Mexico
    del named["IN"]  # End, as in "west end"
    for code, name in named.items():
        result = said(name)
        understood = getattr(result, "country", "") or getattr(result, "code", "")
        assert understood == code or (code, understood) in TWO_COUNTRIES, (name, result)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("Mexik", "MX"),
        ("Mexiqe", "MX"),
        ("mwen nan Mejik", "MX"),
        ("Hondura", "HN"),
        ("Nicaraga", "NI"),
        ("estoy en Venezuel", "VE"),
        ("Kolombi", "CO"),
        ("Equador", "EC"),
    ],
)
def test_a_misspelled_country_comes_before_towns_of_a_similar_name(answer: str, code: str) -> None:
    assert said(answer) == CountryOnly(code)


def test_a_state_that_is_known_settles_which_namesake() -> None:
    hidalgo = match("Ciudad Hidalgo", GAZETTEER, state="MX-CHP")
    assert isinstance(hidalgo, Found)
    assert hidalgo.place.state == "MX-CHP"
    assert match("Ciudad Hidalgo", GAZETTEER, state="MX-YUC") == said("Ciudad Hidalgo")
    assert match("Tijuana", GAZETTEER, state="MX-CHP") == said("Tijuana")


def test_us_and_ca_are_words_unless_a_town_stands_before_them() -> None:
    assert said("nobody helps us") == Unknown()
    assert isinstance(said("calexico ca"), Found)


WORDS = "asdfgh||   |...|wi|no|sí|non|nan|mwen nan|ayuda|èd|demen|gracias|pa konnen|je ne sais pas|claro|nada|ninguno"
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
