#!/usr/bin/env bash
# Installs Debian/Ubuntu packages that are not there yet: scripts/apt-install.sh PACKAGE...
# Nothing to do: exits 0 at once, without network. Not root or no apt: says what to type, exits 1.
set -euo pipefail

missing=()
for package in "$@"; do
    status=$(dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null || true)
    [ "$status" = "install ok installed" ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "缺少 ${missing[*]}，本机没有 apt-get，请用系统自己的方式安装。(Please install: ${missing[*]})" >&2
    exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "缺少 ${missing[*]}，安装需要 root，请运行 (please run):" >&2
    echo "    sudo apt-get update && sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
fi

echo "正在安装 ${missing[*]} …"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# RUNLEVEL=1: a database or web server that we start ourselves must not also start as a service.
if ! { apt-get update --quiet && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install \
    --quiet --assume-yes --no-install-recommends "${missing[@]}"; } </dev/null >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "安装 ${missing[*]} 失败，原因见上面几行。(apt-get failed, see above)" >&2
    exit 1
fi
