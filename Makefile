# xunjian (巡检). `make` alone lists the targets. Each sets up what it needs; a second run costs nothing.
.DEFAULT_GOAL := help
.PHONY: help demo test lint bench quality clean
ARGS ?=

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## replay the first quarter of 2021 on a portal on 127.0.0.1 into out/, then the console; CONSOLE=0: without it
	@scripts/setup.sh
	@scripts/setup-browser.sh --optional
	@.venv/bin/python -m demo $(if $(CONSOLE),$(if $(filter 0,$(CONSOLE)),--no-console,--console)) $(ARGS)

test: ## all tests, on SQLite and on PostgreSQL; ARGS="-k name" picks some
	@scripts/setup.sh --dev
	@scripts/setup-browser.sh --optional
	@scripts/setup-test-services.sh postgresql
	@scripts/with-postgres.sh .venv/bin/python -m pytest -n 2 --dist loadfile $(ARGS)

lint: ## style, types, import directions, licences, lock files, scripts, Dockerfile
	@scripts/setup.sh --dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/python scripts/check_licences.py
	@! grep -nE '://|index-url|find-links' requirements*.lock || { echo "锁文件里不应有地址"; exit 1; }
	.venv/bin/shellcheck scripts/*.sh .ci/run
	@if [ -x .venv/bin/hadolint ]; then echo .venv/bin/hadolint Dockerfile; .venv/bin/hadolint Dockerfile; \
	else echo "本机没有 hadolint，跳过 Dockerfile 检查"; fi

bench: ## compare with stock Scrapy and wget on a generated portal behind nginx
	@scripts/setup.sh --dev
	@scripts/setup-test-services.sh nginx
	@.venv/bin/python -m benchmarks $(ARGS)

quality: ## precision and recall of every monitor on the labelled corpora (ARGS="--split dev --mistakes")
	@scripts/setup.sh --quality
	@.venv/bin/python -m quality $(ARGS)

clean: ## remove results, caches and the environment; keeps data/
	rm -rf out build .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
