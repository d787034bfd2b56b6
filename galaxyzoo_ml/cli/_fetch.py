"""``galaxyzoo fetch``: the course's get_images.py, made safe."""

from __future__ import annotations

import argparse
import math
import time
from pathlib import Path
from typing import Any

from galaxyzoo_ml.cli._errors import UsageError, positive_number, whole_number
from galaxyzoo_ml.cli._output import check_writable

__all__ = ["add_parser"]

_CATALOGS = ("GalaxyZoo1_DR_table2.csv", "GalaxyZoo1_DR_table2.csv.gz")
_DONE, _IN_PART = 0, 1


def add_parser(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "fetch",
        help="fetch galaxies of Galaxy Zoo 1 and their SDSS pictures",
        description="Fetch pictures of galaxies into a folder, politely, each one checked. Stop it "
        "when you like: the same command goes on where it was, asks for nothing that is there, and "
        "tries again what failed.",
    )
    parser.add_argument("--dir", type=Path, required=True, help="the folder of galaxies")
    parser.add_argument(
        "--max", type=whole_number(1), default=5000, metavar="N", help="default: %(default)s"
    )
    parser.add_argument(
        "--first",
        action="store_true",
        help="the first rows of the catalogue, as in the course (one strip of sky), instead of the "
        "first of a random order",
    )
    parser.add_argument(
        "--catalog",
        metavar="FILE|URL",
        help="a copy of table 2 of Galaxy Zoo 1 (default: the one in DIR, or the published one)",
    )
    parser.add_argument(
        "--labels",
        choices=("flag", "plurality", "vote", "clean", "handedness"),
        default="flag",
        help="what the column target says (default: %(default)s, as published)",
    )
    parser.add_argument(
        "--stratify", action="store_true", help="keep the mix of labels, whatever N is"
    )
    parser.add_argument("--service", default="sdss-dr7", help="default: %(default)s")
    parser.add_argument("--cutout-url", metavar="URL", help="another address of the service")
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
        "--seed", type=whole_number(0), default=0, help="of the random order (default: 0)"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would be asked for, and how long it takes"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Fetch, and say what came of it."""
    from galaxyzoo_ml.datasets import fetch_cutouts, plan_cutouts

    check_writable(arguments.dir)
    sample = _sample(arguments)
    asked: dict[str, Any] = {
        "service": arguments.service,
        "size": arguments.size,
        "scale": arguments.scale,
        "rate": arguments.rate,
        "url": arguments.cutout_url,
    }
    try:
        plan = plan_cutouts(sample, arguments.dir, **asked)
    except ValueError as error:
        raise UsageError(str(error)) from error
    print(_announcement(plan, arguments), flush=True)
    if arguments.dry_run:
        for url in plan.urls[:3]:
            print(url)
        return _DONE
    started = time.monotonic()
    try:
        manifest = fetch_cutouts(
            sample, arguments.dir, connections=arguments.connections, progress=True, **asked
        )
    except KeyboardInterrupt:
        raise KeyboardInterrupt("what has come is kept; the same command goes on") from None
    return _summary(manifest, arguments.dir, time.monotonic() - started)


def _announcement(plan: Any, arguments: argparse.Namespace) -> str:
    if not plan.urls:
        return f"{plan.n_total:,} galaxies: all are there"
    return (
        f"{plan.n_total:,} galaxies: {plan.n_there:,} are there, {len(plan.urls):,} to ask "
        f"{arguments.service} for, at {arguments.rate:g} a second: "
        f"{_duration(plan.seconds)} or more"
    )


def _sample(arguments: argparse.Namespace) -> Any:
    """Return the rows of the catalogue that are asked for, with labels."""
    from galaxyzoo_ml.datasets import fetch_galaxyzoo1_catalog, first_of_permutation

    source = arguments.catalog
    if source is None:
        there = [arguments.dir / name for name in _CATALOGS if (arguments.dir / name).is_file()]
        source = there[0] if there else None
    catalog = fetch_galaxyzoo1_catalog(2, source=source, labels=arguments.labels)
    if arguments.first:
        sample = catalog.iloc[: arguments.max]
    else:
        n, mix = min(arguments.max, len(catalog)), "target" if arguments.stratify else None
        sample = first_of_permutation(catalog, n, arguments.seed, stratify=mix)
    return sample[["OBJID", "ra", "dec", "target"]]


def _summary(manifest: Any, folder: Path, seconds: float) -> int:
    good = manifest["status"] == "ok"
    print(
        f"{int(good.sum()):,} of {len(manifest):,} pictures are in {folder} ({_duration(seconds)})"
    )
    if good.all():
        return _DONE
    failed = manifest.loc[manifest["status"] == "failed", "reason"].str.split(":").str[0]
    for reason, count in failed.value_counts().items():
        print(f"  {count:,} failed: {reason}")
    pending = manifest.loc[manifest["status"] == "pending", "reason"]
    for reason, count in pending.value_counts().items():
        print(f"  {count:,} not asked for: {reason}")
    print(f"each is named in {folder / 'manifest.csv'}; the same command tries them again")
    return _IN_PART


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{math.ceil(seconds)} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
