"""Whom a command asks for pictures, and what it says of that."""

from __future__ import annotations

import argparse
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from galaxyzoo_ml.cli._argument_types import positive_number, web_address, whole_number
from galaxyzoo_ml.cli._errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ServiceOptions", "add_service_arguments", "print_outcome"]

_SHOWN = 3  # addresses of a dry run


@dataclass(frozen=True)
class ServiceOptions:
    """Whom to ask for what, and how politely."""

    service: str
    cutout_url: str | None
    size: int
    scale: float
    rate: float
    connections: int
    replace: bool
    dry_run: bool

    def asked(self) -> dict[str, Any]:
        """Return what `fetch_cutouts` and `classify_catalog` take."""
        return self._geometry() | {"connections": self.connections}

    def announce(self, fields: pd.DataFrame, folder: Path, scales: str | None = None) -> None:
        """Print what will be asked for, and how long it takes; of a dry run, some addresses.

        Parameters
        ----------
        fields : DataFrame
            The galaxies.
        folder : pathlib.Path
            Where their pictures go.
        scales : str, default=None
            The column that has the scale of each galaxy.

        Raises
        ------
        UsageError
            What the service does not have.
        """
        from galaxyzoo_ml.datasets import plan_cutouts

        asked = self._geometry() | {"scale": scales or self.scale}
        try:
            plan = plan_cutouts(fields, folder, **asked)
        except ValueError as error:
            raise UsageError(str(error)) from error
        if not plan.urls:
            print(f"{plan.n_total:,} galaxies: all are there", flush=True)
        else:
            print(
                f"{plan.n_total:,} galaxies: {plan.n_there:,} are there, {len(plan.urls):,} to ask "
                f"{self.service} for, at {self.rate:g} a second: "
                f"{_duration(plan.seconds)} or more",
                flush=True,
            )
        for url in plan.urls[:_SHOWN] if self.dry_run else ():
            print(url)

    def _geometry(self) -> dict[str, Any]:
        return {
            "service": self.service,
            "size": self.size,
            "scale": self.scale,
            "rate": self.rate,
            "url": self.cutout_url,
            "replace": self.replace,
        }


def add_service_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that say whom to ask for what, and how politely."""
    parser.add_argument("--service", default="sdss-dr7", help="default: %(default)s")
    parser.add_argument(
        "--cutout-url", type=web_address, metavar="URL", help="another address of the service"
    )
    parser.add_argument(
        "--size", type=whole_number(1), default=120, help="pixels a side (default: %(default)s)"
    )
    parser.add_argument(
        "--scale", type=positive_number, default=0.2, help="arcsec a pixel (default: %(default)s)"
    )
    parser.add_argument(
        "--rate",
        type=positive_number,
        default=1.0,
        help="requests a second; SkyServer asks for no more than one (default: %(default)s)",
    )
    parser.add_argument(
        "--connections", type=whole_number(1), default=4, help="at once (default: 4)"
    )
    parser.add_argument(
        "--replace",
        action="store_true",
        help="fetch galaxies anew that lie at another place than before, or whose scales have "
        "changed, where the folder has other pictures of the same ids",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would be asked for, and how long it takes"
    )


def print_outcome(manifest: pd.DataFrame, folder: Path, seconds: float) -> None:
    """Print how many pictures came, and why others did not."""
    good = manifest["status"] == "ok"
    print(
        f"{int(good.sum()):,} of {len(manifest):,} pictures are in {folder} ({_duration(seconds)})"
    )
    if good.all():
        return
    failed = manifest.loc[manifest["status"] == "failed", "reason"].str.split(":").str[0]
    for reason, count in failed.value_counts().items():
        print(f"  {count:,} failed: {reason}")
    pending = manifest.loc[manifest["status"] == "pending", "reason"]
    for reason, count in pending.value_counts().items():
        print(f"  {count:,} not asked for: {reason}")
    print(f"each is named in {folder / 'manifest.csv'}; the same command tries them again")


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{math.ceil(seconds)} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
