#!/usr/bin/env bash
# Makes .venv exactly what the lock file says: scripts/setup.sh [--dev | --quality] [--check]
#   --dev      with the test tools (requirements-dev.lock); such a .venv serves the program as well
#   --quality  with these and what the monitors are measured against (requirements-quality.lock); serves --dev as well
#   --check    change nothing; exit 0 if .venv is up to date, 1 if not
# An up-to-date .venv costs nothing and needs no network. PYTHON=... chooses the interpreter (3.11 or newer).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

dev=""
check=""
for argument in "$@"; do
    case $argument in
    --dev) dev=-dev ;;
    --quality) dev=-quality ;;
    --check) check=yes ;;
    *) echo "不认识的参数 (unknown argument): $argument" >&2 && exit 2 ;;
    esac
done

stamp=.venv/.installed

state() { # what .venv is made from, for the lock with suffix $1; moving the folder breaks its scripts, so it counts
    echo "$1 $PWD $(cat "requirements$1.lock" requirements-bootstrap.lock pyproject.toml | sha256sum)"
}

up_to_date() { # also when .venv holds more than was asked for
    [ -x .venv/bin/python ] && [ -f "$stamp" ] || return 1
    local enough=(-quality)
    [ "$dev" = -quality ] || enough+=(-dev)
    [ -n "$dev" ] || enough+=("")
    local lock
    for lock in "${enough[@]}"; do
        grep --quiet --line-regexp --fixed-strings --regexp "$(state "$lock")" "$stamp" && return 0
    done
    return 1
}

new_enough() {
    command -v "$1" >/dev/null && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    echo "需要 Python 3.11 或更新的版本（${PYTHON:-python3}：$("${PYTHON:-python3}" --version 2>&1 || true)）。" >&2
    echo "Python 3.11 or newer is needed. Debian/Ubuntu: sudo apt-get install python3 python3-venv" >&2
    return 1
}

make_venv() {
    local python
    if ! command -v "${PYTHON:-python3}" >/dev/null && [ -z "${PYTHON:-}" ]; then
        scripts/apt-install.sh python3 python3-venv
    fi
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        # Debian ships these parts of Python apart, once per version.
        scripts/apt-install.sh "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    fi
    "$python" -m venv --clear .venv
}

install_locked() {
    export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore UV_NO_PROGRESS=1 UV_LINK_MODE=copy
    .venv/bin/python -m pip install --quiet --require-hashes --requirement requirements-bootstrap.lock
    # uv does not read pip's configuration: hand on a mirror and a certificate that are set there.
    local mirror certificate
    mirror=${PIP_INDEX_URL:-$(.venv/bin/python -m pip config get global.index-url 2>/dev/null || true)}
    certificate=${PIP_CERT:-$(.venv/bin/python -m pip config get global.cert 2>/dev/null || true)}
    [ -z "$mirror" ] || export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$mirror}"
    [ -z "$certificate" ] || export SSL_CERT_FILE="${SSL_CERT_FILE:-$certificate}"
    export VIRTUAL_ENV=$PWD/.venv
    # Compiled here once: an account that may not write beside the sources would compile at every start, for a second.
    .venv/bin/uv pip sync --quiet --compile-bytecode --require-hashes "requirements$dev.lock"
    .venv/bin/uv pip install --quiet --no-deps --no-build-isolation --editable .
    dirname -- */__init__.py | xargs .venv/bin/python -m compileall -q
}

if up_to_date; then
    exit 0
fi
[ -z "$check" ] || exit 1

echo "正在准备 Python 环境 .venv（首次约一分钟）…"
rm -f "$stamp" # an interrupted set-up is no set-up
if ! new_enough .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    make_venv
fi
install_locked
state "$dev" >"$stamp"
echo "Python 环境就绪：$(.venv/bin/python --version)"
