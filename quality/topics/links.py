"""Links and pages, gone or only unverified, and certificates."""

from quality.made_topic import made_topic

TOPIC = made_topic("links")
