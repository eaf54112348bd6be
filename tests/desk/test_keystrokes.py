"""How many keys a helper and the person press for a booking, played on the pages as the keyboard does."""

from pathlib import Path

import pytest

from tests.desk.laptop import Browser, Laptop, play
from tests.desk.table import CODE, code_on, press

pytestmark = pytest.mark.usefixtures("app")
IN_PRACTICE = 1
"""The key that says "I understand" is pressed only in a demonstration."""


class Keyboard:
    """A keyboard at a browser; each key that does something counts."""

    def __init__(self, browser: Browser) -> None:
        self.browser, self.pressed = browser, 0

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other: each does what stands on the page that is shown then."""
        for key in keys:
            self.pressed += 1
            await press(self.browser, key)

    async def type(self, text: str) -> None:
        """Type into the field that has the focus, and press Enter."""
        page = self.browser.page
        assert page.focused
        form = next(form for form in page.forms if form.fields == ["text"])
        self.pressed += len(text) + 1
        await self.browser.post(form.action, {**form.hidden, "text": text})


async def reads_back(keyboard: Keyboard) -> None:
    """The slip is on paper; the helper presses the number of what the person reads aloud."""
    code = code_on(keyboard.browser.page)
    await keyboard.press("enter")
    await keyboard.press(next(key for key, (_, _, value) in keyboard.browser.page.keys.items() if value == code))


@pytest.mark.parametrize(
    ("town", "most"), [(("Tijuana",), 25), (("TJ",), 20), (("1", "2"), 17)], ids=["name", "short name", "state"]
)
def test_a_booking_for_somebody_else_takes_at_most_25_keys_from_the_language_to_the_slip(
    tmp_path: Path, town: tuple[str, ...], most: int
) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        keyboard = Keyboard(ana)
        await keyboard.press("3")  # Kreyòl
        await keyboard.press("1", "1", "1", "2")  # help is wanted, practice, the notice, two people
        await keyboard.press("t", "1", "t")  # the list, and its result
        if len(town) == 1:
            await keyboard.type(*town)
            await keyboard.press("t", "1")  # the place is right
        else:
            await keyboard.press(*town)
        done = next(key for key, (_, _, value) in ana.page.keys.items() if value == "tijuana")
        await keyboard.press(done)
        await keyboard.press(next(key for key, (_, _, value) in ana.page.keys.items() if value == "done"))
        await keyboard.press("1", "1")  # the day and the time
        await keyboard.press("t", "1")  # "Book it"
        await reads_back(keyboard)
        assert "Nobody is at your table yet." in ana.page.text
        assert not CODE.search(ana.page.html)
        print(f"\n{' '.join(town)}: {keyboard.pressed} keys")
        assert keyboard.pressed <= most + IN_PRACTICE

    play(tmp_path, act)


def test_no_digit_answers_where_digits_are_typed(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        keyboard = Keyboard(ana)
        await keyboard.press("1", "1")
        form = next(form for form in ana.page.forms if form.buttons == [("choice", "recover")])
        await ana.post(form.action, {**form.hidden, "choice": "recover"})
        await keyboard.press("t")
        assert ana.page.focused
        assert not ana.page.keys.keys() & set("123456789")

    play(tmp_path, act)
