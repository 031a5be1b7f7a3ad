"""Time stamps of an authority (RFC 3161) over a day's root. Off unless an address is set."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, Request, build_opener

#: A time stamp with its certificates has some kilobytes.
_MOST_BYTES = 256 * 1024


class StampError(Exception):
    """No time stamp, or one that does not hold; the text (Chinese) says why."""


def request_stamp(address: str, root: str, seconds: float, proxy: str | None = None) -> bytes:
    """The answer (DER) of the authority at ``address`` (http or https) about ``root``. Raises ``StampError``."""
    # Here and below: a tenth of a second that only stamping pays, not every command.
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, decode_timestamp_response  # noqa: PLC0415

    asked = TimestampRequestBuilder().data(root.encode()).hash_algorithm(HashAlgorithm.SHA256).build()
    request = Request(  # noqa: S310 - settings admit http and https only
        address, asked.as_bytes(), {"Content-Type": "application/timestamp-query"}
    )
    opener = build_opener(ProxyHandler({"http": proxy, "https": proxy} if proxy else {}))
    try:
        with opener.open(request, timeout=seconds) as answer:
            body: bytes = answer.read(_MOST_BYTES + 1)
    except (URLError, OSError, ValueError) as problem:
        raise StampError(f"时间戳服务没有应答（{type(problem).__name__}）") from problem
    if len(body) > _MOST_BYTES:
        raise StampError("时间戳服务的应答过大")
    try:
        told = decode_timestamp_response(body)
        nonce = told.tst_info.nonce
    except ValueError as problem:
        raise StampError("时间戳服务的应答无法读取，或请求被拒绝") from problem
    if nonce != asked.nonce:
        raise StampError("时间戳服务答复的不是本次请求")
    return body


def stamped_at(token: bytes, root: str, roots: Path | None) -> datetime:
    """When the authority saw ``root``. With ``roots`` (PEM) its signature is verified, without it only that the stamp
    is about this root. Raises ``StampError``.
    """
    from cryptography.x509 import load_pem_x509_certificates  # noqa: PLC0415
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response  # noqa: PLC0415

    try:
        told = decode_timestamp_response(token)
        info = told.tst_info
        imprint = info.message_imprint.message
    except ValueError as problem:
        raise StampError("无法读取") from problem
    if imprint != sha256(root.encode()).digest():
        raise StampError("不是对这个封存值签发的")
    if roots is not None:
        try:
            certificates = load_pem_x509_certificates(roots.read_bytes())
        except (OSError, ValueError) as problem:
            raise StampError(f"根证书文件 {roots} 无法读取") from problem
        builder = VerifierBuilder()
        for certificate in certificates:
            builder = builder.add_root_certificate(certificate)
        try:
            builder.build().verify_message(told, root.encode())
        except (VerificationError, ValueError) as problem:
            raise StampError(f"签名不能验证（{problem}）") from problem
    return info.gen_time
