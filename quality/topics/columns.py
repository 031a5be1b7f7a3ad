"""Columns, home pages and the national counts: late, exactly in time, blank, unread."""

from quality.made_topic import made_topic

TOPIC = made_topic("columns", precision="0.98", recall="0.95")
