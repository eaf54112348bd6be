"""A volunteer who has read nothing but the page of help, and a person in front of them who knows what to answer.

Both find each step by what stands on the page, never by an address or an id. No time passes: what reading and acting
would take is added up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.app import App
from bot.core.language.text import Text
from bot.desk.card_words import CARD
from bot.desk.hand_over import WORDS as SLIPS
from bot.desk.words import WORDS
from tests.desk.chromium.walk import code_of
from tests.web.chromium.walk import answered

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

A_MINUTE = 200
"""Words that are read in a minute, aloud or not."""
A_CLICK, A_KEY = 1.2, 0.3
"""Seconds."""
MOST_STEPS = 40
TEXTS = """() => {
    const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const one = walker.currentNode.parentElement;
        if (one.checkVisibility()) found.push([one.closest("[lang]").lang, walker.currentNode.data]);
    }
    return found;
}"""
"""Each text that is seen, with its language."""
LABELS = """all => all.map(button => [...button.childNodes].filter(one => !["B", "KBD"].includes(one.nodeName))
    .map(one => one.innerText ?? one.textContent).join(" ").trim() || button.innerText.trim())"""
"""What buttons are called, without their numbers and keys; a button with a number alone is called so."""


@dataclass
class Tongue:
    """What somebody calls things."""

    app: App
    language: str

    @property
    def name(self) -> str:
        """What the language calls itself."""
        return self.app.catalogs[self.language].name

    def say(self, text: Text) -> str:
        """Say a text."""
        return self.app.catalogs[self.language].say(text)

    def all_of(self, english: str) -> set[str]:
        """All that an English answer can be called."""
        keys = [key for key, texts in self.app.english.items() if texts[:1] == (english,)]
        return {english, *(self.say(Text(key, english)) for key in keys)}


@dataclass
class Newcomer:
    """What a new volunteer and a person do, what it costs, and where they had to guess."""

    page: Page
    ours: Tongue
    theirs: Tongue
    answers: Sequence[str]
    """What the person says or taps, in English; what stands first counts first."""
    town: str
    seconds: float = 0
    booked: float = 0
    """How many seconds it took until the person had an appointment."""
    steps: list[str] = field(default_factory=list)
    guesses: list[str] = field(default_factory=list)
    told: str = ""
    """What the page of help says."""
    paper: str = ""
    """The code on the slip that the person holds."""
    known: set[str] = field(default_factory=set)
    """The lines that were read: nobody reads them again."""

    def read(self) -> str:
        """Read what is new on the page: each reads their own language, at the same time."""
        words: Counter[str] = Counter()
        for language, text in self.page.evaluate(TEXTS):
            for line in {line.strip() for line in text.splitlines()} - self.known:
                self.known.add(line)
                words[language] += len(line.split())
        self.seconds += max(words[self.ours.language], words[self.theirs.language]) * 60 / A_MINUTE
        return str(self.page.locator("body").inner_text())

    def read_help(self) -> None:
        """Read the page of help, and open the page that it names first."""
        self.read()
        self._click(self._labelled({self.ours.say(WORDS["help"])}))
        self.told = self.read()
        self._tell(WORDS["table"])

    def book(self, until: Callable[[], bool] | None = None) -> None:
        """Help a person, from their language to the slip that they read back, or so far."""
        while not (until() if until else self.ours.say(SLIPS["handed"]) in self.read()):
            self._step()
            if not self.booked and self.page.locator(".slip").count():
                self.booked = self.seconds
            assert len(self.steps) < MOST_STEPS, self.steps

    def _step(self) -> None:
        text = self.page.locator("body").inner_text()
        if self.ours.say(SLIPS["read"]) in text:
            self._press(self._labelled({self.paper}))
        elif self.ours.say(SLIPS["use"]) in text:
            self.paper = code_of(self.page)
            self._tell(SLIPS["copied"])
        elif option := self._answer():
            self._press(option)
        elif self.page.locator("[data-field][autofocus]").count():
            self._type(self.town)
        elif self.ours.say(CARD["turned"]) in text:
            self._tell(CARD["turn"])
        elif numbered := self.page.locator(".choices button:visible").all():
            self._press(numbered[0])
        elif self.theirs.say(CARD["give_back"]) in text:
            self._click(self._labelled({self.theirs.say(CARD["give_back"])}))
        else:
            raise AssertionError(f"nothing here says what to do: {text}")

    def _answer(self) -> Locator | None:
        """Return what the person wants, if it is there to be tapped."""
        wanted = (self.ours.all_of(answer) | self.theirs.all_of(answer) for answer in self.answers)
        return next((option for labels in wanted if (option := self._labelled(labels))), None)

    def _tell(self, name: Text) -> None:
        """Click what the help or the page tells to click."""
        label = self.ours.say(name)
        said = " ".join((self.told, *self.page.locator("main p").all_inner_texts()))
        if label.casefold() not in said.casefold():
            self.guesses.append(f"nothing says “{label}”")
        self._click(self._labelled({label}))

    def _labelled(self, labels: set[str]) -> Locator | None:
        """Return the first link or button that is called so, in one of its languages."""
        options = self.page.locator("a:visible, button:visible")
        for number, shown in enumerate(options.evaluate_all(LABELS)):
            if " ".join(shown.split()) in labels or labels & {line.strip() for line in shown.splitlines()}:
                return options.nth(number)
        return None

    def _click(self, option: Locator | None) -> None:
        assert option, (self.steps, self.page.locator("body").inner_text())
        self.steps.append(" ".join(option.inner_text().split()))
        self.seconds += A_CLICK
        with answered(self.page):
            option.click()

    def _press(self, option: Locator | None) -> None:
        """Press the number of a button, if it has one."""
        key = option and option.get_attribute("data-key")
        if not (option and key):
            return self._click(option)
        self.steps.append(" ".join(option.inner_text().split()))
        self.seconds += A_KEY
        with answered(self.page):
            self.page.keyboard.press(key)
        return None

    def _type(self, text: str) -> None:
        self.steps.append(text)
        self.seconds += A_KEY * (len(text) + 1)
        self.page.keyboard.type(text)
        with answered(self.page):
            self.page.keyboard.press("Enter")
