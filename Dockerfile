# The same set-up scripts as outside a container: what is tested there runs here.
FROM python:3.11-slim-bookworm

WORKDIR /app
COPY scripts/apt-install.sh scripts/setup-browser.sh scripts/setup.sh scripts/
RUN scripts/setup-browser.sh && rm -rf /var/lib/apt/lists/*

COPY pyproject.toml requirements.lock requirements-dev.lock requirements-bootstrap.lock README.md LICENSE ./
COPY inspection inspection
COPY config config
COPY facts facts
COPY monitors monitors
COPY scoring scoring
COPY crawler crawler
COPY db db
COPY reports reports
COPY evidence evidence
COPY messages messages
COPY jobs jobs
COPY web web
COPY cli cli
RUN scripts/setup.sh && rm -rf "${HOME}/.cache"

RUN useradd --system --uid 10001 --create-home xunjian && install --directory --owner xunjian /data
USER 10001
WORKDIR /data
ENV PATH=/app/.venv/bin:$PATH \
    LANG=C.UTF-8 \
    PYTHONDONTWRITEBYTECODE=1 \
    XUNJIAN_DATA_DIR=/data \
    XUNJIAN_DATABASE_URL=sqlite:////data/xunjian.sqlite3
VOLUME /data
EXPOSE 8000

HEALTHCHECK --interval=5m --timeout=30s --start-period=30s CMD ["xunjian", "doctor", "--json"]
ENTRYPOINT ["xunjian"]
CMD ["--help"]
