"""One call of the Bot API: its parameters out of JSON, form or multipart, however a client sends them."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from tests.telegram.rules import Refused

Params = dict[str, Any]


@dataclass(frozen=True)
class Upload:
    """A file in a multipart body."""

    name: str
    content: bytes
    mime: str


@dataclass
class Call:
    """What was asked, and what came of it."""

    method: str
    params: Params
    files: dict[str, Upload]
    at: datetime
    code: int = 0
    """The HTTP status; 0 while it runs or where the connection was cut."""
    description: str = ""
    effect: bool = field(default=False)
    """Whether the method did its work, whatever the client heard."""

    def text(self, name: str, default: str = "") -> str:
        value = self.params.get(name, default)
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        try:
            return int(self.params.get(name, default))
        except (TypeError, ValueError):
            return default

    def number(self, name: str) -> float:
        try:
            return float(self.params[name])
        except (KeyError, TypeError, ValueError):
            raise Refused("coordinates", name=name) from None

    def flag(self, name: str) -> bool:
        return self.text(name).strip().lower() in ("true", "yes", "1")

    def data(self, name: str, what: str) -> Any:
        """A structured parameter: as it is in a JSON body, encoded in a form."""
        value = self.params.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return _clean(json.loads(value))
        except ValueError:
            raise Refused("bad json", what=what) from None

    def upload(self, name: str) -> Upload | None:
        """The file of a parameter, sent in its field or attached."""
        value = self.text(name)
        return self.files.get(value.removeprefix("attach://") if value.startswith("attach://") else name)


async def read_call(request: web.BaseRequest, method: str, at: datetime) -> Call:
    """Take a request apart."""
    params: Params = dict(request.query) if request.query_string else {}
    files: dict[str, Upload] = {}
    kind = request.content_type
    if kind == "multipart/form-data":
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = Upload(value.filename, value.file.read(), value.content_type)
            else:
                params[name] = value
    elif body := await request.read():
        params |= _json(body) if kind == "application/json" else _form(body)
    return Call(method, params, files, at)


def _clean(decoded: Any) -> Any:
    r"""Refuse a lone surrogate: JSON can say "\ud800", UTF-8 cannot."""
    try:
        json.dumps(decoded, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Refused("not utf-8") from None
    return decoded


def _json(body: bytes) -> Params:
    try:
        decoded = json.loads(body)
    except UnicodeDecodeError:
        raise Refused("not utf-8") from None
    except ValueError:
        raise Refused("bad json", what="request") from None
    if not isinstance(decoded, dict):
        raise Refused("bad json", what="request")
    given = {name: value for name, value in decoded.items() if value is not None}
    return _clean(given) if rb"\u" in body else given


def _form(body: bytes) -> Params:
    try:
        return dict(parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError:
        raise Refused("not utf-8") from None
