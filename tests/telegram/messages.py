"""The methods of the Bot API about messages: send, edit, delete."""

from typing import Any

from tests.telegram.calls import Call
from tests.telegram.keyboards import Markup, check_markup
from tests.telegram.markup import parse, trim, units
from tests.telegram.methods import METHODS, Method, Service
from tests.telegram.rules import Refused
from tests.telegram.world import DELETE_LIFE, JSON, Chat, Message

MOST_TEXT, MOST_CAPTION, MOST_IDS = 4096, 1024, 100


def send_message(service: Service, call: Call) -> JSON:
    body = _words(call, "text")
    return _send(service, call, {}, body)


def send_venue(service: Service, call: Call) -> JSON:
    for name in ("title", "address"):
        if not call.text(name):
            raise Refused("parameter", name=name)
    place = {"latitude": _degrees(call, "latitude", 90), "longitude": _degrees(call, "longitude", 180)}
    venue = {"location": place, "title": call.text("title"), "address": call.text("address")}
    return _send(service, call, {"venue": venue, "location": place}, {})


def _degrees(call: Call, name: str, most: float) -> float:
    value = call.number(name)
    if not -most <= value <= most:
        raise Refused("coordinates", name=name)
    return value


def send_file(kind: str) -> Method:
    """sendDocument, sendPhoto."""

    def send(service: Service, call: Call) -> JSON:
        caption = _words(call, "caption")
        upload = call.upload(kind)
        if upload is None and not call.text(kind):
            raise Refused("no file", kind=kind)
        if upload is None:
            file_id = call.text(kind)
            if file_id not in service.world.files:
                raise Refused("file id")
            name, content = service.world.files[file_id]
        else:
            name, content = upload.name, upload.content
            _check_size(service, kind, len(content))
            file_id = service.world.keep(name, content)
        return _send(service, call, _file(kind, file_id, name, len(content)), caption, kept=content)

    return send


def _check_size(service: Service, kind: str, size: int) -> None:
    if not size:
        raise Refused("empty file")
    if size > service.most_file:
        raise Refused("file too big")
    if kind == "photo" and size > service.most_photo:
        raise Refused("photo too big", size=size, most=service.most_photo)


def _file(kind: str, file_id: str, name: str, size: int) -> JSON:
    head: JSON = {"file_id": file_id, "file_unique_id": file_id[1:15], "file_size": size}
    if kind == "photo":
        return {"photo": [head | {"width": 512, "height": 512}]}
    return {kind: head | {"file_name": name}}


def _words(call: Call, name: str) -> JSON:
    """Text or caption with its entities, parsed; what is too long or empty is refused once the chat is known."""
    text, entities = call.text(name), "entities" if name == "text" else "caption_entities"
    if not text and name == "text":
        raise Refused("text is empty")
    plain, found = parse(text, call.text("parse_mode"))
    return {name: plain, entities: found or call.data(entities, "entities") or []}


def _check_words(words: JSON) -> JSON:
    """Trimmed and short enough."""
    for name, most, entities in (("text", MOST_TEXT, "entities"), ("caption", MOST_CAPTION, "caption_entities")):
        if name not in words:
            continue
        plain, kept = trim(words[name], words[entities])
        if not plain and name == "text":
            raise Refused("only blanks")
        if units(plain) > most:
            raise Refused(f"{name} too long")
        return ({name: plain} if plain else {}) | ({entities: kept} if kept else {})
    return {}


def _send(service: Service, call: Call, content: JSON, words: JSON, kept: bytes | None = None) -> JSON:
    markup = call.data("reply_markup", "reply keyboard markup")
    chat = service.chat_of(call)
    content = content | _check_words(words)
    checked = check_markup(markup, private=chat.kind == "private")
    service.limits.spend(chat.id, service.world.clock())
    if call.flag("protect_content"):
        content["has_protected_content"] = True
    message = service.world.add(chat, service.world.bot, content, checked)
    message.kept = kept
    _show_keyboard(chat, message, checked)
    return message.json()


def _show_keyboard(chat: Chat, message: Message, markup: Markup | None) -> None:
    if markup and "keyboard" in markup:
        chat.keyboard_from = message.id
    elif markup and "remove_keyboard" in markup:
        chat.keyboard_from = 0


def edit_text(service: Service, call: Call) -> JSON:
    words = _words(call, "text")
    message, markup = _editable(service, call)
    if "text" not in message.content:
        raise Refused("no text to edit")
    return _edit(service, message, _check_words(words), markup)


def edit_markup(service: Service, call: Call) -> JSON:
    message, markup = _editable(service, call)
    words: JSON = {name: message.content[name] for name in ("text", "entities") if name in message.content}
    return _edit(service, message, words, markup)


def _editable(service: Service, call: Call) -> tuple[Message, Markup | None]:
    """The message, if it may be edited, and its new keyboard; without one the old keyboard goes."""
    markup = call.data("reply_markup", "reply keyboard markup")
    chat = service.chat_of(call)
    message = chat.messages.get(call.integer("message_id"))
    if message is None:
        raise Refused("edit not found")
    if not message.by_bot or (message.markup and not message.inline):
        raise Refused("can't be edited")
    return message, check_markup(markup, private=chat.kind == "private", editing=True)


def _edit(service: Service, message: Message, words: JSON, markup: Markup | None) -> JSON:
    rest = {name: value for name, value in message.content.items() if name not in ("text", "entities")}
    rows = markup["inline_keyboard"] if markup else []
    if rest | words == message.content and rows == message.inline:
        raise Refused("not modified")
    service.limits.spend(message.chat.id, service.world.clock())
    message.content, message.markup = words | rest, markup
    message.edited = service.world.clock()
    return message.json()


def delete_message(service: Service, call: Call) -> bool:
    chat = service.chat_of(call, writing=False)
    message = chat.messages.get(call.integer("message_id"))
    if message is None:
        raise Refused("delete not found")
    _delete(service, chat, [message])
    return True


def delete_messages(service: Service, call: Call) -> bool:
    ids: Any = call.data("message_ids", "message_ids")
    if not ids or not isinstance(ids, list):
        raise Refused("no message ids")
    if len(ids) > MOST_IDS:
        raise Refused("100 message ids")
    chat = service.chat_of(call, writing=False)
    _delete(service, chat, [chat.messages[int(i)] for i in ids if int(i) in chat.messages])
    return True


def _delete(service: Service, chat: Chat, messages: list[Message]) -> None:
    """All of them, or none where one is too old."""
    now = service.world.clock()
    if any(now - message.date >= DELETE_LIFE for message in messages):
        raise Refused("delete too old")
    for message in messages:
        del chat.messages[message.id]
        if chat.keyboard_from == message.id:
            chat.keyboard_from = 0


ALL: dict[str, Method] = METHODS | {
    "sendMessage": send_message,
    "sendDocument": send_file("document"),
    "sendPhoto": send_file("photo"),
    "sendVenue": send_venue,
    "editMessageText": edit_text,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
}
"""Every method that is served here; any other name is 404, as it is for a name that Telegram does not know."""
