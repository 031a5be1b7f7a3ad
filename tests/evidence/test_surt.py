"""Keys of addresses are those that replayers make: the values are the Internet Archive's own (package surt 0.3.1)."""

from __future__ import annotations

import pytest

from evidence.surt import surt

KEYS = [
    ("http://www.dazu.gov.cn/qzfbm/yw/", "cn,gov,dazu)/qzfbm/yw"),
    ("http://www.dazu.gov.cn", "cn,gov,dazu)/"),
    ("http://127.0.0.1:45543/Page.html", "1,0,0,127:45543)/page.html"),
    ("https://A.example:443/x", "example,a)/x"),
    ("http://a.example:80/", "example,a)/"),
    ("http://a.example:8080/A/B?b=2&a=1", "example,a:8080)/a/b?a=1&b=2"),
    ("http://a.example/?x", "example,a)/?x"),
    ("http://a.example/x?", "example,a)/x"),
    ("http://a.example/文件.html", "example,a)/%e6%96%87%e4%bb%b6.html"),
    ("http://a.example/%E6%96%87.html", "example,a)/%e6%96%87.html"),
    ("http://a.example/a b", "example,a)/a%20b"),
    ("http://www2.a.example/", "example,a)/"),
    ("http://a.example/x?PHPSESSID=0123456789abcdef0123456789abcdef&b=1", "example,a)/x?b=1"),
    ("http://a.example//x//", "example,a)/x"),
    ("http://a.example/x/../y/./z", "example,a)/y/z"),
    ("http://a.example/x?q=%e6%96%87", "example,a)/x?q=%e6%96%87"),
    ("http://a.example/x?a=1&a=0&&", "example,a)/x?&&a=0&a=1"),
    ("https://evidence.invalid/000001-a.png", "invalid,evidence)/000001-a.png"),
    ("http://中文.example/", "example,xn--fiq228c)/"),
    ("http://a.example/%2e%2e/x", "example,a)/../x"),
    ("http://a.example/x?A=B", "example,a)/x?a=b"),
    ("http://a.example/index.html", "example,a)/index.html"),
    ("http://a.example/?sid=9682993c8daa2c5497996114facdc805", "example,a)/"),
    ("http://a.example/x%2Fy", "example,a)/x/y"),
    ("http://a.example/(a)", "example,a)/(a)"),
    ("http://a.example/x?b&a=", "example,a)/x?a=&b"),
    ("http://a.example/x?a=%2526", "example,a)/x?&a="),
    ("http://a.example/x/?a=1&sid=9682993c8daa2c5497996114facdc805&c=2", "example,a)/x?a=1&c=2"),
    ("http://a.example/x?a=b#c", "example,a)/x?a=b"),
    ("http://a.example/x?url=http://b.example/?c=1&d", "example,a)/x?d&url=http://b.example/?c=1"),
    ("http://www.a.example:81/../../x", "example,a:81)/x"),
    ("http://a.example/x/..", "example,a)/"),
    ("http://a.example/x;a=1/y", "example,a)/x;a=1/y"),
    ("http://a.example/x?a+b=c%20d", "example,a)/x?a+b=c%20d"),
    ("http://a.example/%25E6", "example,a)/%e6"),
    ("http://wwww.example/x", "example,wwww)/x"),
    ("http://user:pw@a.example/x", "example,a)/x"),
    ("http://a.example/x?ASPSESSIONIDABCDEFGH=ABCDEFGHIJKLMNOPQRSTUVWX&b=1", "example,a)/x?b=1"),
]


@pytest.mark.parametrize(("address", "key"), KEYS)
def test_replayers_find_the_address_under_the_same_key(address: str, key: str) -> None:
    assert surt(address) == key
