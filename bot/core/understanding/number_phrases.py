"""The words that people type for numbers, days, times and dates, in English; catalogs give the other languages."""

from bot.core.language.text import Heard

OPTION = Heard("heard.option", "number|option|choice|answer|i choose")
"""Words that may come before the number of a choice."""
ORDINALS = Heard(
    "heard.ordinals",
    "first/the first/first one/the first one/1st/the 1st|second/the second/second one/the second one/2nd/the 2nd"
    "|third/the third/third one/the third one/3rd/the 3rd|fourth/the fourth/the fourth one/4th/the 4th"
    "|fifth/the fifth/the fifth one/5th/the 5th",
)
"""Places on a list, from the first on: the choices on the screen are counted by them."""

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
    "self": Heard("heard.count_self", "me|i|myself|i am"),
    "we": Heard(
        "heard.count_we",
        "we are|we|us|of us|all of us|in our group|in my group|in my family",
    ),
    "there": Heard("heard.count_there", "there are|there is|there s|is there|are there"),
    "for": Heard(
        "heard.count_for",
        "i want|i need|we want|we need|i would like|we would like|i am looking for|can i have|can i get|can we have"
        "|can we get|give me|give us|book|make|appointment for|an appointment for|appointments for|a place for"
        "|places for|a slot for|slots for|one appointment for|the appointment is for|it is for",
    ),
    "and": Heard("heard.count_and", "and|with|plus"),
    "one": Heard(
        "heard.count_one",
        "wife|husband|partner|spouse|mother|mom|father|dad|son|daughter|child|kid|baby|brother|sister"
        "|friend|grandmother|grandfather|girlfriend|boyfriend|cousin|aunt|uncle|adult|grown up|man|woman|boy|girl"
        "|minor|teenager|toddler|infant|grandson|granddaughter|nephew|niece|baby girl|baby boy",
    ),
    "many": Heard(
        "heard.count_many",
        "children|kids|sons|daughters|babies|brothers|sisters|friends|cousins|boys|girls"
        "|grandchildren|parents|others|other people|adults|grown ups|men|women|minors|teenagers|toddlers|infants"
        "|nephews|nieces|wives|husbands",
    ),
    "filler": Heard(
        "heard.count_fillers",
        "we are|it is|we|us|of us|all of us|are|people|persons|person|in total|total"
        "|together|family of|a family of|group of|a group of|in my group|in our group|in my family"
        "|just|only|the|my|our|all|a|an|now|today",
    ),
}
"""How many people: "me and my two kids". Words of "one" count one without a number; words of "many" need a number.

Words of "we" say that the speaker is among the people who are counted; words of "there" do not: "there are two men".
Words of "for" ask for something for people; the speaker may be one of them or not: "an appointment for 3".
"""

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
    "today/this day/tonight/this evening/this morning/this afternoon"
    "|tomorrow|day after tomorrow/the day after tomorrow/after tomorrow",
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
DATE_ORDERS = ("day first", "either")
DATE_ORDER = Heard("heard.date_order", "either")
"""How 5/12 is read: "day first", or "either" where people write both orders and mean different days."""
FIRST = Heard("heard.first", "first")
"""Words for the first day of a month."""
ORDINAL_ENDINGS = Heard("heard.ordinal_endings", "st|nd|rd|th")
"""Letters written directly after the number of a day."""
DAY_FILLERS = Heard(
    "heard.day_fillers",
    "on|the|next|this|coming|of|for|at|in|day|date|in the morning|morning|in the afternoon|afternoon"
    "|in the evening|evening|at night|night|i prefer|i choose|i want|it is"
    "|better|rather|make it|what about|how about|i would like|i can|we can|only|just|can we|can i|could we|could i"
    "|come|go|is it possible|possible|to|do you have|there|is there|we want|a place",
)
"""Words around a day, or after its number, that do not change the meaning."""

WISHES = {
    "soonest": Heard(
        "heard.wish_soonest",
        "the soonest|soonest|soon|as soon as possible|asap|the earliest|earliest|the earliest day|the first day"
        "|the first available|first available|the next available|next available|the next one|the nearest day"
        "|as early as possible|any day|any time|anytime|whenever|any|right away|now|quickly|the first free day",
    ),
    "this_week": Heard("heard.wish_this_week", "this week|in this week|later this week|during this week"),
    "next_week": Heard(
        "heard.wish_next_week", "next week|in next week|the next week|the week after|the coming week|during next week"
    ),
    "weekend": Heard("heard.wish_weekend", "weekend|the weekend|this weekend|on the weekend|at the weekend|week end"),
    "morning": Heard(
        "heard.wish_morning", "morning|mornings|in the morning|in the mornings|the morning|a morning|before noon"
    ),
    "afternoon": Heard(
        "heard.wish_afternoon",
        "afternoon|afternoons|in the afternoon|in the afternoons|the afternoon|after noon|evening|in the evening",
    ),
    "or": Heard("heard.wish_or", "or|and"),
    "filler": Heard(
        "heard.wish_fillers",
        "only|just|of|can we|can i|next|i want|we want|i would like|i prefer|i can|i can only|we can|for|on|in|at|one"
        "|a|an|the|day|days|time|it is|possible|better|if possible|come|go|please|appointment|an appointment|is|be"
        "|good|best|for me|to",
    ),
}
"""When people want to come, other than one day or hour; all words of an answer must be among these."""

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
    "at": Heard("heard.clock_at", "at|the one at|around"),
    "filler": Heard("heard.clock_fillers", "at|the|for|i prefer|i choose"),
}
"""The parts of a clock time: words before (`at`) or after the hour, and words for the part of the day."""

IN_ORDER = (NUMBERS, ORDINALS, WEEKDAYS, MONTHS, DAYS, HOURS)
"""Lists in which the place of a word is its meaning."""
