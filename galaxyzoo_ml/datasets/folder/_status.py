"""What can have become of a galaxy's picture."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Status"]


class Status(StrEnum):
    """The column ``status`` of a manifest. Each equals the text that the file has."""

    OK = "ok"
    """It is there, and right."""
    FAILED = "failed"
    """It was asked for in vain."""
    PENDING = "pending"
    """It was not asked for yet."""
