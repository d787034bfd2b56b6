"""``galaxyzoo classify``: from positions on the sky to probabilities."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from galaxyzoo_ml.workflows._classified_catalog import classified, gallery
from galaxyzoo_ml.cli._errors import UsageError, positive_number, whole_number
from galaxyzoo_ml.cli._fetch import add_service_arguments, fetched
from galaxyzoo_ml.cli._output import check_output_file, check_writable
from galaxyzoo_ml.workflows._picture_files import size_of, written

__all__ = ["add_parser"]

_FIELD = 5.1  # Petrosian radii: the field of the pictures that the net that ships has learnt from
_DONE, _IN_PART = 0, 1


def add_parser(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "classify",
        help="classify the galaxies of a catalogue: only their positions are needed",
        description="Fetch a picture of each galaxy of a catalogue, politely, and write the "
        "catalogue again with the probability of each class, and a gallery to look at. The net "
        f"that ships has learnt from fields {_FIELD} Petrosian radii wide: give --radius-column if "
        "you can; fields of one width suit galaxies of one size. A second run asks for nothing "
        "that is there.",
    )
    parser.add_argument(
        "catalog",
        metavar="CATALOG",
        type=Path,
        help="CSV, FITS or VOTable with ids, and right ascension and declination (J2000) in "
        "degrees or sexagesimal",
    )
    for name, what in (("id", "names of galaxies"), ("ra", "positions"), ("dec", "positions")):
        parser.add_argument(
            f"--{name}-column", metavar="NAME", help=f"{what} (default: the one of a usual name)"
        )
    parser.add_argument(
        "--radius-column",
        metavar="NAME",
        help="Petrosian radii in arcsec (SDSS: petroRad_r), to scale each field to its galaxy",
    )
    parser.add_argument(
        "--field",
        type=positive_number,
        default=_FIELD,
        metavar="RADII",
        help="how many of them the field is wide (default: %(default)s)",
    )
    parser.add_argument(
        "--model", type=Path, help="a file written by train (default: the net that ships, gz1)"
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE.csv", help="default: CATALOG-classified.csv beside it"
    )
    parser.add_argument(
        "--dir", type=Path, help="where the pictures go (default: CATALOG-cutouts beside it)"
    )
    parser.add_argument("--max", type=whole_number(1), metavar="N", help="only the first N rows")
    add_service_arguments(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Fetch, classify, and write what came of it."""
    from galaxyzoo_ml.persistence import load_model, pretrained_file

    source = arguments.catalog
    stem = source.name.removesuffix(".gz").rpartition(".")[0] or source.name
    out = arguments.out or source.with_name(f"{stem}-classified.csv")
    arguments.dir = arguments.dir or source.with_name(f"{stem}-cutouts")
    catalog, positions = _galaxies(arguments)
    check_output_file(out, [source])
    check_writable(arguments.dir)
    model_file = arguments.model or pretrained_file("gz1")
    model = load_model(model_file)
    size = size_of(model, model_file)
    print(_field_line(arguments), flush=True)
    manifest = fetched(positions, arguments, "scale" if arguments.radius_column else None)
    if manifest is None:  # a dry run
        return _DONE
    result = classified(catalog, manifest, arguments.dir, model, size)
    written(result.table, out)
    gallery(result, out.with_name(f"{stem}-gallery.png"), size)
    return _DONE if result.is_complete else _IN_PART


def _galaxies(arguments: argparse.Namespace) -> tuple[Any, Any]:
    """Return the catalogue as it is, and what `fetch_cutouts` needs of it.

    Raises
    ------
    UsageError
        A catalogue without names, positions or radii that could be used.
    """
    from galaxyzoo_ml.datasets import find_positions, read_catalog
    from galaxyzoo_ml.exceptions import TableError

    path, name = arguments.catalog, arguments.radius_column
    try:
        catalog = read_catalog(path)
    except ImportError as error:  # no astropy
        raise UsageError(str(error)) from error
    catalog = catalog.iloc[: arguments.max]
    try:
        positions = find_positions(
            catalog,
            id_column=arguments.id_column,
            ra_column=arguments.ra_column,
            dec_column=arguments.dec_column,
        )
    except TableError as error:
        raise UsageError(f"{path}: {error}") from error
    if name is not None:
        positions["scale"] = _radii(catalog, name, path) * arguments.field / arguments.size
    return catalog, positions


def _radii(catalog: Any, name: str, path: Path) -> Any:
    import pandas as pd

    if name not in catalog:
        raise UsageError(f"{path}: there is no column {name!r}; there are {', '.join(catalog)}")
    radii = pd.to_numeric(catalog[name], errors="coerce").astype("float64")
    wrong = ~((radii > 0) & (radii < float("inf"))).to_numpy()
    if wrong.any():
        row = int(wrong.argmax())
        raise UsageError(
            f"{path}: row {row} of the catalogue: {name} = {catalog[name].iloc[row]} is no radius "
            "in arcsec: leave such galaxies out, or classify without --radius-column"
        )
    return radii


def _field_line(arguments: argparse.Namespace) -> str:
    if arguments.radius_column:
        return f"each field is {arguments.field:g} x {arguments.radius_column} wide"
    width = arguments.size * arguments.scale
    line = f"every field is {width:g} arcsec wide"
    if arguments.model is None:
        radius = width / arguments.field
        line += f", which suits Petrosian radii of {radius:.1f} arcsec; --radius-column suits all"
    return line
