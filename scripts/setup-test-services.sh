#!/usr/bin/env bash
# Servers and programs that tests and benchmarks start for themselves:
# scripts/setup-test-services.sh postgresql|nginx|office...
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

for service in "$@"; do
    case $service in
    postgresql) compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || scripts/apt-install.sh postgresql ;;
    office) # LibreOffice, to see what documents look like on paper; the tests that want it are skipped without it
        if ! { command -v soffice && command -v pdftotext; } >/dev/null; then
            scripts/apt-install.sh libreoffice-writer libreoffice-calc poppler-utils
        fi
        ;;
    nginx) [ -x /usr/sbin/nginx ] || scripts/apt-install.sh nginx-light ;;
    *) echo "不认识的服务 (unknown service): $service" >&2 && exit 2 ;;
    esac
done
