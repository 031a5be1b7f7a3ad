"""What a unit says of itself: ``functions_outdated`` and ``contact_contradictory``."""

from quality.made_topic import made_topic

TOPIC = made_topic("organisation")
