"""Single letters of public mailboxes: ``letter_unanswered``, the three-month veto read off the letter's own page."""

from quality.made_topic import made_topic

TOPIC = made_topic("letters")
