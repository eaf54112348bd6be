"""The words of the desk that several pages share."""

from collections.abc import Mapping

from bot.core.desk.acts import Role
from bot.core.language.text import Text

WORDS = {
    "title": Text("desk.title", "Desk"),
    "table": Text("desk.table", "Table"),
    "team": Text("desk.team", "Who is here"),
    "tonight": Text("desk.tonight", "Tonight"),
    "help": Text("desk.help", "Help"),
    "paper": Text("desk.paper", "Paper"),
    "print": Text("desk.print", "Print"),
    "print_use": Text("desk.print.use", "Print this page with your browser: Ctrl and P. The buttons are not printed."),
    "account": Text("desk.account", "My account"),
    "lock": Text("desk.lock", "Lock"),
    "name": Text("desk.name", "Your name"),
    "passphrase": Text("desk.passphrase", "Your passphrase"),
    "again": Text("desk.passphrase.again", "The passphrase once more"),
    "number": Text("desk.number", "A number of 4 to 6 digits for this evening"),
    "number_use": Text("desk.number.use", "Choose it now. With it you open the lock. Everybody has their own."),
    "sign_in": Text("desk.sign_in", "Sign in"),
    "sign_out": Text("desk.sign_out", "Sign out"),
    "everywhere": Text("desk.everywhere", "Sign out on all machines"),
    "close": Text("desk.close", "Close the evening"),
    "close_use": Text("desk.close.use", "This signs you out on all machines, and leaves nothing on this one."),
    "close_all": Text("desk.close_all", "Close the evening for everybody"),
    "close_all_use": Text("desk.close_all.use", "This signs everybody out at once. Ask them first."),
    "language": Text("desk.language", "Language of the desk"),
    "locked": Text("desk.locked", "Locked"),
    "locked_use": Text("desk.locked.use", "{name}, type your number of this evening. Nothing was lost."),
    "locked_number": Text("desk.locked.number", "Your number"),
    "open": Text("desk.open", "Open"),
    "nobody": Text("desk.table.nobody", "Nobody is at your table yet."),
    "since": Text("desk.since", "since {time}"),
    "choose": Text("desk.passphrase.choose", "Choose four words that have nothing to do with each other."),
    "back": Text("desk.back", "Back to the desk"),
    "chat": Text("desk.chat", "To the chat"),
    "machine": Text("desk.certificate", "On a tablet, open this address. Compare this before you go on:"),
}
ROLES: Mapping[Role, Text] = {
    Role.VOLUNTEER: Text("desk.role.volunteer", "volunteer"),
    Role.SITE_DESK: Text("desk.role.site_desk", "desk at a site"),
    Role.COORDINATOR: Text("desk.role.coordinator", "coordinator"),
    Role.ADMIN: Text("desk.role.admin", "in charge of accounts"),
}
WRONG = Text("desk.wrong", "The name or the passphrase is wrong. Nothing is lost. Try again.")
TOO_MANY = Text(
    "desk.too_many",
    "Too many wrong tries. Nothing is lost. Try again in {hours} h, or ask a coordinator for a new link.",
)
NOT_TWICE = Text("desk.passphrase.twice", "The two passphrases are not the same. Nothing is lost. Try again.")
WEAK = Text(
    "desk.passphrase.weak",
    "That is too easy to guess. Nothing is lost. Take four words that have nothing to do with each other, with 15 "
    "letters or more.",
)
WRONG_NUMBER = Text(
    "desk.number.wrong", "This is not the number. Nothing is lost. Try again: after five wrong ones you sign in again."
)
NO_NUMBER = Text("desk.number.none", "The number needs 4 to 6 digits. Nothing is lost. Try again.")
OLD = Text("desk.old", "This page was open for too long. Nothing is lost. Try again.")
NO_LINK = Text("desk.link.none", "This link was used or is too old. Nothing is lost. Ask for a new one.")
AGAIN = Text("fault.again", "Try again")
NO_PAGE = Text("desk.no_page", "There is no such page at your desk. Nothing is lost.")
ELSEWHERE = Text(
    "desk.elsewhere",
    "Without encryption the desk opens only on the laptop itself. For other devices, on the laptop: {command}",
    command="randevou desk certificate",
)
