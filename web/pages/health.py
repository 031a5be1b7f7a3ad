"""For load balancers and monitoring: is the program alive, can it work, what are its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector, CollectorRegistry

from db import gauges, schema
from db.engine import StorageError
from db.gauges import Gauges
from web.frame.access import Looker
from web.frame.desk import TheDesk

router = APIRouter()


@router.get("/healthz")
async def alive() -> Response:
    """The process answers."""
    return PlainTextResponse("ok\n")


@router.get("/readyz")
def ready(desk: TheDesk) -> Response:
    """The database answers and has this program's tables; else 503."""
    try:
        state = schema.state(desk.work.database)
    except StorageError:
        state = "missing"
    return PlainTextResponse("ok\n") if state == "current" else PlainTextResponse("database\n", 503)


@router.get("/metrics")
def metrics(request: Request, desk: TheDesk, viewer: Looker) -> Response:
    """Counters of this process and numbers out of the database, as Prometheus reads them."""
    at = desk.clock()
    with desk.work.database.reading() as cx:
        now = gauges.read(cx, at)
    state = CollectorRegistry()
    state.register(_State(now))
    told = generate_latest(request.app.state.measures.registry) + generate_latest(state)
    return Response(told, media_type=CONTENT_TYPE_LATEST)


class _State(Collector):
    def __init__(self, now: Gauges) -> None:
        self._now = now

    def collect(self) -> Iterator[Metric]:
        now = self._now
        yield _family("xunjian_findings", "Findings by state.", "state", now.findings)
        yield _family("xunjian_messages", "Messages of the outbox by state.", "state", now.messages)
        moments = {kind: moment.timestamp() for kind, moment in now.scanned_at.items()}
        yield _family(
            "xunjian_last_scan_timestamp_seconds", "What moment the last judged scan was for.", "kind", moments
        )
        if now.beat_at is not None:
            beat = now.beat_at.timestamp()
            yield GaugeMetricFamily("xunjian_scheduler_beat_timestamp_seconds", "Last sign of life.", value=beat)
        yield GaugeMetricFamily("xunjian_sessions", "Sessions that have not ended.", value=now.sessions)


def _family(name: str, told: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, told, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
