"""The measurement counts the whole process tree, and only different pages."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from benchmarks.measuring import run
from benchmarks.nginx import serving

GRANDCHILD = "data = bytearray(80_000_000)\nn = 0\nwhile n < 12_000_000: n += 1\n"
CHILD = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {GRANDCHILD!r}], check=True)\nsys.exit(3)\n"


def test_a_child_of_the_command_counts_in_processor_and_memory(tmp_path: Path) -> None:
    usage = run([sys.executable, "-c", CHILD], tmp_path, os.environ)
    assert usage.code == 3
    assert usage.cpu > 0.2
    assert usage.wall > usage.cpu * 0.5
    assert usage.largest > 80_000_000
    assert usage.together >= 80_000_000


@pytest.mark.skipif(not shutil.which("nginx", path="/usr/sbin"), reason="nginx is not installed")
def test_the_server_counts_pages_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    for name in ("a/index.html", "a/b.html", "robots.txt"):
        (tmp_path / name).write_text("x" * 100, "utf-8")
    with serving(tmp_path) as server:
        for path in ("/a/", "/a/index.html", "/a/b.html", "/robots.txt"):
            with urlopen(server.url + path) as answer:
                assert answer.status == 200
        assert server.pages_since() == (3, 2)
        assert server.pages_since() == (0, 0)
