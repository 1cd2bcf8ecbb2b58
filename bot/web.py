"""The small web listener: health for machines, metrics for Prometheus, the board for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from bot.health import health_of
from bot.messages.page import POLICY, page
from bot.review import reviews
from storage import ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from storage.store import Store
    from watchers.baseline import Baseline


class _Metrics:
    """Collects at the moment of asking, so that nothing has to be counted along the way."""

    def __init__(self, store: Store, baseline: Baseline, clock: Callable[[], datetime]) -> None:
        self._store, self._baseline, self._clock = store, baseline, clock

    def collect(self) -> Iterator[GaugeMetricFamily]:
        health = health_of(self._store, self._clock())
        yield GaugeMetricFamily("stet_feeds_followed", "Feeds followed.", len(health.followed))
        yield GaugeMetricFamily("stet_feeds_alive", "Feeds read in the last day.", health.alive)
        yield GaugeMetricFamily(
            "stet_outbox_waiting_seconds",
            "Age of the oldest message that is due.",
            health.waiting_for.total_seconds(),
        )
        deliveries = GaugeMetricFamily("stet_deliveries", "Messages by state.", labels=["state"])
        for state, count in health.deliveries.items():
            deliveries.add_metric([state.value], count)
        yield deliveries
        claims = GaugeMetricFamily("stet_claims", "Claims by standing.", labels=["standing"])
        standings = ledger.standings(self._store).values()
        for status in sorted({standing.status for standing in standings}):
            claims.add_metric([status.value], sum(one.status is status for one in standings))
        yield claims


def web_app(store: Store, baseline: Baseline, clock: Callable[[], datetime]) -> web.Application:
    """Make the listener's application: ``/health``, ``/metrics`` and the board at ``/``."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Metrics(store, baseline, clock))

    async def health(_request: web.Request) -> web.Response:
        problems = health_of(store, clock()).problems
        body = {"well": not problems, "problems": problems}
        return web.json_response(body, status=503 if problems else 200)

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(registry), content_type="text/plain")

    async def board(_request: web.Request) -> web.Response:
        proof = page(reviews(store, baseline), baseline, at=clock())
        headers = {"Content-Security-Policy": POLICY}
        return web.Response(text=proof, content_type="text/html", headers=headers)

    app = web.Application()
    app.add_routes([web.get("/health", health), web.get("/metrics", metrics), web.get("/", board)])
    return app


async def start_listening(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Begin to listen; raises OSError where the address cannot be had."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner
