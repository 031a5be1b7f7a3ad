"""One reader per feed format: bytes in, ``FeedReading`` out."""
