#!/usr/bin/env bash
# Writes the lock files anew from pyproject.toml. They hold for every Python from 3.11 on and name no package index.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --custom-compile-command scripts/lock.sh "$@"
}

compile pyproject.toml --group build --output-file requirements.lock "$@"
# The test tools must not move what the program itself runs with.
compile pyproject.toml --group build --group dev --constraint requirements.lock --output-file requirements-dev.lock "$@"
# Nor may what the monitors are measured against: it goes into the same environment.
compile pyproject.toml --group build --group dev --extra quality --constraint requirements-dev.lock \
    --output-file requirements-quality.lock "$@"
compile --group bootstrap --output-file requirements-bootstrap.lock "$@"
