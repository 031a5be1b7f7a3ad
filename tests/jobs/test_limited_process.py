"""Children with limits: real processes, real clocks, real memory."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from jobs.limited_process import Ended, run_limited

MB = 1024**2


def run(
    code: str,
    *,
    seconds: float = 20,
    memory: int = 4096 * MB,
    stop: Callable[[], bool] = lambda: False,
    patience: float = 5,
) -> Ended:
    return run_limited(
        [sys.executable, "-c", code], os.environ, seconds=seconds, memory=memory, stop=stop, patience=patience
    )


def test_a_child_within_its_limits_is_left_alone() -> None:
    ended = run("import sys; print('结果'); print('闲话', file=sys.stderr); sys.exit(3)")
    assert (ended.code, ended.out.strip(), ended.err.strip(), ended.cut, ended.stopped) == (
        3,
        "结果",
        "闲话",
        "",
        False,
    )


def test_a_child_that_says_much_neither_blocks_nor_fills_our_memory() -> None:
    ended = run("import sys; sys.stderr.write('x' * 3_000_000 + 'end')")
    assert ended.code == 0
    assert len(ended.err) == 2000
    assert ended.err.endswith("end")


def test_a_child_over_its_time_is_ended() -> None:
    began = time.monotonic()
    ended = run("import time; time.sleep(60)", seconds=0.5)
    assert "超过时限" in ended.cut
    assert time.monotonic() - began < 5


@pytest.mark.skipif(sys.platform != "linux", reason="memory is watched on Linux only")
@pytest.mark.parametrize("place", ["itself", "its child"])
def test_a_child_over_its_memory_is_ended_with_all_it_started(place: str, tmp_path: Path) -> None:
    told = str(tmp_path / "pid")
    hog = f"import os, time; open({told!r}, 'w').write(str(os.getpid())); x = b'x' * {300 * MB}; time.sleep(60)"
    code = hog if place == "itself" else f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hog!r}])"
    ended = run(code, memory=200 * MB)
    assert ended.cut == "内存超过上限 200 MB"
    assert ended.peak > 200 * MB
    pid = int((tmp_path / "pid").read_text())
    deadline = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split(")")[1]:
        assert time.monotonic() < deadline, "the hog lives on"
        time.sleep(0.05)


def test_a_stop_lets_the_child_finish_what_it_holds() -> None:
    code = (
        "import signal, sys, time\n"
        "def stop(*_): print('gespeichert'); sys.exit(11)\n"
        "signal.signal(signal.SIGTERM, stop); print('bereit', flush=True); time.sleep(60)"
    )
    asked = iter([False] * 5)
    ended = run(code, stop=lambda: next(asked, True))
    assert (ended.stopped, ended.code) == (True, 11)
    assert ended.out.splitlines() == ["bereit", "gespeichert"]


def test_a_child_that_does_not_listen_is_killed() -> None:
    began = time.monotonic()
    ended = run(
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)", seconds=1, patience=0.5
    )
    assert ended.cut
    assert ended.code == -9
    assert time.monotonic() - began < 6
