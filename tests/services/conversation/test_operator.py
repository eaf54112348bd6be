"""Who runs a programme, and what an appointment costs, is said in the words of its pack, and nowhere else."""

import shutil
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from bot.app import App
from bot.core.conversation.events import Arrived, Event, Said, Tapped
from bot.core.conversation.full_notice import whole_notice
from bot.core.language.message import Channel
from bot.services.tick import tick
from bot.settings import root
from bot.storage.files.data_register import read_register
from bot.storage.files.packs import load_pack
from bot.translators.skeleton import skeleton
from tests.conftest import LANGUAGES, NOW, POLICY, OpenApp
from tests.said import translation, typed
from tests.services.conversation.test_respond import keys, talk_at

PASSPORTS = "We issue passports."
COST = "A passport costs 900 pesos. Pay it at the counter, with a receipt."
NOT_THE_STATE = {
    one: [translation(one, key) for key in ("operator.independent", "consent.no_government")] for one in LANGUAGES
}
COSTS_NOTHING = {one: [translation(one, "operator.free")] for one in LANGUAGES}
PUBLIC = {one: translation(one, "operator.public") for one in LANGUAGES}
PRICE = {"en": "how much does it cost", "es": "¿cuánto cuesta?", "ht": "konbyen sa koute?", "fr": "combien ça coûte ?"}
ASKED = {
    "en": ("Are you the government?", "are you the police", "who are you", "Are you from immigration?"),
    "es": ("¿Son del gobierno?", "son de la policía", "¿quiénes son ustedes?", "¿Son de migración?"),
    "ht": ("Èske nou se leta?", "ou se lapolis", "kiyès ou ye", "Èske ou se imigrasyon?"),
    "fr": ("Êtes-vous le gouvernement ?", "vous êtes de la police", "qui êtes-vous", "vous êtes l'immigration ?"),
}
TO_TICKET = [
    Tapped("continue"), Tapped("agree"), Tapped("4"), Tapped("none"), Tapped("asylum"), Tapped("none"),
    Tapped("no"),
]  # fmt: skip
PAGES = [Tapped("who"), Tapped("information"), Tapped("continue"), Tapped("help"), Tapped("money"), Tapped("continue")]


@pytest.fixture
def consulate(tmp_path: Path, open_app: OpenApp) -> Callable[..., App]:
    """The clinic as another operator copies it: its own name and words, and of itself only what is given here."""

    def of(*lines: str) -> App:
        copy = shutil.copytree(POLICY / "legal-clinic", tmp_path / "consulate")
        head = copy / "pack.toml"
        text = head.read_text(encoding="utf-8").replace('id = "legal-clinic"', 'id = "consulate"', 1)
        own = ("operator", "about_operator", "operator_kind", "free")
        kept = [line for line in text.splitlines() if line.partition(" = ")[0] not in own]
        told = ('operator = "Consulate"', f'about_operator = "{PASSPORTS}"', *lines)
        head.write_text("\n".join([*told, *kept]), encoding="utf-8")
        skeleton(copy, root() / "locales")  # nobody can agree to a notice that their language does not have
        app = open_app(load_pack(copy))
        tick(app, NOW)
        return app

    return of


def all_said(app: App, language: str) -> str:
    """What a person reads on the way to an appointment, on the pages beside it, in its file and in the notice."""
    talk, said = talk_at(app, [Arrived()], language), []
    events: list[Event] = [Tapped(language), *PAGES, *TO_TICKET]
    while events:
        shown = talk.hear(events.pop(0))
        said += [outgoing.text for outgoing in shown]
        if not events and talk.step in ("choose_slot", "confirm_booking"):
            events = [Tapped(shown[-1].choices[0].id)]
    assert talk.step == "booked"
    for event in (Tapped("save"), Tapped("calendar"), Tapped("help")):
        for outgoing in talk.hear(event):
            said += [outgoing.text, *(file.content.decode().replace("\r\n ", "") for file in outgoing.files)]
    world, catalog = app.world(NOW, Channel("Telegram"), language), app.catalogs[language]
    notice = [catalog.say(line) for section in whole_notice(read_register(POLICY), world) for line in section.lines]
    return "\n".join([*said, *notice])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pack_that_says_nothing_of_its_operator_claims_nothing(consulate: Callable[..., App], language: str) -> None:
    said = all_said(consulate(), language)
    assert PASSPORTS in said
    assert [claim for claim in (*NOT_THE_STATE[language], *COSTS_NOTHING[language]) if claim in said] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_consulate_says_what_it_is_and_what_it_costs(consulate: Callable[..., App], language: str) -> None:
    said = all_said(consulate('operator_kind = "public"', f'cost = "{COST}"'), language)
    assert PUBLIC[language] in said
    assert said.count(COST) > 3
    assert [claim for claim in (*NOT_THE_STATE[language], *COSTS_NOTHING[language]) if claim in said] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_independent_operator_without_fees_says_so_everywhere(consulate: Callable[..., App], language: str) -> None:
    said = all_said(consulate('operator_kind = "independent"', "free = true"), language)
    assert [claim for claim in (*NOT_THE_STATE[language], *COSTS_NOTHING[language]) if claim not in said] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_are_you_the_government_is_answered_from_the_pack(consulate: Callable[..., App], language: str) -> None:
    app = consulate('operator_kind = "public"', "free = true")
    for at, (before, question) in enumerate(product(([], TO_TICKET[:2]), typed(language, ASKED))):
        talk = talk_at(app, [Arrived(), Tapped(language), *before], f"{language}{at}")
        (shown,) = talk.hear(Said(question))
        assert (shown.key, question) == ("consulate.about_operator", question)
        assert PUBLIC[language] in shown.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_asks_for_the_price_hears_that_of_the_pack(consulate: Callable[..., App], language: str) -> None:
    talk = talk_at(consulate(f'cost = "{COST}"'), [Arrived(), Tapped(language)])
    (shown,) = talk.hear(Said(typed(language, PRICE)))
    assert shown.text.startswith(COST)
    assert keys([shown]) == ["money.asked_else"]
