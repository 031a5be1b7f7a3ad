"""Meta tags of the page standard on home pages, lists and articles: ``meta_missing``."""

from quality.made_topic import made_topic

TOPIC = made_topic("metas")
