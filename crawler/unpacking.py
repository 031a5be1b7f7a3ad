"""Unpacks compressed bodies and names what can go wrong with them."""

from __future__ import annotations

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response


class BodyTooLarge(Exception):
    """Unpacked, the body is larger than ``DOWNLOAD_MAXSIZE`` (a compression bomb, usually)."""


class BodyUndecodable(Exception):
    """The body is not what its Content-Encoding says, or packed in a way we cannot unpack."""


class Unpacking(HttpCompressionMiddleware):
    """Scrapy's middleware; its generic exceptions become the two above."""

    def process_response(
        self,
        request: Request,
        response: Response,
        spider: Spider | None = None,
    ) -> Request | Response:
        if not response.body:
            return response
        try:
            unpacked = super().process_response(request=request, response=response)
        except IgnoreRequest as problem:
            raise BodyTooLarge from problem
        except Exception as problem:  # each of the four formats has error classes of its own
            raise BodyUndecodable("压缩内容损坏") from problem
        left = unpacked.headers.get("Content-Encoding")
        if left and left.strip().lower() != b"identity":
            raise BodyUndecodable(f"不支持的压缩方式 {left.decode('ascii', 'replace')[:40]}")
        return unpacked
