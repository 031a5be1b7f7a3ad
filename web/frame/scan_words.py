"""What the kinds of scans are called on pages."""

from __future__ import annotations

from collections.abc import Mapping

from inspection.rule import ScanKind

SCANS: Mapping[ScanKind, str] = {
    ScanKind.DAILY: "日扫描",
    ScanKind.WEEKLY: "周扫描",
    ScanKind.QUARTER: "季度检查",
    ScanKind.RECHECK: "复检",
    ScanKind.MANUAL: "人工登记",
}
