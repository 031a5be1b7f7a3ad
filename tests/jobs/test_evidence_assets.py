"""Pictures of pages in their own style sheets and pictures: fetched once and gently, shown without any network."""

from __future__ import annotations

import io
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from dressed_site import NOW, WORDS, DressedSite, found_on, picture, serving_site
from PIL import Image
from warcio.archiveiterator import ArchiveIterator

from db import evidence
from db.findings import StoredFinding
from facts.masking import mask_personal
from inspection.manifest import Manifest, read_manifest
from jobs.evidence_capture import capture
from jobs.evidence_export import Purpose, export_finding
from jobs.evidence_verify import verify_file, verify_store
from jobs.evidence_wanted import evidence_store
from jobs.workspace import Workspace

pytestmark = pytest.mark.skipif(shutil.which("chromium-headless-shell") is None, reason="no browser here")

RED, GREEN, BLUE, GOLD = (200, 20, 20), (20, 160, 60), (30, 60, 200), (220, 180, 40)
PAGE = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>通知</title>
<link rel="stylesheet" href="css/main.css"><link rel="stylesheet" media="print" href="css/print.css">
<script src="js/run.js"></script></head>
<body class="home"><div id="head">政府门户网站</div><div id="left">栏目</div>
<div id="right"><p>{WORDS}。</p><img src="img/seal.png" alt="印章" width="100" height="100"></div>
<iframe src="frame.html"></iframe></body></html>"""
SHEET = """@import url(colours.css);
body.home{margin:0} #head{height:100px}
#left{float:left;width:300px;height:400px;background:url("../img/tile.png")}
#right{margin-left:300px;padding:20px} .unused{background:url(../img/absent.png)} @font-face{src:url(f.woff)}"""


@pytest.fixture
def site() -> Iterator[DressedSite]:
    with serving_site() as site:
        site.answers = {
            "/css/main.css": ("text/css", SHEET.encode()),
            "/css/colours.css": ("text/css", b"#head{background:rgb(200,20,20)}"),
            "/css/print.css": ("text/css", b"#head{display:none}"),
            "/img/tile.png": ("image/png", picture(GREEN)),
            "/img/seal.png": ("image/png", picture(BLUE)),
        }
        yield site


def taken(work: Workspace, found: list[StoredFinding], *, assets: bool = True) -> Manifest:
    """The manifest of the one finding, after its evidence was taken."""
    report = capture(work, found, assets=assets)
    assert report.failed == {}
    with work.database.reading() as cx:
        return read_manifest(evidence.of_findings(cx, [found[0].id])[found[0].id][-1].document)


def body(work: Workspace, manifest: Manifest, name: str) -> bytes:
    member = manifest.member(name)
    assert member is not None, name
    return evidence_store(work).get(member.sha256)


def pixels(work: Workspace, manifest: Manifest, *places: tuple[int, int], name: str = "page.png") -> list[Any]:
    with Image.open(io.BytesIO(body(work, manifest, name))) as shot:
        return [shot.convert("RGB").getpixel(place) for place in places]


def replayed(work: Workspace, finding_id: str, folder: Path) -> dict[str, tuple[str, bytes]]:
    """Media type and body by address in the exported file, which is checked on the way."""
    exported = export_finding(work, finding_id, folder / "out", Purpose("甲", NOW, ""))
    assert verify_file(work, exported.path).faults == []
    with ZipFile(exported.path) as packed:
        archive = packed.read("archive/data.warc.gz")
        assert max(name.count("/") for name in packed.namelist()) == 1  # deeper, `wacz validate` does not find them
    found: dict[str, tuple[str, bytes]] = {}
    for record in ArchiveIterator(io.BytesIO(archive)):
        headers = record.http_headers or record.rec_headers
        url = record.rec_headers.get_header("WARC-Target-URI")
        found[url] = (headers.get_header("Content-Type"), record.content_stream().read())
    return found


def test_the_picture_shows_the_layout_and_colours_of_the_page(site: DressedSite, tmp_path: Path) -> None:
    with found_on(site, PAGE, tmp_path) as (work, found):
        manifest = taken(work, found)
        assert pixels(work, manifest, (600, 50), (150, 300), (370, 250)) == [RED, GREEN, BLUE]
        (mark,) = manifest.told["marks"]
        assert mark["words"] == WORDS
        assert mark["boxes"][0][0] >= 320  # in the right column
        assert set(site.asked) == {f"/{name}" for name in (
            "css/main.css", "css/colours.css", "css/print.css", "img/tile.png", "img/seal.png", "img/absent.png"
        )}  # fmt: skip
        plain = taken(work, found, assets=False)
        assert RED not in pixels(work, plain, (600, 50), (150, 300))
        assert plain.told["assets"] is None


def test_the_manifest_lists_what_was_kept_and_what_is_missing(site: DressedSite, tmp_path: Path) -> None:
    with found_on(site, PAGE, tmp_path) as (work, found):
        manifest = taken(work, found)
        told = manifest.told["assets"]
        assert (told["kept"], told["missing_count"]) == (5, 1)
        missing = {"address": f"{site.url}/img/absent.png", "kind": "image", "reason": "服务器返回状态 404"}
        assert told["missing"] == [missing]
        kept = {one["address"]: one for one in json.loads(body(work, manifest, "assets.json"))}
        seal = kept[f"{site.url}/img/seal.png"]
        assert body(work, manifest, seal["member"]) == site.answers["/img/seal.png"][1]
        assert seal["server_address"] == site.url.removeprefix("http://")
        assert {member.name for member in manifest.members} >= {one["member"] for one in kept.values()}
        assert verify_store(work).faults == []
        answers = replayed(work, found[0].id, tmp_path)
        assert answers[f"{site.url}/img/seal.png"] == site.answers["/img/seal.png"]
        assert answers[f"{site.url}/css/main.css"] == site.answers["/css/main.css"]
        assert answers[f"{site.url}/page.html"][1] == PAGE.encode()
        assert seal["member"] in answers["https://evidence.invalid/000001-inert.html"][1].decode()
        assert answers[f"https://evidence.invalid/{seal['member']}"] == site.answers["/img/seal.png"]


def test_what_is_at_hand_is_not_asked_again(site: DressedSite, tmp_path: Path) -> None:
    with found_on(site, PAGE, tmp_path) as (work, found):
        first, again = taken(work, found), taken(work, found)
        assert set(Counter(site.asked).values()) == {1}  # neither what came nor what failed
        assert first.told["assets"] == again.told["assets"]
        assert body(work, first, "page.png") == body(work, again, "page.png")


def test_without_an_answer_the_plain_page_is_pictured(site: DressedSite, tmp_path: Path) -> None:
    site.answers = {}
    with found_on(site, PAGE, tmp_path) as (work, found):
        manifest = taken(work, found)
        assert manifest.told["assets"]["kept"] == 0
        plain = taken(work, found, assets=False)
        assert body(work, manifest, "page.png") == body(work, plain, "page.png")


HOSTILE = """@import "chain.css?1";@import url(http://169.254.169.254/a.css);@import url(self.css);@import "huge.css";
#head{background:url(http://192.168.0.1/x.png)} p{background:url(file:///etc/passwd)} b{behavior:url(#x)}
i{width:expression(alert(1))} u{background:image-set("http://10.0.0.1/a.png" 1x)} #left{background:url(bomb.png)}
q{content:"</style><script>alert(1)</script>"} s{background:url(page.html)} em{background:url(gopher://a/)}
\\3c/style{color:red} #head{color:rgb(220,180,40);background:rgb(200,20,20);height:100px}"""


def test_a_hostile_sheet_harms_nothing(site: DressedSite, tmp_path: Path) -> None:
    giant = Image.new("1", (60_000, 4_000))
    bomb = io.BytesIO()
    giant.save(bomb, "PNG")

    def made(path: str) -> tuple[str, bytes] | None:
        if path.startswith("/css/chain.css?"):
            number = int(path.rpartition("?")[2])
            return "text/css", f'@import "chain.css?{number + 1}";'.encode()
        return None

    site.made = made
    site.answers = {
        "/css/main.css": ("text/css", HOSTILE.encode()),
        "/css/self.css": ("text/css", b'@import "self.css";@import "main.css";#left{height:50px'),
        "/css/huge.css": ("text/css", b"a{color:red}" * 400_000),
        "/css/bomb.png": ("image/png", bomb.getvalue()),
        "/css/page.html": ("image/png", b"<html><script>alert(1)</script>"),
    }
    with found_on(site, PAGE, tmp_path) as (work, found):
        manifest = taken(work, found)
        assert pixels(work, manifest, (600, 50)) == [RED]
        inert = body(work, manifest, "inert.html").decode()
        assert "<script" not in inert
        for trace in ("192.168", "169.254", "expression", "etc/passwd", "10.0.0.1", "gopher"):
            assert trace not in inert
        assert 2 <= len([path for path in site.asked if "chain.css" in path]) <= 5
        reasons = {one["address"].rpartition("/")[2]: one["reason"] for one in manifest.told["assets"]["missing"]}
        assert "页面过大" in reasons["huge.css"]
        assert "链路本地地址" in reasons["a.css"]
        assert "内网地址" in reasons["x.png"]
        assert reasons["bomb.png"] == reasons["page.html"] == "不是可显示的图片，或尺寸过大"
        assert any("超过 4 层" in reason for reason in reasons.values())


def test_a_page_with_too_many_pictures_brings_its_first_ones(site: DressedSite, tmp_path: Path) -> None:
    site.made = lambda path: ("image/png", picture(GOLD)) if path.startswith("/many/") else None
    many = "".join(f'<img src="many/{number}.png">' for number in range(400))
    with found_on(site, PAGE.replace("<iframe", f"{many}<iframe"), tmp_path) as (work, found):
        told = taken(work, found).told["assets"]
        assert len([path for path in site.asked if path.startswith("/many/")]) <= 120
        assert {"本页引用的文件过多"} == {one["reason"] for one in told["missing"] if "/many/" in one["address"]}


NUMBER = "500225190803170019"  # invented: the check digit fits, the owner would be 118 years old in 2026


def test_where_personal_data_are_the_fault_pictures_are_covered(site: DressedSite, tmp_path: Path) -> None:
    page = PAGE.replace(WORDS, f"张某某 {NUMBER}")
    with found_on(site, page, tmp_path, quote=mask_personal(NUMBER)) as (work, found):
        manifest = taken(work, found)
        seal = next(
            one["member"] for one in json.loads(body(work, manifest, "assets.json")) if "seal" in one["address"]
        )
        assert BLUE not in pixels(work, manifest, (370, 250))
        assert pixels(work, manifest, (600, 50), (150, 300)) == [RED, GREEN]  # its layout stays
        assert pixels(work, manifest, (370, 250), name="original.png") == [BLUE]
        access = {member.name: str(member.access) for member in manifest.members}
        assert access[seal] == access["original.png"] == access["response.bin"] == "restricted"
        assert access["page.png"] == "open"
        assert manifest.told["marks"][0]["boxes"]


def test_words_that_the_layout_hides_are_marked_on_a_plain_picture(site: DressedSite, tmp_path: Path) -> None:
    site.answers["/css/colours.css"] = ("text/css", b"#right p{display:none}")
    with found_on(site, PAGE, tmp_path) as (work, found):
        manifest = taken(work, found)
        assert manifest.told["marked"] is True
        assert manifest.told["assets"] is None
        assert manifest.told["marks"][0]["words"] == WORDS
