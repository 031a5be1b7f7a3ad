"""The camera: pages reach nothing and run nothing, tall ones are cut, and a browser that dies costs no picture."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
from contextlib import suppress
from io import BytesIO

import pytest
from PIL import Image

from evidence.camera import Camera, CameraError, Finder, Limits, Picture
from evidence.drawing import mark, sheet_of
from evidence.wording import Place, best_places

PROGRAM = shutil.which("chromium-headless-shell")
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no browser here")
ARGUMENTS = ["--no-sandbox"] if os.geteuid() == 0 else []


class Words(Finder):
    def __init__(self, *words: str) -> None:
        self.words = words

    def places(self, text: str) -> list[Place]:
        return [place for word in self.words for place in best_places(word, text)[:1]]


def take(*pages: str, words: tuple[str, ...] = (), limits: Limits | None = None) -> list[Picture]:
    async def run() -> list[Picture]:
        async with Camera(PROGRAM or "", ARGUMENTS, limits) as camera:
            return await asyncio.gather(*(camera.photograph(page.encode(), Words(*words)) for page in pages))

    return asyncio.run(run())


def size(png: bytes) -> tuple[int, int]:
    with Image.open(BytesIO(png)) as picture:
        return picture.size


def test_words_are_located_where_they_stand() -> None:
    style = "margin:0;font:20px/40px sans-serif"
    body = f"<meta charset=utf-8><body style='{style}'><div>头</div><p style='margin:0'>甲<b>乙丙</b>丁"
    (picture,) = take(body, words=("乙 丙丁", "没有"))
    assert picture.text == "头\n甲乙丙丁"
    ((first, second),) = picture.boxes
    assert first[0] >= 18 and 40 <= first[1] <= 60
    assert second[0] >= first[0] + first[2] - 1
    marked = mark(sheet_of(picture.png), picture.boxes, "【规则】2026-03-20　说明", ["网址 http://a.example/"])
    assert len(marked.boxes) == 1  # one outline for the words on one line
    with Image.open(BytesIO(marked.whole)) as whole, Image.open(BytesIO(picture.png)) as clean:
        assert whole.width == clean.width and whole.height > clean.height


def test_hidden_words_have_no_place_on_the_picture() -> None:
    (picture,) = take("<meta charset=utf-8><p style='display:none'>甲</p><p>乙</p>", words=("甲",))
    assert picture.boxes == ((),)
    assert mark(sheet_of(picture.png), picture.boxes, "标签", []).boxes == ()  # then the page is framed


def test_a_page_runs_nothing_and_reaches_nothing() -> None:
    """Not even as it came, without having been made inert."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        near = f"http://127.0.0.1:{listener.getsockname()[1]}"
        loads = "".join(
            (
                f"<img src={near}/a><iframe src={near}/b></iframe><script src={near}/c></script>",
                f"<link rel=stylesheet href={near}/d><link rel=preconnect href={near}>",
                f"<link rel=prefetch href={near}/e><link rel=dns-prefetch href=//private.example>",
                f"<object data={near}/f></object><video src={near}/g autoplay></video>",
                f"<style>@import url({near}/h);</style>",
                f"<embed src={near}/j><img srcset='{near}/k 2x'>",
                f"<script>document.body.textContent='跑了';fetch('{near}/l');new WebSocket('{near}/m')</script>",
            )
        )
        (picture,) = take(f"<meta charset=utf-8><p>甲</p>{loads}")
        assert "跑了" not in picture.text and "甲" in picture.text
        with suppress(CameraError):  # refused, not followed
            take(f"<meta http-equiv=refresh content='0;URL={near}/i'><p>乙</p>")
        with suppress(TimeoutError):
            listener.accept()
            pytest.fail("the page reached a private address")


def test_a_tall_page_is_cut() -> None:
    (picture,) = take("<body style='margin:0'><div style='height:90000px'>", limits=Limits(height=2000))
    assert (size(picture.png), picture.height) == ((1280, 2000), 90000)


def test_a_page_that_takes_too_long_fails_alone() -> None:
    slow = "<meta charset=utf-8>" + "<table><tr><td>" * 400 + "<p>甲</p>" * 150_000

    async def run() -> str:
        async with Camera(PROGRAM or "", ARGUMENTS, Limits(seconds=0.4)) as camera:
            with pytest.raises(CameraError) as problem:
                await camera.photograph(slow.encode())
            camera.limits = Limits()
            assert (await camera.photograph("<p>乙".encode())).png
            return str(problem.value)

    assert "无法生成页面图片" in asyncio.run(run())


def test_a_browser_that_dies_costs_no_picture() -> None:
    async def run() -> int:
        async with Camera(PROGRAM or "", ARGUMENTS) as camera:

            async def take_and_kill(number: int) -> Picture:
                picture = await camera.photograph(f"<meta charset=utf-8><p>第{number}页".encode())
                if number % 3 == 0:  # while the next page is being taken
                    with suppress(ProcessLookupError):
                        os.kill(camera.process, signal.SIGKILL)
                return picture

            pictures = await asyncio.gather(*(take_and_kill(number) for number in range(12)))
            assert [picture.text for picture in pictures] == [f"第{number}页" for number in range(12)]
            return camera.restarts

    assert asyncio.run(run()) >= 1


def test_no_browser_is_said_in_chinese() -> None:
    async def run() -> None:
        async with Camera("/nonexistent/browser", []):
            pass

    with pytest.raises(CameraError, match="无法启动"):
        asyncio.run(run())
