"""Feeds of accounts: ``account_dormant`` (a veto) and ``account_quiet``."""

from quality.made_topic import made_topic

TOPIC = made_topic("accounts")
