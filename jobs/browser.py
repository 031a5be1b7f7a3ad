"""Whether the browser that takes pictures is there and starts."""

from __future__ import annotations

import os
import shutil

#: Debian's names, smallest first.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")


class BrowserError(Exception):
    """No usable browser; the text (Chinese) says what to install."""


def find_browser() -> str:
    """Path of the browser program; ``BrowserError`` when none is installed."""
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    raise BrowserError("没有找到 Chromium 浏览器，请运行 scripts/setup-browser.sh（需要管理员权限）")


def try_browser() -> str:
    """Start the browser on an empty page and return its version; ``BrowserError`` when it does not start."""
    from playwright.sync_api import Error as PlaywrightError  # noqa: PLC0415 - 0.8 s to load, seldom needed
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    path = find_browser()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=sandbox_arguments())
            version = browser.version
            browser.close()
    except PlaywrightError as problem:
        first = str(problem).strip().splitlines()[0]
        raise BrowserError(f"浏览器 {path} 无法启动：{first}，请重新运行 scripts/setup-browser.sh") from problem
    return version


def sandbox_arguments() -> list[str]:
    """Only root has to give up Chromium's sandbox."""
    return ["--no-sandbox"] if os.geteuid() == 0 else []
