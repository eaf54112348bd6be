"""What a helper does at the table, for the tests: tap, write, turn the screen, and help somebody to a booking."""

import re

from bot.app import App
from bot.storage.tables import desk_cards, people
from tests.desk.laptop import Browser, Page

SIGNED = re.compile(r'value="[\w-]+=*\.[\w=-]+"')
CODE = re.compile(r"[A-Z]{4} [A-Z]{4} \d{3} [A-Z]{4}")


def card_of(page: Page) -> str:
    """The id of the card that is open."""
    return next(link for link in page.links if link.startswith("/desk/turned/")).rpartition("/")[2]


def same(page: Page) -> str:
    """A page without its signed forms, which are new each time."""
    return SIGNED.sub("", page.html)


async def tap(browser: Browser, choice: str) -> Page:
    """Tap a choice of the page that is shown, at the table or on the turned screen."""
    form = next(form for form in browser.page.forms if ("choice", choice) in form.buttons)
    return await browser.post(form.action, {**form.hidden, "choice": choice})


async def write(browser: Browser, text: str) -> Page:
    """Write into the one field of the page."""
    form = next(form for form in browser.page.forms if form.fields == ["text"])
    return await browser.post(form.action, {**form.hidden, "text": text})


async def press(browser: Browser, key: str) -> Page:
    """Press a key of the page that is shown: it does what the link or the button with its sign does."""
    form, name, value = browser.page.keys[key]
    return await (browser.post(form.action, {**form.hidden, name: value}) if form else browser.open(value))


async def turn(browser: Browser) -> Page:
    """Turn the screen to the person."""
    return await browser.open(f"/desk/turned/{card_of(browser.page)}")


async def turn_back(browser: Browser) -> Page:
    """Turn the screen back to the helper."""
    return await browser.open(next(link for link in browser.page.links if link.startswith("/desk/card/")))


async def start(browser: Browser, language: str) -> Page:
    """Put a new card on the table."""
    await browser.open("/desk/table")
    return await browser.send("/desk/start", language=language)


async def to_the_list(browser: Browser, language: str, party: str = "2") -> str:
    """Help somebody new as far as the first question that is theirs alone; return their card."""
    await start(browser, language)
    for choice in ("yes", "understood", "agree", party):
        await tap(browser, choice)
    return card_of(browser.page)


async def book(browser: Browser, language: str = "ht", town: str = "Tijuana") -> str:
    """Help somebody new to a booking, as far as their slip; return their card."""
    card = await to_the_list(browser, language)
    await turn(browser)
    await tap(browser, "yes")
    await turn_back(browser)
    await write(browser, town)
    await turn(browser)
    await tap(browser, "yes")
    for choice in ("tijuana", "done"):
        await tap(browser, choice)
    await press(browser, "1")
    await press(browser, "1")
    await turn(browser)
    await tap(browser, "confirm")
    return card


async def hand_over(browser: Browser) -> Page:
    """Let the person read back the code of the slip that is shown."""
    code = code_on(browser.page)
    await browser.open(browser.page.path.replace("/slip/", "/read-back/"))
    return await browser.send(browser.page.path, heard=code)


def code_on(page: Page) -> str:
    """The whole code that stands on a page."""
    found = CODE.search(page.text.replace("\n", " "))
    return found[0] if found else ""


def cases(app: App) -> int:
    """The number of people of whom something is stored."""
    return people.count(app.db)


def held(app: App) -> int:
    """The number of bookings of people who are helped."""
    return sum(count.bookings for count in desk_cards.counts(app.db))
