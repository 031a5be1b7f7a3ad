"""Documents and interpretations: ``policy_without_interpretation`` and ``item_misfiled``."""

from quality.made_topic import made_topic

TOPIC = made_topic("policies")
