"""How a page of the desk is declared: a path, the act that a role must have, and the function that answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.app import App
from bot.core.desk.acts import Act
from bot.storage.tables.desk_sessions import Session

HOME = "/desk"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that its session may make."""

    session: Session
    fields: Mapping[str, str]
    """What a form says; empty where a page is only looked at."""
    path: Mapping[str, str]
    """The parts of the path that the route names."""
    form: str
    """The id of the form. It is heard once; empty where a page is only looked at."""
    now: datetime
    language: str
    """The language of the helper."""
    back: str
    """The page where the helper is again after the lock."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page to show: its template in bot/desk/templates, and what that needs beside the frame of all pages."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True, slots=True)
class Go:
    """The address to show next, after an act."""

    path: str = HOME
    cookie: str = ""
    """What a new session puts into its cookie."""
    signed_out: bool = False
    """Whether the cookie goes."""
    cleared: bool = False
    """Whether the browser deletes all that it keeps of these pages."""


Answer = Page | Go
View = Callable[[App, Asked], Answer]
"""Answers one request, in the thread of the App."""


@dataclass(frozen=True, slots=True)
class DeskRoute:
    """A page, or with `does` the deed of a form: it is posted, and leads to a page."""

    path: str
    act: Act
    view: View
    does: bool = False
    again: str = HOME
    """Where a form leads that was heard before, or is too old: over a bad line people send it twice. From a page, where
    its helper is again after the lock."""


def page(path: str, act: Act, view: View, again: str = "") -> DeskRoute:
    """Declare a page that roles with this act may see; after the lock it is there again, if no other page is named."""
    return DeskRoute(path, act, view, again=again or path)


def deed(path: str, act: Act, view: View, again: str = HOME) -> DeskRoute:
    """Declare what the forms that post to this path do, for roles with this act."""
    return DeskRoute(path, act, view, does=True, again=again)
