"""The methods of the Bot API that are not about messages: updates, webhook, taps, the bot's profile, leaving."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.telegram.calls import Call
from tests.telegram.limits import Limits
from tests.telegram.markup import units
from tests.telegram.rules import Refused
from tests.telegram.updates import Updates
from tests.telegram.webhook import Webhook
from tests.telegram.world import JSON, Chat, World, stamp

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
ACTIONS = "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker"
ACTIONS += " find_location record_video_note upload_video_note"
PROFILE = {"name": 64, "description": 512, "short_description": 120}


@dataclass
class Raw:
    """A result that is JSON already (or pretends to be)."""

    body: str


@dataclass
class Service:
    """All that a method may touch."""

    world: World
    updates: Updates
    webhook: Webhook
    limits: Limits = field(default_factory=Limits)
    most_file: int = 50_000_000
    most_photo: int = 10 << 20

    def chat_of(self, call: Call, *, writing: bool = True) -> Chat:
        """The chat a call names."""
        if not call.text("chat_id"):
            raise Refused("chat_id is empty")
        return self.world.chat(call.integer("chat_id"), writing=writing)


Method = Callable[[Service, Call], object | Awaitable[object]]


def get_me(service: Service, call: Call) -> JSON:
    more = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
    return service.world.bot | more


async def get_updates(service: Service, call: Call) -> Raw:
    if service.webhook.url:
        raise Refused("webhook is active")
    _allow(service, call)
    limit = max(1, min(call.integer("limit", 100), 100))
    timeout = max(0, min(call.integer("timeout"), 50))
    batch = await service.updates.poll(call.integer("offset"), limit, timeout)
    return Raw("[" + ",".join(queued.body for queued in batch) + "]")


def set_webhook(service: Service, call: Call) -> bool:
    service.webhook.set(call)
    _allow(service, call)
    _drop(service, call)
    return True


def delete_webhook(service: Service, call: Call) -> bool:
    service.webhook.set(Call(call.method, {}, {}, call.at))
    _drop(service, call)
    return True


def get_webhook_info(service: Service, call: Call) -> JSON:
    return service.webhook.info()


def _allow(service: Service, call: Call) -> None:
    """Remembered until the next call that says it; an empty list is the default again."""
    allowed = call.data("allowed_updates", "allowed_updates")
    if isinstance(allowed, list):
        service.updates.allowed = [str(kind) for kind in allowed]


def _drop(service: Service, call: Call) -> None:
    if call.flag("drop_pending_updates"):
        service.updates.clear()


def answer_callback_query(service: Service, call: Call) -> bool:
    tap = service.world.tap(call.text("callback_query_id"))
    if units(call.text("text")) > 200:
        raise Refused("toast too long")
    tap.answer = {"text": call.text("text"), "show_alert": call.flag("show_alert"), "url": call.text("url")}
    return True


def send_chat_action(service: Service, call: Call) -> bool:
    action = call.text("action").lower()
    if action not in ACTIONS.split():
        raise Refused("action")
    chat = service.chat_of(call)
    service.world.actions.append((chat.id, action))
    return True


def leave_chat(service: Service, call: Call) -> bool:
    chat = service.chat_of(call, writing=False)
    if chat.kind == "private":
        raise Refused("leave private")
    membership(service, chat, "left", service.world.bot)
    return True


def membership(service: Service, chat: Chat, now: str, by: JSON) -> None:
    """The bot joins, leaves, is blocked: the change, and the my_chat_member update about it."""
    before, chat.bot_is = chat.bot_is, now
    bot = service.world.bot
    states: list[JSON] = [{"user": bot, "status": status} for status in (before, now)]
    states = [state | ({"until_date": 0} if state["status"] == "kicked" else {}) for state in states]
    body = {"chat": chat.json(), "from": by, "date": stamp(service.world.clock())}
    body |= {"old_chat_member": states[0], "new_chat_member": states[1]}
    service.updates.add("my_chat_member", body, ("membership", chat.id))


def set_my_commands(service: Service, call: Call) -> bool:
    commands = call.data("commands", "commands")
    if not isinstance(commands, list):
        raise Refused("bad json", what="commands")
    if len(commands) > 100:
        raise Refused("100 commands")
    scope = call.data("scope", "BotCommandScope") or {"type": "default"}
    service.world.commands[scope["type"], _language(call)] = [_command(one) for one in commands]
    return True


def _command(one: JSON) -> JSON:
    command = str(one.get("command", "")).strip().removeprefix("/")
    description = str(one.get("description", "")).strip()
    if not COMMAND.fullmatch(command):
        raise Refused("command")
    if not description:
        raise Refused("command description", why="must be non-zero")
    if len(description) > 256:
        raise Refused("command description", why="must not exceed 256")
    return {"command": command, "description": description}


def _language(call: Call) -> str:
    language = call.text("language_code")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise Refused("language")
    return language


def set_profile(what: str) -> Method:
    """setMyName, setMyDescription, setMyShortDescription."""

    def set_one(service: Service, call: Call) -> bool:
        language, value = _language(call), call.text(what)
        if units(value) > PROFILE[what]:
            raise Refused("profile", what=what.replace("_", " "))
        service.world.profile[what, language] = value
        return True

    return set_one


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "answerCallbackQuery": answer_callback_query,
    "sendChatAction": send_chat_action,
    "leaveChat": leave_chat,
    "setMyCommands": set_my_commands,
    "setMyName": set_profile("name"),
    "setMyDescription": set_profile("description"),
    "setMyShortDescription": set_profile("short_description"),
}
