"""The words that people type for numbers, days, times and dates, in English; catalogs give the other languages."""

from bot.core.language.text import Heard

OPTION = Heard("heard.option", "number|option|choice|answer|i choose")
"""Words that may come before the number of a choice."""

NUMBERS = Heard(
    "heard.numbers",
    "zero|one/a single one|two/both/both of us/a couple|three|four|five|six|seven|eight|nine|ten"
    "|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
    "|twenty|twenty one|twenty two|twenty three|twenty four"
    "|twenty five|twenty six|twenty seven|twenty eight|twenty nine"
    "|thirty|thirty one|thirty two|thirty three|thirty four"
    "|thirty five|thirty six|thirty seven|thirty eight|thirty nine"
    "|forty|forty one|forty two|forty three|forty four|forty five|forty six|forty seven|forty eight|forty nine"
    "|fifty|fifty one|fifty two|fifty three|fifty four|fifty five|fifty six|fifty seven|fifty eight|fifty nine"
    "|sixty|sixty one|sixty two|sixty three|sixty four|sixty five|sixty six|sixty seven|sixty eight|sixty nine"
    "|seventy|seventy one|seventy two|seventy three|seventy four"
    "|seventy five|seventy six|seventy seven|seventy eight|seventy nine"
    "|eighty|eighty one|eighty two|eighty three|eighty four"
    "|eighty five|eighty six|eighty seven|eighty eight|eighty nine"
    "|ninety|ninety one|ninety two|ninety three|ninety four"
    "|ninety five|ninety six|ninety seven|ninety eight|ninety nine",
)
"""Numbers in order, from zero."""

COUNT = {
    "alone": Heard(
        "heard.count_alone",
        "just me|only me|me|myself|me alone|alone|by myself|just myself|i am alone|just i|only i|on my own|me only",
    ),
    "self": Heard("heard.count_self", "me|i|myself"),
    "and": Heard("heard.count_and", "and|with|plus"),
    "one": Heard(
        "heard.count_one",
        "wife|husband|partner|spouse|mother|mom|father|dad|son|daughter|child|kid|baby|brother|sister"
        "|friend|grandmother|grandfather|girlfriend|boyfriend|cousin|aunt|uncle",
    ),
    "many": Heard(
        "heard.count_many",
        "children|kids|sons|daughters|babies|brothers|sisters|friends|cousins|boys|girls"
        "|grandchildren|parents|others|other people",
    ),
    "filler": Heard(
        "heard.count_fillers",
        "we are|there are|it is|we|us|of us|all of us|are|people|persons|person|in total|total"
        "|together|family of|a family of|group of|a group of|in my group|in our group|in my family"
        "|just|only|the|my|our|all",
    ),
}
"""How many people: "me and my two kids". Words of "one" count one without a number; words of "many" need a number."""

AGE = Heard("heard.age", "i am|he is|she is|years old|years|year old|of age")
"""Words before or after a number of years."""
OWN_AGE = Heard(
    "heard.own_age", "i am|i am only|i am just|my age is|i turned|i turn|i will be|i am almost|i am yet|i am even"
)
"""Words directly before the own age."""
HAS_AGE = Heard(
    "heard.has_age", "he is|she is|is|are|aged|age|age of|they are|turned|who is|of|only|just|about|almost|is only"
)
"""Words directly before somebody else's age."""
YEARS = Heard(
    "heard.years", "years old|year old|years|year|yrs|yrs old|yo|y o|years of age|yet|years old yet|years yet"
)
"""Words directly after an age."""
YEARS_SPENT = Heard("heard.years_spent", "in|here|ago|living|waiting|on|since|outside|without|of|that|experience")
"""Words after "years" that make them a stretch of time: "3 years in Mexico"."""
MINOR = Heard(
    "heard.minor", "i am a minor|i am minor|i am underage|i am a child|i am a kid|i am still a child|i am under 18"
)
"""What a child says without an age."""

WEEKDAYS = Heard(
    "heard.weekdays",
    "monday/munday|tuesday/tues/tuseday|wednesday/weds/wensday/wenesday|thursday/thur/thurs|friday|saturday|sunday",
)
MONTHS = Heard(
    "heard.months",
    "january|february/febuary|march|april|may|june|july|august|september/sept|october|november|december",
)
DAYS = Heard(
    "heard.days",
    "today/this day|tomorrow|day after tomorrow/the day after tomorrow/after tomorrow",
)
"""Today, tomorrow and the day after tomorrow."""
DAYS_AWAY = {
    "after": Heard("heard.days_after", "in|from now|from today"),
    "unit": Heard("heard.days_unit", "day/days|week/weeks"),
    "one": Heard("heard.days_one", "a day|a week"),
    "loose": Heard("heard.days_loose", "a fortnight|a couple of days|a few days"),
    "next_week": Heard("heard.next_week", "next week|of next week|the coming week"),
    "mark": Heard("heard.day_mark", "the|date"),
}
"""Words for a day some time from today.

`after` and `unit`: "in 3 days", with the units day and week. `one`: one of each unit. `loose`: times that people count
differently ("quince días"). `next_week`: the week after this one. `mark`: makes a number a day of the month ("el 25").
"""
DATE_ORDER = Heard("heard.date_order", "either")
"""How 5/12 is read: "day first", or "either" where people write both orders and mean different days."""
FIRST = Heard("heard.first", "first")
"""Words for the first day of a month."""
ORDINAL_ENDINGS = Heard("heard.ordinal_endings", "st|nd|rd|th")
"""Letters written directly after the number of a day."""
DAY_FILLERS = Heard(
    "heard.day_fillers",
    "on|the|next|this|coming|of|for|at|in|day|date|in the morning|morning|in the afternoon|afternoon"
    "|in the evening|evening|at night|night|i prefer|i choose|i want|it is",
)
"""Words around a day, or after its number, that do not change the meaning."""

HOURS = Heard(
    "heard.hours",
    "twelve at night|one o'clock|two o'clock|three o'clock|four o'clock|five o'clock|six o'clock"
    "|seven o'clock|eight o'clock|nine o'clock|ten o'clock|eleven o'clock|twelve o'clock",
)
"""Names of hours, from midnight."""
CLOCK = {
    "mark": Heard("heard.clock_mark", "o'clock|oclock|h|hrs|hours"),
    "morning": Heard("heard.clock_morning", "am|a.m.|in the morning|morning"),
    "afternoon": Heard(
        "heard.clock_afternoon",
        "pm|p.m.|in the afternoon|afternoon|in the evening|evening",
    ),
    "night": Heard("heard.clock_night", "at night|night"),
    "noon": Heard("heard.clock_noon", "noon|midday"),
    "midnight": Heard("heard.clock_midnight", "midnight"),
    "half": Heard("heard.clock_half", "thirty"),
    "quarter": Heard("heard.clock_quarter", "fifteen"),
    "filler": Heard("heard.clock_fillers", "at|the|for|i prefer|i choose"),
}
"""The parts of a clock time: words after the hour, and words for the part of the day."""
