"""Links gone or only unverified, and certificates: ``link_dead`` and ``not_https_or_expired``."""

from quality.made_topic import made_topic

TOPIC = made_topic("links")
