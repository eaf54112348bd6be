"""What Telegram refuses: one table, each row with the words it rests on and the answer that is given."""

from dataclasses import dataclass
from typing import Any, Literal

Source = Literal["documented", "server", "observed", "house"]
"""Where a row comes from.

documented  core.telegram.org/bots/api says so (quoted); the wording of the answer is ours unless widely reported
server      the open source of the Bot API server and of TDLib below it says so, with this wording
observed    reported by many bots with this wording
house       stricter than Telegram, which would silently do something else (said in the words)
"""


@dataclass(frozen=True)
class Rule:
    """One thing a client may get wrong, and what it hears."""

    source: Source
    words: str
    code: int
    description: str
    """May hold {placeholders}."""


class Refused(Exception):
    """A call that is turned down; `parameters` travels in the answer (retry_after, migrate_to_chat_id)."""

    def __init__(self, name: str, /, parameters: dict[str, int] | None = None, **values: object) -> None:
        rule = RULES[name]
        self.rule, self.code, self.parameters = name, rule.code, parameters
        self.description = rule.description.format(**values)
        super().__init__(f"{name}: {self.description}")

    def answer(self) -> dict[str, Any]:
        """The body of the refusal."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


POLLS = "terminated by other getUpdates request; make sure that only one bot instance is running"
HOOKED = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
SAME = "specified new message content and reply markup are exactly the same as a current content and reply markup"

RULES: dict[str, Rule] = {
    # who calls, and what
    "wrong token": Rule("observed", "well formed, but revoked or unknown", 401, "Unauthorized"),
    "malformed token": Rule("observed", "TG returns 404 Not found for malformed tokens (PTB)", 404, "Not Found"),
    "unknown method": Rule("server", "methods_.find(...) == end", 404, "Not Found: method not found"),
    "not utf-8": Rule("server", "clean_input_string", 400, "Bad Request: strings must be encoded in UTF-8"),
    "bad json": Rule("server", "json_decode, by argument", 400, "Bad Request: can't parse {what} JSON object"),
    # chats
    "chat_id is empty": Rule("server", "check_chat", 400, "Bad Request: chat_id is empty"),
    "chat not found": Rule(
        "observed",
        "also who never wrote: bots can't initiate conversations",
        400,
        "Bad Request: chat not found",
    ),
    "blocked": Rule("server", "USER_IS_BLOCKED", 403, "Forbidden: bot was blocked by the user"),
    "deactivated": Rule("server", "UserInfo::Type::Deleted", 403, "Forbidden: user is deactivated"),
    "not a member": Rule("server", "group_info->left", 403, "Forbidden: bot is not a member of the {kind} chat"),
    "kicked": Rule("server", "group_info->kicked", 403, "Forbidden: bot was kicked from the {kind} chat"),
    "migrated": Rule(
        "documented",
        "The group has been migrated to a supergroup with the specified identifier",
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
    ),
    "leave private": Rule(
        "observed",
        "leaveChat: a group, supergroup or channel",
        400,
        "Bad Request: chat member status can't be changed in private chats",
    ),
    # texts
    "text is empty": Rule("server", "get_input_message_text", 400, "Bad Request: message text is empty"),
    "only blanks": Rule("observed", "fix_formatted_text trims", 400, "Bad Request: text must be non-empty"),
    "text too long": Rule(
        "documented", "1-4096 characters after entities parsing (UTF-16 units)", 400, "Bad Request: message is too long"
    ),
    "caption too long": Rule(
        "documented", "0-1024 characters after entities parsing", 400, "Bad Request: message caption is too long"
    ),
    "entities": Rule("server", "parse_html, parse_markdown_v2", 400, "Bad Request: can't parse entities: {why}"),
    "parse_mode": Rule("server", "Markdown (legacy) is not played here", 400, "Bad Request: unsupported parse_mode"),
    # keyboards
    "one markup": Rule(
        "house",
        "reply_markup is one of four; Telegram takes keyboard, then inline_keyboard, and drops the rest",
        400,
        "Bad Request: object expected as reply markup",
    ),
    "callback_data": Rule("documented", "callback_data: 1-64 bytes", 400, "Bad Request: BUTTON_DATA_INVALID"),
    "button does nothing": Rule(
        "server",
        "You must use exactly one of the optional fields",
        400,
        "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    "button text": Rule(
        "house",
        "Telegram silently leaves out a button without text",
        400,
        "Bad Request: {kind} button text must be non-empty",
    ),
    "100 buttons": Rule(
        "observed",
        "100 buttons a message (undocumented); TDLib itself cuts silently at 300",
        400,
        "Bad Request: reply markup is too long",
    ),
    "8 in a row": Rule(
        "house",
        "8 buttons a row; Telegram breaks a longer one",
        400,
        "Bad Request: reply markup row is too long",
    ),
    "request_location": Rule(
        "server", "Available in private chats only", 400, "Bad Request: location can be requested in private chats only"
    ),
    "inline only": Rule("server", "only_inline_keyboard, when editing", 400, "Bad Request: inline keyboard expected"),
    # edits and deletions
    "edit not found": Rule("server", "check_message", 400, "Bad Request: message to edit not found"),
    "can't be edited": Rule(
        "documented",
        "only ... messages without reply_markup or with inline keyboards; and the bot's own (no age limit for those)",
        400,
        "Bad Request: message can't be edited",
    ),
    "no text to edit": Rule("observed", "editMessageText", 400, "Bad Request: there is no text in the message to edit"),
    "not modified": Rule(
        "server", "MESSAGE_NOT_MODIFIED", 400, f"Bad Request: message is not modified: {SAME} of the message"
    ),
    "delete not found": Rule("server", "check_message", 400, "Bad Request: message to delete not found"),
    "delete too old": Rule(
        "documented",
        "can only be deleted if it was sent less than 48 hours ago",
        400,
        "Bad Request: message can't be deleted for everyone",
    ),
    "no message ids": Rule("server", "get_message_ids", 400, "Bad Request: message identifiers are not specified"),
    "100 message ids": Rule(
        "server", "1-100 message identifiers", 400, "Bad Request: too many message identifiers specified"
    ),
    # callback queries
    "query": Rule(
        "server",
        "QUERY_ID_INVALID: unknown, or older than some 15 s (observed)",
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    ),
    "query answered": Rule(
        "house",
        "a second answer to one query (what Telegram says is reported both ways)",
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    ),
    "toast too long": Rule("documented", "text: 0-200 characters", 400, "Bad Request: MESSAGE_TOO_LONG"),
    # updates
    "webhook is active": Rule(
        "documented", "This method will not work if an outgoing webhook is set up", 409, f"Conflict: {HOOKED}"
    ),
    "second poller": Rule("server", "abort_long_poll: the poll that waits loses", 409, f"Conflict: {POLLS}"),
    "webhook comes": Rule("server", "abort_long_poll(true)", 409, "Conflict: terminated by setWebhook request"),
    "https": Rule(
        "documented",
        "an HTTPS-encrypted POST; a local server may: use an HTTP URL for the webhook",
        400,
        "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
    ),
    "webhook port": Rule(
        "documented",
        "Ports currently supported: 443, 80, 88, 8443",
        400,
        "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
    ),
    "webhook url": Rule("server", "parse_url", 400, "Bad Request: invalid webhook URL specified"),
    "secret": Rule(
        "documented",
        "1-256 characters. Only A-Z, a-z, 0-9, _ and - are allowed",
        400,
        "Bad Request: secret token contains unallowed characters",
    ),
    # how much, how often
    "slow down": Rule(
        "observed", "one message a second in a chat, 30 overall", 429, "Too Many Requests: retry after {seconds}"
    ),
    "file too big": Rule("documented", "files of any type of up to 50 MB", 413, "Request Entity Too Large"),
    "photo too big": Rule(
        "documented",
        "The photo must be at most 10 MB in size",
        400,
        "Bad Request: file of size {size} bytes is too big for a photo; the maximum size is {most} bytes",
    ),
    "no file": Rule("server", "get_input_file == nullptr", 400, "Bad Request: there is no {kind} in the request"),
    "empty file": Rule("server", "TDLib FileManager", 400, "Bad Request: file must be non-empty"),
    "file id": Rule("observed", "", 400, "Bad Request: wrong file identifier/HTTP URL specified"),
    "parameter": Rule("server", "get_required_string_arg", 400, 'Bad Request: parameter "{name}" is required'),
    "coordinates": Rule("observed", "latitude, longitude: Float", 400, "Bad Request: wrong {name} specified"),
    "action": Rule("server", "get_chat_action", 400, "Bad Request: wrong parameter action in request"),
    # what the bot says of itself
    "command": Rule(
        "documented",
        "1-32 characters. Can contain only lowercase English letters, digits and underscores",
        400,
        "Bad Request: BOT_COMMAND_INVALID",
    ),
    "command description": Rule(
        "documented",
        "1-256 characters",
        400,
        "Bad Request: command description length {why}",
    ),
    "100 commands": Rule(
        "documented", "At most 100 commands can be specified", 400, "Bad Request: BOT_COMMANDS_TOO_MUCH"
    ),
    "language": Rule(
        "documented", "A two-letter ISO 639-1 language code", 400, "Bad Request: invalid language code specified"
    ),
    "profile": Rule(
        "documented", "name 0-64, description 0-512, short description 0-120", 400, "Bad Request: {what} is too long"
    ),
}
