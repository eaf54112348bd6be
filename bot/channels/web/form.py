"""What a form of the chat carries: its own id, and the talk of a person who has not agreed yet. All of it is signed."""

import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.storage.keys.sealing import Seal

LIFE = timedelta(hours=2)
"""How long a form can be sent: after that the present question is shown instead."""
LONGEST = 2_000
"""Characters of a form's signed part; ours have a few hundred."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form of one page: its id is heard once, whatever is sent how often."""

    made: datetime
    carry: str = ""
    hint: str = ""
    id: str = field(default_factory=lambda: secrets.token_urlsafe(12))


def write_form(form: Form, cookie: str, seal: Seal) -> str:
    """Return a form as a text that only this server makes, and that counts only with this cookie."""
    data = json.dumps([form.id, int(form.made.timestamp()), form.carry, form.hint], separators=(",", ":"))
    body = urlsafe_b64encode(data.encode()).decode()
    return f"{body}.{_signed(body, cookie, seal)}"


def read_form(text: str, cookie: str, now: datetime, seal: Seal) -> Form | None:
    """Return the form that `write_form` wrote; None if it was changed, is too old, or belongs to another cookie."""
    body, _, signature = text.partition(".")
    if len(text) > LONGEST or not hmac.compare_digest(signature.encode(), _signed(body, cookie, seal).encode()):
        return None
    id, made, carry, hint = json.loads(urlsafe_b64decode(body))
    form = Form(datetime.fromtimestamp(made, now.tzinfo), carry, hint, id)
    return form if now - form.made < LIFE else None


def _signed(body: str, cookie: str, seal: Seal) -> str:
    return seal.hash("web form", f"{cookie}:{body}")
