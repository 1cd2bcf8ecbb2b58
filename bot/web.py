"""The small web listener: health for machines, metrics for Prometheus, the board for people."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from bot.health import health_of
from storage import ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from storage.models import Standing
    from storage.store import Store
    from watchers.baseline import Baseline, Claim


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
        standings = ledger.standings(store)
        rows = [(claim, standings[claim.id]) for claim in baseline.claims]
        page = _page(baseline, rows, clock())
        headers = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
        return web.Response(text=page, content_type="text/html", headers=headers)

    app = web.Application()
    app.add_routes([web.get("/health", health), web.get("/metrics", metrics), web.get("/", board)])
    return app


async def start_listening(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Begin to listen; raises OSError where the address cannot be had."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner


def _page(baseline: Baseline, rows: list[tuple[Claim, Standing]], now: datetime) -> str:
    body = "".join(_row(claim, standing) for claim, standing in rows)
    title = html.escape(baseline.article.title)
    return _PAGE.format(title=title, rows=body, now=f"{now:%Y-%m-%d %H:%M} UTC")


def _row(claim: Claim, standing: Standing) -> str:
    cells = (standing.status.value, claim.says, standing.since.isoformat(), standing.source or "")
    inner = "".join(f"<td>{html.escape(cell)}</td>" for cell in cells)
    return f'<tr class="{standing.status.value}">{inner}</tr>'


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Stet: {title}</title>
<style>
:root {{ color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }}
body {{ max-width: 60rem; margin: 2rem auto; padding: 0 1rem }}
table {{ border-collapse: collapse; width: 100% }}
td, th {{ text-align: left; vertical-align: top; padding: .4rem .8rem .4rem 0;
  border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent) }}
td:first-child {{ font-weight: 600 }}
.fallen td:first-child {{ color: #c0392b }} .contested td:first-child {{ color: #9b59b6 }}
.shaken td:first-child {{ color: #b9770e }} .moved td:first-child {{ color: #2e86c1 }}
.stands td:first-child, .restored td:first-child {{ color: #1e8449 }}
</style></head><body><h1>{title}</h1>
<table><thead><tr><th>standing</th><th>claim</th><th>since</th><th>who says so</th></tr></thead>
<tbody>{rows}</tbody></table><p>As of {now}.</p></body></html>
"""
