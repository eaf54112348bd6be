"""What a form of a page carries: its own id, and the talk of a person who has not agreed yet. All of it is signed."""

import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

from bot.storage.keys.sealing import Seal

LIFE = timedelta(hours=2)
"""How long a form can be sent: after that the present question is shown instead."""
LONGEST = 2_000
"""Characters of a form's signed part; ours have a few hundred."""
BLOCK = 96
"""Forms are filled up to whole blocks: their length does not tell whether a page has a case."""
MOST_BODY = 16 << 10
"""Bytes of a form: the longest typed text, written in the way of forms."""
MOST_FIELDS = 10
"""Fields of a form; ours have at most five."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form of one page: its id is heard once, whatever is sent how often."""

    made: datetime
    carry: str = ""
    hint: str = ""
    id: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    talk: str = ""
    """The talk of a newcomer, by a random name: after *Close* no form of it counts."""


def write_form(form: Form, cookie: str, seal: Seal) -> str:
    """Return a form as a text that only this server makes, and that counts only with this cookie."""
    made = round(form.made.timestamp() * 1000)
    data = json.dumps([form.id, made, form.carry, form.hint, form.talk], separators=(",", ":")).encode()
    body = urlsafe_b64encode(data.ljust(-(-len(data) // BLOCK) * BLOCK)).decode()
    return f"{body}.{_signed(body, cookie, seal)}"


def read_form(text: str, cookie: str, now: datetime, seal: Seal) -> Form | None:
    """Return the form that `write_form` wrote; None if it was changed, is too old, or belongs to another cookie."""
    body, _, signature = text.partition(".")
    if len(text) > LONGEST or not hmac.compare_digest(signature.encode(), _signed(body, cookie, seal).encode()):
        return None
    id, made, carry, hint, talk = json.loads(urlsafe_b64decode(body))
    form = Form(datetime.fromtimestamp(made / 1000, now.tzinfo), carry, hint, id, talk)
    return form if now - form.made < LIFE else None


def read_fields(body: bytes) -> dict[str, str]:
    """Return the fields of a form; of a form with too many, none."""
    try:
        return dict(parse_qsl(body.decode(errors="replace"), max_num_fields=MOST_FIELDS))
    except ValueError:
        return {}


def _signed(body: str, cookie: str, seal: Seal) -> str:
    return seal.hash("web form", f"{cookie}:{body}")
