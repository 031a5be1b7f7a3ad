"""Where the messages of a district go, and with which words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from config.channels import OPERATOR, load_channels
from config.districts import find_district
from config.message_texts import MessageTexts, load_texts
from inspection.channel import Channel, Channels
from jobs.workspace import Workspace

__all__ = ["OPERATOR", "Routes", "routes"]


@dataclass(frozen=True, slots=True)
class Routes:
    """The channels of a district and the folder that may hold texts of its own."""

    channels: Channels
    folder: Path

    def texts(self, kind: str) -> MessageTexts:
        return load_texts(kind, self.folder)

    def channel_of(self, recipient: str) -> Channel | None:
        """The channel of a unit, or of the operator; ``None``: nobody is told."""
        return self.channels.of_operator() if recipient == OPERATOR else self.channels.of_unit(recipient)


def routes(work: Workspace) -> Routes:
    """Read anew at every call, as a clerk may have edited the file. Raises ``ConfigError``."""
    folder = find_district(work.settings.district, work.settings.districts_dir)
    return Routes(load_channels(work.district, folder), folder)
