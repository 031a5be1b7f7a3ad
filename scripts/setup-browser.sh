#!/usr/bin/env bash
# Debian's headless Chromium and a Chinese font, where missing: scripts/setup-browser.sh [--optional]
#   --optional  say what is missing, but exit 0 (pictures of pages are then not to be had)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

failed=1
[ "${1:-}" != --optional ] || failed=0

has_browser() { command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null; }
has_chinese_font() { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh-cn family 2>/dev/null)" ]; }

distribution() { # "debian", "ubuntu", ...
    # shellcheck disable=SC1091 # belongs to the system
    (. /etc/os-release 2>/dev/null && echo "${ID:-}")
}

if ! has_browser; then
    if [ "$(distribution)" = ubuntu ]; then
        echo "Ubuntu 的 chromium 只有 snap 版，后台程序用不了：请改用 Debian 或本项目的 Dockerfile，" >&2
        echo "或自行安装 chromium 并放进 PATH。(Ubuntu's chromium is a snap and cannot be used here.)" >&2
        exit "$failed"
    fi
    # The small one first; older Debian has the full browser only.
    scripts/apt-install.sh chromium-headless-shell || scripts/apt-install.sh chromium || exit "$failed"
fi
has_chinese_font || scripts/apt-install.sh fontconfig fonts-wqy-microhei || exit "$failed"
