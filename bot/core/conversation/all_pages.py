"""All pages outside the booking steps, and which of them a person may open."""

from bot.core.conversation.page import Page
from bot.core.conversation.pages import (
    afterwards,
    ask_back,
    ask_for_place,
    ask_operator,
    call_for_help,
    cancel,
    change_group,
    change_language,
    close,
    correct_answers,
    end_help,
    erase,
    get_help,
    leave_group,
    menu,
    my_data,
    recover_case,
    report_scam,
    restart,
    set_pin,
    show_status,
    stop,
    volunteer,
    wait,
    withdraw,
)
from bot.core.conversation.state import Conversation
from bot.core.conversation.steps import come_back

PAGES: dict[str, Page] = {
    page.id: page
    for module in (
        menu, call_for_help, get_help, report_scam, change_language, show_status, cancel, restart, erase, leave_group,
        change_group, close, my_data, correct_answers, set_pin, recover_case, come_back, stop, volunteer, ask_back,
        ask_operator, afterwards, wait, ask_for_place, withdraw,
        end_help,
    )
    for page in module.PAGES
}  # fmt: skip
"""The pages outside the booking steps, by the id that a conversation stores while a page is open."""
OUTCOMES = {outcome: page for page in PAGES.values() for outcome in page.outcomes}
"""For each kind of outcome, the page that reports it, even if another page is open by then."""
COMMANDS = frozenset(page.id for page in PAGES.values() if page.command) | {"back"}
WHILE_LOCKED = frozenset(page.id for page in PAGES.values() if page.command and page.quiet)
"""The commands allowed while a conversation is locked: they show nothing of the case."""
WHILE_READING = (WHILE_LOCKED - {"recover"}) | {"old"}
"""The commands allowed where there is nothing to book: they speak of no appointment here."""
OWN_DATA = ("know", "privacy", "forget")


def may_open_while_reading(command: str, conversation: Conversation) -> bool:
    """Return whether a page may be opened where there is nothing to book; what is kept stays in people's hands."""
    return command in WHILE_READING or (conversation.consented and command in OWN_DATA)
