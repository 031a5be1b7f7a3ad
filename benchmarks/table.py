"""Prints laps and what they say of each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from benchmarks.contestants import Lap

#: What the project promises: our pages a second over those of stock Scrapy, and memory in bytes.
FASTER_THAN_STOCK = 6.0
LARGEST_MEMORY = 400 * 1000**2
_HEAD = f"{'':22}{'pages':>8}{'seconds':>10}{'pages/s':>10}{'CPU ms/page':>13}{'largest MB':>12}{'all MB':>9}"


def lap_line(lap: Lap) -> str:
    used = lap.usage
    return (
        f"{lap.who:22}{lap.different:>8}{used.wall:>10.1f}{lap.rate:>10.0f}{lap.cpu_ms:>13.2f}"
        f"{used.largest / 1e6:>12.0f}{used.together / 1e6:>9.0f}"
    )


def head(title: str) -> str:
    return f"\n{title}\n{_HEAD}"


def ratios(laps: Mapping[str, Sequence[Lap]]) -> list[str]:
    """Ours against the others, as the median over rounds that were run one after the other."""
    lines = []
    for other in ("stock", "wget"):
        pairs = list(zip(laps.get("ours", ()), laps.get(other, ()), strict=False))
        if pairs:
            rate = median(mine.rate / theirs.rate for mine, theirs in pairs)
            cpu = median(theirs.cpu_ms / mine.cpu_ms for mine, theirs in pairs)
            lines.append(f"ours / {pairs[0][1].who}: {rate:.2f} × in pages/s, {cpu:.2f} × in pages per CPU second")
    return lines


def verdict(by_size: Mapping[str, Mapping[str, Sequence[Lap]]]) -> list[str]:
    """Whether the promises held, for the largest portal measured, and how memory grew with the portal."""
    sizes = [size for size in ("small", "full") if by_size.get(size, {}).get("ours")]
    if not sizes:
        return []
    largest = by_size[sizes[-1]]
    memory = {size: max(lap.usage.together for lap in by_size[size]["ours"]) for size in sizes}
    lines = ["peak memory of ours: " + ", ".join(f"{size} {bytes_ / 1e6:.0f} MB" for size, bytes_ in memory.items())]
    pairs = list(zip(largest["ours"], largest.get("stock", ()), strict=False))
    if pairs:
        rate = median(mine.rate / theirs.rate for mine, theirs in pairs)
        lines.append(
            f"target {FASTER_THAN_STOCK:.0f} × stock Scrapy: {'met' if rate >= FASTER_THAN_STOCK else 'MISSED'}"
        )
    held = memory[sizes[-1]] <= LARGEST_MEMORY
    lines.append(f"target {LARGEST_MEMORY / 1e6:.0f} MB: {'met' if held else 'MISSED'}")
    return lines
