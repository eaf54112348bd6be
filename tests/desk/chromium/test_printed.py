"""What is printed at the desk, as pages of a PDF: one sheet each, of its size."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.core.conversation import labels
from bot.core.desk.acts import Role
from bot.settings import root
from tests.chromium import DESKTOP, browsers, in_a_thread
from tests.conftest import LANGUAGES
from tests.desk.chromium.newcomer import Newcomer, Tongue
from tests.desk.chromium.test_newcomer import CLINIC
from tests.desk.chromium.walk import sign_in, wait_for
from tests.desk.laptop import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
A4, A6 = (210, 297), (105, 148)
NAME, ADDRESS = "Legal clinic", "Albergue, oficina junto a la entrada"
BY_TELEPHONE = (*CLINIC[:-1], "An immigration card", "By telephone or video", "Done")
LONG_NAME = "Consultorio jurídico gratuito de la Casa del Migrante, patio"
LONG_ADDRESS = (
    "Centro Comunitario de Atención a Personas en Movilidad, Avenida Constitución de 1917 número 2045, interior 12, "
    "Tijuana B"
)


def printed(page: Page) -> list[tuple[int, int]]:
    """The size of each printed sheet, in millimetres; the page is as it was before."""
    page.evaluate("document.querySelector('[data-printed]')?.removeAttribute('data-printed')")
    pdf = page.pdf(prefer_css_page_size=True)
    page.reload()
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return [(round(float(wide) / 72 * 25.4), round(float(high) / 72 * 25.4)) for wide, high in boxes]


def clinic(folder: Path, name: str, address: str) -> str:
    """The clinic with another name and address."""
    pack = folder / "legal-clinic"
    shutil.copytree(root() / "policy" / "legal-clinic", pack)
    sites = (pack / "sites.csv").read_text(encoding="utf-8").replace(f",{NAME},", f',"{name}",')
    (pack / "sites.csv").write_text(sites.replace(ADDRESS, address), encoding="utf-8")
    return str(pack)


@pytest.mark.parametrize(("name", "address"), [(NAME, ADDRESS), (LONG_NAME, LONG_ADDRESS)], ids=["ours", "long"])
def test_the_slip_is_one_page_however_long_the_name_and_the_address_are(
    chromium: Browser, tmp_path: Path, name: str, address: str
) -> None:
    assert (len(LONG_NAME), len(LONG_ADDRESS)) == (60, 120)
    pack = clinic(tmp_path, name, address)
    with in_a_thread(served(tmp_path, pack=pack)) as laptop, browsers(chromium, laptop.base) as open_browser:
        page = open_browser(DESKTOP, locale="en")
        wait_for(laptop, laptop.helper("eva"))
        sign_in(page, "eva", "en")
        ours = Tongue(laptop.thread.app, "en")
        for language in LANGUAGES:
            theirs = Tongue(laptop.thread.app, language)
            eva = Newcomer(page, ours, theirs, (theirs.name, *CLINIC), town="")
            eva.book(until=lambda: page.locator(".slip").count() > 0)
            assert address in page.locator(".slip").inner_text()
            assert printed(page) == [A6], language
            eva.book()


def test_the_slip_of_a_call_sends_nobody_anywhere_in_both_languages(chromium: Browser, tmp_path: Path) -> None:
    """The desk of the clinic is where to say how to be called: nobody goes there on the day, early or late."""
    with in_a_thread(served(tmp_path, pack="legal-clinic")) as laptop, browsers(chromium, laptop.base) as open_browser:
        page = open_browser(DESKTOP, locale="en")
        wait_for(laptop, laptop.helper("eva"))
        sign_in(page, "eva", "en")
        app = laptop.thread.app
        (site,) = (site for site in app.pack.sites if site.remote)
        for language in LANGUAGES:
            theirs = Tongue(app, language)
            eva = Newcomer(page, Tongue(app, "en"), theirs, (theirs.name, *BY_TELEPHONE), town="")
            eva.book(until=lambda: page.locator(".slip").count() > 0)
            said = page.locator(".slip p[lang]").all_inner_texts()
            assert len(said) == 2
            for text, tongue in zip(said, (theirs, Tongue(app, "es" if language != "es" else "en")), strict=True):
                assert app.pack.late
                assert site.note
                assert tongue.say(site.name) in text
                assert tongue.say(site.note) in text
                assert tongue.say(app.pack.late) not in text, "who is called does not come, late or not"
                assert tongue.say(labels.to_bring(site.note, site)[1]) in text
            assert printed(page) == [A6], language
            eva.book()


@pytest.mark.parametrize("pack", ["border-appointments", "legal-clinic"])
def test_each_paper_is_one_page(chromium: Browser, tmp_path: Path, pack: str) -> None:
    with in_a_thread(served(tmp_path, "https://chat.example.org", pack)) as laptop:
        wait_for(laptop, laptop.helper("rosa", Role.COORDINATOR))
        with browsers(chromium, laptop.base) as open_browser:
            page = open_browser(DESKTOP)
            sign_in(page, "rosa", "en")
            for paper in ("poster", "tomorrow", *(f"sheet/{language}" for language in LANGUAGES)):
                page.goto(f"/desk/paper/{paper}")
                assert printed(page) == [A4], paper
