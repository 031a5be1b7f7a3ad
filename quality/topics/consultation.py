"""Home pages with and without an online way to ask or suggest: ``no_consultation_channel``."""

from quality.made_topic import made_topic

TOPIC = made_topic("consultation")
