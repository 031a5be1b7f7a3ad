"""What Scrapy's tutorial leads to: a CrawlSpider with a LinkExtractor and nothing else."""

from __future__ import annotations

from scrapy.linkextractors import LinkExtractor
from scrapy.spiders import CrawlSpider, Rule


class StockSpider(CrawlSpider):
    name = "stock"
    rules = (Rule(LinkExtractor(), follow=True),)

    def __init__(self, start: str) -> None:
        super().__init__(start_urls=[start])
