"""Roles of staff, and what each of them may do at the desk: one table for pages, checks and documents."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What somebody does in the programme. An account has one role."""

    VOLUNTEER = "volunteer"
    SITE_DESK = "site-desk"
    COORDINATOR = "coordinator"
    ADMIN = "admin"


class Act(StrEnum):
    """A page to see or a thing to do. Its value is its name in the audit, after the word `desk`."""

    HOME = "home"
    ACCOUNT = "account"
    LANGUAGE = "language"
    LOCK = "lock"
    UNLOCK = "unlock"
    SIGN_OUT = "sign-out"
    SIGN_OUT_EVERYWHERE = "sign-out-everywhere"
    CLOSE = "close"
    TABLE = "table"
    START = "start"
    ANSWER = "answer"
    TURN = "turn"
    ALOUD = "aloud"
    HAND_OVER = "hand-over"
    SLIP_AGAIN = "slip-again"
    TAKE_OFF = "take-off"
    DISMISS = "dismiss"
    RECOVER = "words"
    ERASE = "erase"
    TONIGHT = "tonight"
    NOTE = "note"
    CANCEL = "cancel"
    FEWER = "fewer"
    UNDO = "undo"
    HELP = "help"
    PAPER = "paper"
    POSTER = "poster"
    SHEET = "sheet"
    TYPE_IN = "paper typed in"
    DAY_LIST = "day-list"
    TEAM = "team"
    CLOSE_FOR_ALL = "close-for-all"


EVERYBODY = frozenset(Role)
VOLUNTEER, SITE_DESK, COORDINATOR, ADMIN = Role
ALLOWED: Mapping[Act, frozenset[Role]] = MappingProxyType(
    {
        Act.HOME: EVERYBODY,
        Act.ACCOUNT: EVERYBODY,
        Act.LANGUAGE: EVERYBODY,
        Act.LOCK: EVERYBODY,
        Act.UNLOCK: EVERYBODY,
        Act.SIGN_OUT: EVERYBODY,
        Act.SIGN_OUT_EVERYWHERE: EVERYBODY,
        Act.CLOSE: EVERYBODY,
        Act.TABLE: frozenset({VOLUNTEER, COORDINATOR}),
        Act.START: frozenset({VOLUNTEER, COORDINATOR}),
        Act.ANSWER: frozenset({VOLUNTEER, COORDINATOR}),
        Act.TURN: frozenset({VOLUNTEER, COORDINATOR}),
        Act.ALOUD: frozenset({VOLUNTEER, COORDINATOR}),
        Act.HAND_OVER: frozenset({VOLUNTEER, COORDINATOR}),
        Act.SLIP_AGAIN: frozenset({VOLUNTEER, COORDINATOR}),
        Act.TAKE_OFF: frozenset({VOLUNTEER, COORDINATOR}),
        Act.DISMISS: frozenset({VOLUNTEER, COORDINATOR}),
        Act.RECOVER: frozenset({VOLUNTEER, SITE_DESK, COORDINATOR}),
        Act.ERASE: frozenset({SITE_DESK, COORDINATOR}),
        Act.TONIGHT: frozenset({VOLUNTEER, SITE_DESK, COORDINATOR}),
        Act.NOTE: frozenset({VOLUNTEER, SITE_DESK, COORDINATOR}),
        Act.CANCEL: frozenset({VOLUNTEER, COORDINATOR}),
        Act.FEWER: frozenset({VOLUNTEER, COORDINATOR}),
        Act.UNDO: frozenset({VOLUNTEER, COORDINATOR}),
        Act.HELP: EVERYBODY,
        Act.PAPER: EVERYBODY,
        Act.POSTER: EVERYBODY,
        Act.SHEET: EVERYBODY,
        Act.TYPE_IN: frozenset({VOLUNTEER, COORDINATOR}),
        Act.DAY_LIST: frozenset({SITE_DESK, COORDINATOR}),
        Act.TEAM: frozenset({COORDINATOR, ADMIN}),
        Act.CLOSE_FOR_ALL: frozenset({COORDINATOR, ADMIN}),
    }
)
"""Who may do what. An act that is missing here is a KeyError, and not a permission."""
MEANING: Mapping[Act, str] = MappingProxyType(
    {
        Act.HOME: "come in at /desk",
        Act.ACCOUNT: "see the own account",
        Act.LANGUAGE: "choose the language of the desk",
        Act.LOCK: "lock the screen",
        Act.UNLOCK: "open the locked screen with the short number",
        Act.SIGN_OUT: "sign out",
        Act.SIGN_OUT_EVERYWHERE: "sign out on all machines",
        Act.CLOSE: "close the evening: end the own sessions and clear the machine",
        Act.TABLE: "help people at the table",
        Act.START: "put a new card on the table",
        Act.ANSWER: "answer for the person of a card",
        Act.TURN: "turn the screen to the person of a card",
        Act.ALOUD: "read all that is asked to a person who cannot read",
        Act.HAND_OVER: "hand over the slip of a person, once",
        Act.SLIP_AGAIN: "with a second helper, show a lost slip once more",
        Act.TAKE_OFF: "take a card off the table",
        Act.DISMISS: "on the turned screen: the person takes the case away from the helper",
        Act.RECOVER: "with a second helper, open a case on another phone (`randevou recover`)",
        Act.ERASE: "erase a person who asks for it, by their code (`randevou forget`)",
        Act.TONIGHT: "see what the last shift said, and what can still be undone",
        Act.NOTE: "note one of six sentences for the next shift",
        Act.CANCEL: "cancel an appointment by its code, two minutes later",
        Act.FEWER: "give back the seats of people who do not come, two minutes later",
        Act.UNDO: "undo what waits within the two minutes; a coordinator, what anybody began",
        Act.HELP: "read the page of help",
        Act.PAPER: "see what there is to print",
        Act.POSTER: "print the poster of the chat",
        Act.SHEET: "print the sheet on which people write their wish without power or net",
        Act.TYPE_IN: "type in such a sheet, with the time that stands on it",
        Act.DAY_LIST: "print the list of tomorrow, by the last part of each code",
        Act.TEAM: "see who is signed in",
        Act.CLOSE_FOR_ALL: "close the evening for everybody",
    }
)
"""Each act in words, for documents and `randevou staff roles`."""


def may(role: Role, act: Act) -> bool:
    """Return whether somebody with this role may do this."""
    return role in ALLOWED[act]


def audited(act: Act) -> str:
    """Return the name of an act in the audit log."""
    return f"desk {act}"
