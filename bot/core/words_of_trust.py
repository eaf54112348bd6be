"""The words that people type about money that somebody wants of them, and about the day of their birth."""

from bot.core.language import Heard

MONEY = Heard(
    "heard.money",
    "somebody asked me for money|someone asked me for money|they asked me for money|they ask me for money"
    "|they asked me to pay|someone asked me to pay|somebody asked me to pay|they want money|they want me to pay"
    "|they are asking me for money|i was asked to pay|do i have to pay|do i need to pay|must i pay|is it free"
    "|how much does it cost|how much do i have to pay|i paid|i paid for an appointment|they made me pay"
    "|they charged me|they are selling appointments|someone sells appointments|scam|i was scammed",
)
"""Somebody asked me for money: heard at every step."""
BIRTH = Heard("heard.birth", "born|born on|i was born|i was born on|birthday|my birthday is|date of birth|year")
"""Words around the day on which somebody was born."""
