"""What to do about pictures that are probably none of the sky, as a flag."""

from __future__ import annotations

from typing import Any

__all__ = ["add_suspect_argument"]


def add_suspect_argument(group: Any) -> None:
    """Add the argument that `load_galaxies` and `predict_pictures` call ``on_suspect``."""
    group.add_argument(
        "--on-suspect",
        choices=("warn", "skip", "raise", "ignore"),
        default="warn",
        help="about pictures that are probably none of the sky (black, or with an error message "
        "drawn on them): name them, leave them out, stop, or do not look (default: %(default)s)",
    )
