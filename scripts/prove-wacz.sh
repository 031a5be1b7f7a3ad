#!/usr/bin/env bash
# Has the reference tool check an exported file: scripts/prove-wacz.sh FILE.wacz...
# The tool (wacz) and a licence below it do not fit ours, so it gets an environment of its own, outside the lock files.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

[ "$#" -gt 0 ] || { echo "用法：scripts/prove-wacz.sh 文件.wacz…" >&2 && exit 2; }
tool=build/wacz-venv
if [ ! -x "$tool/bin/wacz" ]; then
    rm -rf "$tool"
    python3 -m venv "$tool"
    "$tool/bin/pip" install --quiet --disable-pip-version-check 'wacz>=0.6,<0.7'
fi
failed=0
for file in "$@"; do
    said=$("$tool/bin/wacz" validate -f "$file" 2>&1) || failed=1
    echo "$file：$said"
    case $said in *"Validation succeeded"*) ;; *) failed=1 ;; esac # the tool exits with 0 either way
done
exit "$failed"
