"""Which spellings of an address may be asked."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from crawler.address_guard import AddressPolicy, ForbiddenAddress, read_place

SITE = "http://www.dazu.gov.cn/qzfbm/"

#: Refused even when somebody writes them into the registry.
PRIVATE = [
    # this machine, in all its spellings
    "http://127.0.0.1/",
    "http://127.0.0.1:8080/",
    "http://127.1/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0X7F.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://127.0.0.1./",
    "http://0/",
    "http://0.0.0.0/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://www.localhost/",
    "http://localhost.localdomain/",
    "http://[::1]/",
    "http://[::]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    # the same in full-width characters, circled digits and ideographic dots
    "http://１２７.０.０.１/",
    "http://127。0。0。1/",
    "http://127．0．0．1/",
    "http://127｡0｡0｡1/",
    "http://①②⑦.⓪.⓪.①/",
    "http://ｌｏｃａｌｈｏｓｔ/",
    "http://127.0.0.1#@www.dazu.gov.cn/",
    # private, link-local, shared, metadata, transition and special networks
    "http://10.0.0.1/",
    "http://172.16.5.4/",
    "http://192.168.1.1/",
    "http://3232235777/",
    "http://169.254.169.254/latest/meta-data/",
    "http://0xA9FEA9FE/",
    "http://[::ffff:169.254.169.254]/",
    "http://100.64.0.1/",
    "http://100.100.100.200/",
    "http://168.63.129.16/",
    "http://metadata.google.internal/",
    "http://[fe80::1]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:c0a8:101::1]/",
    "http://[2001:0:7f00:1::]/",
    "http://224.0.0.1/",
    "http://[ff02::1]/",
    "http://255.255.255.255/",
    "http://192.0.0.8/",
    "http://198.18.0.1/",
]

#: Parsers disagree about them, or they are not the web: nobody is asked.
MALFORMED = [
    "http://127.0.0.1:80\\@www.dazu.gov.cn/",
    "http://www.dazu.gov.cn\\.evil.example/",
    "http://www.dazu.gov.cn@127.0.0.1/",
    "http://www.dazu.gov.cn:80@evil.example/",
    "http://www.dazu.gov.cn%2eevil.example/",
    "http://%77ww.dazu.gov.cn/",
    "http://www.dazu.gov.cn\r\nHost: evil.example/",
    "http://www.dazu.\tgov.cn/",
    "http://www dazu.gov.cn/",
    "http:///www.dazu.gov.cn/",
    "http:www.dazu.gov.cn/",
    "http://[::1/",
    "http://[fe80::1%25eth0]/",
    "http://www.dazu.gov.cn:0/",
    "http://www.dazu.gov.cn:99999/",
    "http://1.2.3.4.5/",
    "http://1.2.3.999/",
    "http://0x7g.1/",
    "http://.dazu.gov.cn/",
    "http://www..dazu.gov.cn/",
    # not the web
    "file:///etc/passwd",
    "data:text/html,hello",
    "ftp://www.dazu.gov.cn/",
    "gopher://www.dazu.gov.cn/",
    "javascript:alert(1)",
    "//www.dazu.gov.cn/",
    "",
]

#: Well-formed and public, but nobody registered them.
UNREGISTERED = [
    "http://evil.example?@www.dazu.gov.cn/",
    "http://www.dazu.gov.cn.evil.example/",
    "http://evil.example/www.dazu.gov.cn/",
    "http://dazu.gov.cn.evil.example/",
    "http://www.dazu.gov.cn:22/",
    "http://8.8.8.8/",
]

ALLOWED = [
    "http://www.dazu.gov.cn/",
    "https://www.dazu.gov.cn/qzfbm/t1.html",
    "http://WWW.DAZU.GOV.CN:80/",
    "http://dazu.gov.cn./",
    "http://ｗｗｗ.dazu。gov．cn/",
    "http://www.dazu.gov.cn/大足 区/t1.html?a=@b",
]


@pytest.mark.parametrize("url", PRIVATE)
def test_private_addresses_are_refused_even_if_registered(url: str) -> None:
    read_place(url)  # well-formed: it is the place that is refused, not the spelling
    policy = AddressPolicy.of([SITE, url], allow_private=(), proxy=None)
    with pytest.raises(ForbiddenAddress, match=r"本机|内网|链路|特殊|过渡|组播|保留|未指定"):
        policy.check(url)


@pytest.mark.parametrize("url", MALFORMED)
def test_ambiguous_spellings_are_refused(url: str) -> None:
    with pytest.raises(ForbiddenAddress):
        read_place(url)


@pytest.mark.parametrize("url", UNREGISTERED)
def test_only_registered_places_are_asked(url: str) -> None:
    read_place(url)
    with pytest.raises(ForbiddenAddress, match="不是登记的站点"):
        AddressPolicy.of([SITE], allow_private=(), proxy=None).check(url)


@pytest.mark.parametrize("url", ALLOWED)
def test_may_be_asked(url: str) -> None:
    policy = AddressPolicy.of([SITE], allow_private=(), proxy=None)
    assert policy.check(url).host in ("www.dazu.gov.cn", "dazu.gov.cn")


@pytest.mark.parametrize(
    ("entry", "url", "allowed"),
    [
        ("127.0.0.1", "http://127.0.0.1:9/", True),
        ("127.0.0.1", "http://2130706433:9/", True),
        ("127.0.0.1", "http://127.0.0.2:9/", False),
        ("10.0.0.0/8", "http://10.1.2.3:9/", True),
        ("10.0.0.0/8", "http://192.168.0.1:9/", False),
        ("localhost", "http://localhost:9/", True),
        ("fd00::/8", "http://[fd00::7]:9/", True),
    ],
)
def test_exceptions_are_exact(entry: str, url: str, allowed: bool) -> None:
    policy = AddressPolicy.of([url], allow_private=(entry,), proxy=None)
    if allowed:
        policy.check(url)
    else:
        with pytest.raises(ForbiddenAddress):
            policy.check(url)


def test_a_port_beside_the_registered_one_is_another_server() -> None:
    policy = AddressPolicy.of(["http://127.0.0.1:8000/"], allow_private=("127.0.0.1",), proxy=None)
    policy.check("http://127.0.0.1:8000/other")
    with pytest.raises(ForbiddenAddress, match="8001"):
        policy.check("http://127.0.0.1:8001/")


@pytest.mark.parametrize(
    ("host", "address", "refused"),
    [
        ("www.dazu.gov.cn", "127.0.0.1", True),  # the name was rebound
        ("www.dazu.gov.cn", "::ffff:10.0.0.1", True),
        ("www.dazu.gov.cn", "222.177.10.1", False),
        ("www.dazu.gov.cn", "2408:8000::1", False),
        ("inside.example", "10.9.9.9", False),  # the exception names the host, wherever it leads
        ("proxy.example", "192.168.0.9", False),  # connections to the proxy itself
    ],
)
def test_addresses_behind_names(host: str, address: str, refused: bool) -> None:
    policy = AddressPolicy.of([SITE], allow_private=("inside.example",), proxy="http://proxy.example:3128")
    assert (policy.fault(host, ip_address(address)) is not None) is refused


def test_a_proxy_does_not_make_literal_addresses_harmless() -> None:
    policy = AddressPolicy.of(["http://127.0.0.1/"], allow_private=(), proxy="http://127.0.0.1:3128")
    with pytest.raises(ForbiddenAddress, match="本机地址"):
        policy.check("http://127.0.0.1/")
