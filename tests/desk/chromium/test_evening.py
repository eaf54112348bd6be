"""An evening at the table: five people in three languages, by keys. Nothing is lost, doubled or mixed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from bot.app import App
from bot.core.desk.acts import Act, Role, audited
from bot.storage.tables import bookings, people, slots
from tests.chromium import DESKTOP, browsers
from tests.desk.chromium.bad_line import BadLine
from tests.desk.chromium.walk import ask, sign_in, wait_for
from tests.desk.laptop import NUMBER, Laptop, secret_of
from tests.desk.table import cases

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Response

pytestmark = pytest.mark.browser
CODE = re.compile(r"\b([A-Z]{4} [A-Z]{4} \d{3} [A-Z]{4})\b")
TOKEN = "document.readyState === 'complete' && document.querySelector('[name=form]')?.value"
IS_WRITING = "document.activeElement.matches('input[type=text]')"
MOST_TRIES = 8


class Helper:
    """A helper at a laptop, who presses keys, and presses again where the line broke."""

    def __init__(self, page: Page, laptop: Laptop) -> None:
        self.page, self.laptop = page, laptop
        self.keys = 0
        self.again = 0
        """How often something was done again, as the line broke."""
        self.away_next = False
        """Whether the network is away for ten minutes when the next answer is sent."""
        self.seen: list[tuple[str, str]] = []
        """Every page that came over the line, with its address."""
        page.on("response", self._see)

    def _see(self, response: Response) -> None:
        if "/static/" not in response.url and response.status != 303:
            with suppress(Exception):  # the line broke in the middle of it
                self.seen.append((response.url, response.text()))

    def key(self, key: str) -> None:
        """Press a key that leads to another page, as often as it takes."""
        self.keys += 1
        if key in "tn" and self.page.evaluate(IS_WRITING):
            self.keys += 1
            self.page.keyboard.press("Escape")
        before = self._token()
        for number in range(MOST_TRIES):
            if number and self.page.url.startswith("chrome-error:"):
                with suppress(Exception):
                    self.page.reload()
            else:
                self.page.keyboard.press(key)
            if self._other_page(before):
                self.again += number
                self.laptop.clock.forward(seconds=5)
                return
        raise AssertionError(f"{key} leads nowhere at {self.page.url}")

    def _token(self) -> str:
        with suppress(Exception):
            return str(self.page.evaluate(TOKEN))
        return ""

    def _other_page(self, before: str) -> bool:
        for _ in range(400):
            if self._token() not in ("", "False", "None", "null", "undefined", before):
                return True
            if self.page.url.startswith("chrome-error:"):
                return False
            with suppress(Exception):
                if self.page.locator(".lost").is_visible():
                    return False
            self.page.wait_for_timeout(25)
        return False

    def type(self, text: str) -> None:
        """Type and send."""
        self.keys += len(text)
        self.page.keyboard.type(text)
        self.key("Enter")

    def _wait_without_a_network(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.page.locator(".lost").wait_for()
        self.laptop.clock.forward(minutes=10)
        wait_for(self.laptop, self.laptop.thread.tick())
        self.page.context.set_offline(False)

    def press(self, number: str) -> None:
        """Press a digit, which is an answer at once."""
        if self.away_next:
            self.away_next = False
            self.page.context.set_offline(True)
            self._wait_without_a_network(number)
        self.key(number)

    def choose(self, choice: str) -> None:
        """Choose by the number that stands on a button."""
        self.press(self.page.locator(f'button[value="{choice}"]:visible b').inner_text())

    def start(self, language: str) -> None:
        """Put a new card on the table."""
        self.open("/desk/table")
        if self.page.locator(".seat").count():
            self.keys += 1
            self.page.keyboard.press("s")
            self.page.locator("#new").wait_for()
        self.choose(language)

    def open(self, path: str) -> None:
        """Open a page of the bar at the top, or a card."""
        self.page.locator(f'a[href="{path}"]').first.focus()
        self.key("Enter")

    def send(self, action: str, button: str = "button") -> None:
        """Press a button of the form that goes to a path."""
        self.page.locator(f'form[action="{action}"] {button}').focus()
        self.key("Enter")

    @property
    def card(self) -> str:
        """The card that is open."""
        return self.page.url.partition("#")[0].rpartition("/")[2]


def booking(helper: Helper, language: str, party: str) -> Iterator[str]:
    """Help somebody to a booking, and stop after each question, so that somebody else can come between."""
    helper.start(language)
    yield "language"
    for choice in ("yes", "understood", "agree", party):
        helper.choose(choice)
        yield choice
    helper.key("t")
    assert helper.page.locator("main").get_attribute("lang") == language
    helper.choose("yes")
    helper.key("t")
    yield "place"
    helper.type("Tijuana")
    helper.key("t")
    helper.choose("yes")
    if "/turned/" in helper.page.url:
        helper.key("t")  # the answer got lost, and the same form was heard again
    yield "sites"
    helper.choose("tijuana")
    helper.choose("done")
    yield "days"
    helper.press("1")
    yield "hours"
    helper.press("1")
    helper.key("t")
    helper.choose("confirm")
    if "/turned/" in helper.page.url:
        helper.key("h")


def close_lid(helper: Helper) -> None:
    """Close the lid for a while, and open the lock."""
    helper.page.clock.fast_forward("05:00")
    helper.page.clock.run_for(6_000)
    helper.page.locator("#number").wait_for()
    assert "Tijuana" not in helper.page.content()
    helper.type(NUMBER)


def call_for_help(helper: Helper) -> None:
    """Open the card for danger: no request tells of it."""
    requests: list[str] = []
    helper.page.on("request", lambda request: requests.append(request.url))
    helper.page.keyboard.press("!")
    helper.page.locator("#danger").wait_for()
    assert "911" in helper.page.locator("#danger").inner_text()
    helper.page.keyboard.press("Escape")
    helper.page.locator("#danger").wait_for(state="hidden")
    assert requests == []


def hand_over(helper: Helper) -> str:
    """Give the slip to the person, who reads the code back; return it."""
    (code,) = set(CODE.findall(helper.page.locator(".slip").inner_text()))
    helper.key("Enter")
    helper.choose(code)
    assert not CODE.search(helper.page.content())
    return str(code)


def held(app: App) -> list[tuple[str, int]]:
    """The code and the seats of each appointment that stands; none is half taken."""
    found = [bookings.of(app.db, app.seal, person, app.pack.id) for person in people.everyone(app.db)]
    stand = [(one.code, one.people) for one in found if one]
    assert sum(slot.taken for slot in slots.listing(app.db, app.pack.id)) == sum(seats for _, seats in stand)
    return sorted(stand)


def test_an_evening(chromium: Browser, laptop: Laptop, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    line = BadLine()
    opened = line.to(int(laptop.base.rpartition(":")[2]))
    wait_for(laptop, opened.__aenter__())
    with browsers(chromium, f"http://127.0.0.1:{line.port}") as open_browser:
        page = open_browser(DESKTOP)
        page.clock.install()
        wait_for(laptop, laptop.helper("ana"))
        wait_for(laptop, laptop.helper("rosa", Role.COORDINATOR))
        sign_in(page, "ana")
        helper = Helper(page, laptop)
        codes: dict[str, str] = {}

        for _ in booking(helper, "ht", "2"):
            pass
        marie = helper.card
        codes["marie"] = hand_over(helper)
        print(f"keys and taps of an assisted booking: {helper.keys}")

        line.seconds, line.loss = 0.2, 0.05
        both = {"jose": booking(helper, "es", "3"), "claire": booking(helper, "fr", "4")}
        cards: dict[str, str] = {}
        while len(codes) < 3:
            for name, steps in both.items():
                booked = next(steps, "booked") == "booked"
                assert cards.setdefault(name, helper.card) == helper.card, "the next answer is of the same person"
                if booked:
                    codes[name] = hand_over(helper)
                elif len(cards) == 2:
                    helper.key("n")
        line.seconds, line.loss = 0, 0
        assert line.losses > 0
        print(f"the line broke {line.losses} times, and {helper.again} acts were done again")

        for step in booking(helper, "ht", "5"):
            helper.away_next = step in ("language", "days")
            if step == "sites":
                close_lid(helper)
        codes["jean"] = hand_over(helper)

        before = ask(laptop, cases)
        helper.start("en")
        call_for_help(helper)
        helper.send(f"/desk/off/{helper.card}")
        assert ask(laptop, cases) == before

        helper.open("/desk/tonight")
        helper.open(f"/desk/card/{marie}")
        helper.open(f"/desk/slip/{marie}")
        page.fill("#name", "rosa")
        page.fill("#passphrase", secret_of("rosa"))
        helper.send(f"/desk/slip/{marie}")
        assert hand_over(helper) == codes["marie"], "who lost the slip gets another one, with a second helper"
        helper.open("/desk/tonight")
        page.fill("#cancel-code", codes["jose"])
        helper.send("/desk/tonight/cancel", "button[value=mistake]")
        laptop.clock.forward(seconds=100)
        wait_for(laptop, laptop.thread.tick())
        helper.send("/desk/tonight/undo")
        laptop.clock.forward(minutes=3)
        wait_for(laptop, laptop.thread.tick())
        helper.open("/desk/tonight")
        assert page.locator(".people li").count() == 4
        printed = Helper(open_browser(DESKTOP), laptop)
        sign_in(printed.page, "rosa")
        for path in ("/desk/paper", "/desk/paper/tomorrow", "/desk/team"):
            printed.open(path)
        helper.seen += printed.seen
        assert sum(code.split()[-1] in html for code in codes.values() for _, html in printed.seen) == 4

    parties = {"marie": 2, "jose": 3, "claire": 4, "jean": 5}
    assert ask(laptop, held) == sorted((codes[name], party) for name, party in parties.items())
    assert before == 4
    started = [
        row.object
        for row in wait_for(laptop, laptop.audit())
        if row.action == audited(Act.START) and row.object.startswith("person:")
    ]
    assert (len({*started}), len(started)) == (4, 5), "one of the four was opened again from the list of tonight"
    no_whole_code(helper, list(codes.values()), caplog.text)
    wait_for(laptop, opened.__aexit__(None, None, None))


def no_whole_code(helper: Helper, codes: list[str], log: str) -> None:
    """No address, list or line of the log has a whole code; a slip has the code of one person."""
    shown: dict[str, set[str]] = {}
    for url, html in helper.seen:
        here = {code for code in codes if code in re.sub(r"<[^>]*>", " ", html)}
        assert not here or "/desk/slip/" in url
        shown.setdefault(url, set()).update(here)
        assert not any(word in url.upper() for code in codes for word in code.split() if word.isalpha())
    assert sorted(map(len, filter(None, shown.values()))) == [1, 1, 1, 1]
    assert not any(code in log for code in codes)
