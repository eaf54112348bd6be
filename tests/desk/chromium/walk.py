"""What a helper does with a real browser, and the way over every page of the desk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from bot.app import App
from bot.core.desk.acts import Role
from tests.desk.laptop import NUMBER, Laptop, secret_of
from tests.desk.test_paper import TOMORROW, booked
from tests.web.chromium.walk import answered

if TYPE_CHECKING:
    from playwright.sync_api import Page

T = TypeVar("T")
CODE = r"[A-Z]{4} [A-Z]{4} \d{3} [A-Z]{4}"
TOWN = "Tijuana"


def wait_for(laptop: Laptop, act: Coroutine[Any, Any, T]) -> T:
    """What the server returns."""
    return asyncio.run_coroutine_threadsafe(act, laptop.loop).result(60)


def ask(laptop: Laptop, question: Callable[[App], T]) -> T:
    """Ask the App something in its thread."""
    return wait_for(laptop, laptop.thread.run(question))


def click(page: Page, selector: str) -> None:
    """Click what leads to another page."""
    with answered(page):
        page.locator(selector).first.click()


def tap(page: Page, choice: str) -> None:
    """Tap a choice, at the table or on the turned screen."""
    click(page, f'button[name=choice][value="{choice}"]')


def press(page: Page, key: str) -> None:
    """Press a key that leads to another page."""
    with answered(page):
        page.keyboard.press(key)


def write(page: Page, text: str) -> None:
    """Write into the one field of the page."""
    page.fill("#text", text)
    press(page, "Enter")


def send(page: Page, action: str) -> None:
    """Send the form that goes to a path."""
    click(page, f'form[action="{action}"] button')


def start(page: Page, language: str) -> None:
    """Put a new card on the table."""
    if page.locator(".seat").count():
        page.keyboard.press("s")
        page.locator("#new").wait_for()
    click(page, f'button[name=language][value="{language}"]:visible')


def hand_over(page: Page) -> None:
    """Let the person read back the code of the slip that is shown."""
    code = code_of(page)
    press(page, "Enter")
    click(page, f'button[name=heard][value="{code}"]')


def code_of(page: Page) -> str:
    """The code on the slip that is shown."""
    return " ".join(page.locator(".slip .code").inner_text().split())


def sign_in(page: Page, name: str, language: str = "") -> None:
    """Sign in, from the page that asks for it."""
    page.goto(f"/desk?language={language}")
    for field, text in {"name": name, "passphrase": secret_of(name), "number": NUMBER}.items():
        page.fill(f"#{field}", text)
    press(page, "Enter")


def on_the_table(page: Page, language: str) -> Iterator[str]:
    """Help somebody new to a booking, and say at each screen where it is."""
    page.goto("/desk/table")
    start(page, language)
    yield "help-asked"
    for choice in ("yes", "understood", "agree", "2"):
        tap(page, choice)
        yield f"after-{choice}"
    click(page, 'a[href^="/desk/aloud/"]')
    yield "aloud"
    press(page, "t")
    yield "turned"
    tap(page, "yes")
    yield "turned-back"
    press(page, "t")
    yield "place"
    write(page, TOWN)
    yield "place-named"
    press(page, "t")
    tap(page, "yes")
    yield "sites"
    for choice in ("tijuana", "done"):
        tap(page, choice)
    yield "days"
    for screen in ("hours", "summary"):
        press(page, "1")
        yield screen
    press(page, "t")
    yield "turned-summary"
    tap(page, "confirm")
    yield "slip"
    page.goto(page.url.replace("/slip/", "/card/"))
    yield "booked"
    press(page, "t")
    yield "turned-ticket"
    press(page, "h")
    slip, code = page.url, code_of(page)
    press(page, "Enter")
    yield "read-back"
    click(page, f'button[name=heard]:not([value="{code}"])')
    yield "read-back-differs"
    hand_over(page)
    yield "handed-over"
    page.goto(slip)
    yield "slip-again"
    page.fill("#name", "nobody")
    page.fill("#passphrase", "no such words")
    press(page, "Enter")
    yield "slip-again-wrong"
    page.goto(slip.replace("/slip/", "/card/"))
    yield "handed"


def book(page: Page, language: str) -> None:
    """Help somebody new to a booking."""
    for _ in on_the_table(page, language):
        pass


def pages(laptop: Laptop, page: Page, language: str, theirs: str) -> Iterator[str]:
    """Go over every page of the desk, and say at each where it is."""
    name = f"rosa {language}"
    wait_for(laptop, laptop.helper(name, Role.COORDINATOR))
    page.goto(f"/desk?language={language}")
    yield "sign-in"
    sign_in(page, "nobody", language)
    yield "sign-in-wrong"
    page.set_extra_http_headers({"Accept-Language": language})
    link = wait_for(laptop, laptop.invite(f"eva {language}", Role.VOLUNTEER))
    page.goto(link)
    yield "invited"
    page.goto("/desk/invited/nothing")
    yield "invited-old"
    sign_in(page, name, language)
    page.goto("/desk/account")
    click(page, f'button[value="{language}"]')
    yield "account"
    page.goto("/desk/help")
    yield "help"
    page.goto("/desk/table")
    yield "table-empty"
    page.goto("/desk/tonight")
    yield "tonight-empty"
    for screen in on_the_table(page, theirs):
        yield f"table-{screen}"
    page.goto("/desk/tonight")
    yield "tonight-booked"
    page.goto("/desk/table")
    for other in ("es", "fr", "en"):
        start(page, other)
    yield "table-full"
    for card in ("danger", "child"):
        page.goto(f"{page.url.partition('#')[0]}#{card}")
        yield card
    page.goto("/desk/table#")
    code = ask(laptop, lambda app: booked(app, TOMORROW))
    page.goto("/desk/tonight")
    click(page, 'button[name=word][value="printer"]')
    page.fill("#cancel-code", "BATO LIMA 473 KADO")
    click(page, 'button[name=reason][value="asked"]')
    yield "tonight-wrong"
    page.fill("#cancel-code", code)
    click(page, 'button[name=reason][value="asked"]')
    yield "tonight-undo"
    for path in ("paper", "paper/sheet/en", "paper/poster", "paper/tomorrow", "team", "nothing", "card/nothing"):
        page.goto(f"/desk/{path}")
        yield path.replace("/", "-")
    page.goto("/desk/paper")
    for field, text in {"number": "7", "time": "12:00"}.items():
        page.fill(f"#{field}", text)
    page.check("[name=agreed]")
    send(page, "/desk/paper/in")
    yield "paper-in-full"
    send(page, "/desk/lock")
    yield "locked"
    page.fill("#number", "0000")
    press(page, "Enter")
    yield "locked-wrong"
    page.fill("#number", NUMBER)
    press(page, "Enter")
    page.goto(laptop.base.replace("127.0.0.1", "elsewhere.localhost") + "/desk")
    yield "elsewhere"
