"""Measures the whole weekly scan against a stock Scrapy spider and ``wget -r`` on one portal: ``make bench``."""
