#!/usr/bin/env bash
# Has others check an exported file: scripts/prove-wacz.sh FILE.wacz...
# The reference tool (wacz) validates it, then a replayer (pywb) serves it, and all of it is fetched back over HTTP.
# Their licences, or one below them, do not fit ours: they get environments of their own, outside the lock files.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

[ "$#" -gt 0 ] || { echo "用法：scripts/prove-wacz.sh 文件.wacz…" >&2 && exit 2; }
apart() { # FOLDER PROGRAM REQUIREMENT: an environment that has the program
    [ ! -x "$1/bin/$2" ] || return 0
    rm -rf "$1"
    python3 -m venv "$1"
    "$1/bin/pip" install --quiet --disable-pip-version-check "$3"
}
tool=build/wacz-venv
apart "$tool" wacz 'wacz>=0.6,<0.7'
apart build/pywb-venv wayback 'pywb>=2.9,<3'
failed=0
for file in "$@"; do
    said=$("$tool/bin/wacz" validate -f "$file" 2>&1) || failed=1
    echo "$file：$said"
    case $said in *"Validation succeeded"*) ;; *) failed=1 ;; esac # the tool exits with 0 either way
done
build/pywb-venv/bin/python scripts/replay_wacz.py "$@" || failed=1
exit "$failed"
