"""The server behind an answer is written in one way and read back."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from inspection.answered import Server


@pytest.mark.parametrize(
    ("server", "written"),
    [
        (Server(ip_address("192.0.2.7"), 80), "192.0.2.7:80"),
        (Server(ip_address("2001:db8::7"), 443), "[2001:db8::7]:443"),
        (Server(ip_address("127.0.0.1"), 3128, proxy=True), "proxy 127.0.0.1:3128"),
        (Server(ip_address("::1"), 3128, proxy=True), "proxy [::1]:3128"),
    ],
)
def test_written_and_read_back(server: Server, written: str) -> None:
    assert str(server) == written
    assert Server.read(written) == server


@pytest.mark.parametrize("text", ["", "192.0.2.7", "www.example:80", "192.0.2.7:", "proxy"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Server.read(text)
