"""reply_markup as Telegram reads it: exactly one kind, buttons that can be shown, callback data that fits."""

from typing import Any

from tests.telegram.rules import Refused

Markup = dict[str, Any]
KINDS = ("keyboard", "inline_keyboard", "remove_keyboard", "force_reply")
SWITCHES = ("switch_inline_query", "switch_inline_query_current_chat", "switch_inline_query_chosen_chat")
ACTIONS = ("url", "callback_data", "web_app", "login_url", "copy_text", "callback_game", "pay", *SWITCHES)
MOST_BUTTONS, MOST_IN_A_ROW, MOST_BYTES = 100, 8, 64


def check_markup(markup: object, *, private: bool, editing: bool = False) -> Markup | None:
    """The markup that counts, or None where none was given; refuses what Telegram refuses (and what it hides)."""
    if markup is None or markup == {}:
        return None
    if not isinstance(markup, dict):
        raise Refused("one markup")
    kinds = [kind for kind in KINDS if markup.get(kind) or (kind.endswith("keyboard") and markup.get(kind) == [])]
    if len(kinds) != 1:
        raise Refused("one markup")
    if editing and kinds != ["inline_keyboard"]:
        raise Refused("inline only")
    if kinds[0] in ("keyboard", "inline_keyboard"):
        _check_rows(markup[kinds[0]], kinds[0], private)
    return markup if markup[kinds[0]] else None


def _check_rows(rows: object, kind: str, private: bool) -> None:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise Refused("bad json", what="reply keyboard markup")
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise Refused("100 buttons")
    for row in rows:
        if len(row) > MOST_IN_A_ROW:
            raise Refused("8 in a row")
        for button in row:
            if kind == "keyboard":
                _check_key(button, private)
            else:
                _check_inline(button)


def _check_key(button: object, private: bool) -> None:
    as_dict = {"text": button} if isinstance(button, str) else button
    if not isinstance(as_dict, dict) or not str(as_dict.get("text", "")).strip():
        raise Refused("button text", kind="keyboard")
    if as_dict.get("request_location") and not private:
        raise Refused("request_location")


def _check_inline(button: object) -> None:
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise Refused("button text", kind="inline keyboard")
    chosen = [action for action in ACTIONS if action in button]
    if len(chosen) != 1 or button[chosen[0]] == "":
        raise Refused("button does nothing")
    if len(str(button.get("callback_data", "")).encode()) > MOST_BYTES:
        raise Refused("callback_data")
