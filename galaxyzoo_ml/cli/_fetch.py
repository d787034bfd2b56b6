"""``galaxyzoo fetch``: the course's get_images.py, made safe."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from galaxyzoo_ml.cli._argument_types import SEED, web_address, whole_number
from galaxyzoo_ml.cli._exit_status import ExitStatus
from galaxyzoo_ml.cli._interrupts import interrupted_says
from galaxyzoo_ml.cli._options import Command, Commands, options_of
from galaxyzoo_ml.cli._output import check_writable
from galaxyzoo_ml.cli._services import ServiceOptions, add_service_arguments, print_outcome

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["add_parser"]

_CATALOGS = ("GalaxyZoo1_DR_table2.csv", "GalaxyZoo1_DR_table2.csv.gz")


@dataclass(frozen=True)
class FetchOptions:
    """What ``galaxyzoo fetch`` is asked for."""

    dir: Path
    max: int
    first: bool
    catalog: str | None
    labels: str
    stratify: bool
    seed: int
    service: ServiceOptions


def add_parser(commands: Commands) -> None:
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
        type=_file_or_address,
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
    parser.add_argument("--seed", type=SEED, default=0, help="of the random order (default: 0)")
    add_service_arguments(parser)
    parser.set_defaults(command=Command(parsed, run))


def _file_or_address(text: str) -> str:
    return web_address(text) if text.startswith(("http:", "https:")) else text


def parsed(values: Mapping[str, Any]) -> FetchOptions:
    """Return the options."""
    return options_of(FetchOptions, values, service=options_of(ServiceOptions, values))


def run(options: FetchOptions) -> ExitStatus:
    """Fetch, and say what came of it."""
    from galaxyzoo_ml.datasets import fetch_cutouts

    check_writable(options.dir)
    with interrupted_says("nothing was asked for yet; the same command begins again"):
        sample = _sample(options)
    options.service.announce(sample, options.dir)
    if options.service.dry_run:
        return ExitStatus.DONE
    started = time.monotonic()
    try:
        manifest = fetch_cutouts(sample, options.dir, progress=True, **options.service.asked())
    except KeyboardInterrupt:
        raise KeyboardInterrupt("what has come is kept; the same command goes on") from None
    print_outcome(manifest, options.dir, time.monotonic() - started)
    return ExitStatus.DONE if (manifest["status"] == "ok").all() else ExitStatus.IN_PART


def _sample(options: FetchOptions) -> pd.DataFrame:
    """Return the rows of the catalogue that are asked for, with labels."""
    from galaxyzoo_ml.datasets import fetch_galaxyzoo1_catalog, first_of_permutation

    source: str | Path | None = options.catalog
    if source is None:
        there = [options.dir / name for name in _CATALOGS if (options.dir / name).is_file()]
        source = there[0] if there else None
    catalog = fetch_galaxyzoo1_catalog(2, source=source, labels=options.labels)
    if options.first:
        sample = catalog.iloc[: options.max]
    else:
        n, mix = min(options.max, len(catalog)), "target" if options.stratify else None
        sample = first_of_permutation(catalog, n, options.seed, stratify=mix)
    return sample[["OBJID", "ra", "dec", "target"]]
