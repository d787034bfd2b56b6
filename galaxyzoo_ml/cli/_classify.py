"""``galaxyzoo classify``: from positions on the sky to probabilities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from galaxyzoo_ml.cli._argument_types import number_or_name, positive_number, whole_number
from galaxyzoo_ml.cli._errors import UsageError
from galaxyzoo_ml.cli._exit_status import ExitStatus
from galaxyzoo_ml.cli._options import Command, Commands, options_of
from galaxyzoo_ml.cli._output import check_writable, written
from galaxyzoo_ml.cli._outputs import Outputs, add_overwrite_argument
from galaxyzoo_ml.cli._services import ServiceOptions, add_service_arguments, print_outcome
from galaxyzoo_ml.workflows import FIELD

if TYPE_CHECKING:
    import pandas as pd

    from galaxyzoo_ml.workflows import ClassifiedCatalog

__all__ = ["add_parser"]


@dataclass(frozen=True)
class ClassifyOptions:
    """What ``galaxyzoo classify`` is asked for."""

    catalog: Path
    hdu: int | str | None
    table_of_file: int | str | None
    id_column: str | None
    ra_column: str | None
    dec_column: str | None
    radius_column: str | None
    field: float
    model: Path | None
    out: Path | None
    dir: Path | None
    max: int | None
    overwrite: bool
    service: ServiceOptions

    @property
    def table(self) -> Path:
        """Where the table goes."""
        return self.out or self.catalog.with_name(f"{self.catalog.name}-classified.csv")

    @property
    def gallery(self) -> Path:
        """Where the picture goes: beside the table."""
        return self.table.with_name(f"{(self.out or self.catalog).name}-gallery.png")

    @property
    def folder(self) -> Path:
        """Where the cutouts go."""
        return self.dir or self.catalog.with_name(f"{self.catalog.name}-cutouts")

    @property
    def columns(self) -> dict[str, Any]:
        """Which columns say where the galaxies are, and how wide their fields."""
        return {
            "id_column": self.id_column,
            "ra_column": self.ra_column,
            "dec_column": self.dec_column,
            "radius_column": self.radius_column,
            "field": self.field,
        }


def add_parser(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "classify",
        help="classify the galaxies of a catalogue: only their positions are needed",
        description="Fetch a picture of each galaxy of a catalogue, politely, and write the "
        "catalogue again with the probability of each class, and a gallery to look at. The net "
        f"that ships has learnt from fields {FIELD} Petrosian radii wide: give --radius-column if "
        "you can; fields of one width suit galaxies of one size. A second run asks for nothing "
        "that is there.",
    )
    parser.add_argument(
        "catalog",
        metavar="CATALOG",
        type=Path,
        help="a table with right ascensions and declinations (J2000), and names if there are: "
        "CSV and other text, FITS, VOTable, ECSV, IPAC, Parquet",
    )
    for name, kind in (("hdu", "FITS file"), ("table", "VOTable")):
        parser.add_argument(
            f"--{name}",
            dest="hdu" if name == "hdu" else "table_of_file",
            type=number_or_name,
            metavar="N|NAME",
            help=f"which table of a {kind} (default: the one with positions)",
        )
    for name, what in (("id", "names of galaxies"), ("ra", "positions"), ("dec", "positions")):
        parser.add_argument(
            f"--{name}-column", metavar="NAME", help=f"{what} (default: the one of a usual name)"
        )
    parser.add_argument(
        "--radius-column",
        metavar="NAME",
        help="Petrosian radii (SDSS: petroRad_r), to scale each field to its galaxy; arcsec, if "
        "the catalogue gives no unit",
    )
    parser.add_argument(
        "--field",
        type=positive_number,
        default=FIELD,
        metavar="RADII",
        help="how many of them the field is wide (default: %(default)s)",
    )
    parser.add_argument(
        "--model",
        type=Path,
        help="the folder or file written by train (default: the net that ships, gz1)",
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE.csv", help="default: CATALOG-classified.csv beside it"
    )
    parser.add_argument(
        "--dir", type=Path, help="where the pictures go (default: CATALOG-cutouts beside it)"
    )
    parser.add_argument("--max", type=whole_number(1), metavar="N", help="only the first N rows")
    add_overwrite_argument(parser)
    add_service_arguments(parser)
    parser.set_defaults(command=Command(parsed, run))


def parsed(values: Mapping[str, Any]) -> ClassifyOptions:
    """Return the options."""
    return options_of(ClassifyOptions, values, service=options_of(ServiceOptions, values))


def run(options: ClassifyOptions) -> ExitStatus:
    """Fetch, classify, and write what came of it."""
    from galaxyzoo_ml.workflows import classify_catalog

    catalog, fields = _galaxies(options)
    files = [options.table, options.gallery]
    outputs = Outputs("classify", [options.catalog], files, options.overwrite)
    outputs.check([] if options.model is None else [options.model])
    check_writable(options.folder)
    print(f"classified by {options.model or 'the net that ships (gz1)'}")
    print(_field_line(options), flush=True)
    scales = "scale" if options.radius_column else None
    options.service.announce(fields, options.folder, scales)
    if options.service.dry_run:
        return ExitStatus.DONE
    try:
        result = classify_catalog(
            catalog,
            options.model,
            folder=options.folder,
            progress=True,
            **options.columns,
            **options.service.asked(),
        )
    except KeyboardInterrupt:
        raise KeyboardInterrupt("what has come is kept; the same command goes on") from None
    print_outcome(result.manifest, options.folder, result.fetch_seconds)
    written(result.table, options.table)
    _draw_gallery(result, options.gallery)
    outputs.remember()
    return ExitStatus.DONE if result.is_complete else ExitStatus.IN_PART


def _galaxies(options: ClassifyOptions) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the catalogue as it is, and what is asked for of it.

    Raises
    ------
    UsageError
        A catalogue without names, positions or radii that could be used.
    """
    from galaxyzoo_ml.datasets import read_catalog
    from galaxyzoo_ml.exceptions import TableError
    from galaxyzoo_ml.workflows import find_fields

    try:
        catalog = read_catalog(options.catalog, hdu=options.hdu, table=options.table_of_file)
    except ImportError as error:  # no astropy
        raise UsageError(str(error)) from error
    catalog = catalog.iloc[: options.max]
    try:
        fields = find_fields(catalog, size=options.service.size, on_error="mark", **options.columns)
    except TableError as error:
        raise UsageError(f"{options.catalog}: {error}") from error
    bad = fields["reason"] != ""
    if bad.any():
        row = int(bad.to_numpy().argmax())
        why = fields["reason"].iloc[row]
        print(f"{bad.sum():,} rows cannot be asked for, the first is row {row}: {why}")
    return catalog, fields[~bad].drop_duplicates("OBJID").drop(columns="reason")


def _field_line(options: ClassifyOptions) -> str:
    if options.radius_column:
        return f"each field is {options.field:g} x {options.radius_column} wide"
    width = options.service.size * options.service.scale
    line = f"every field is {width:g} arcsec wide"
    if options.model is None:
        radius = width / options.field
        line += f", which suits Petrosian radii of {radius:.1f} arcsec; --radius-column suits all"
    return line


def _draw_gallery(result: ClassifiedCatalog, path: Path) -> None:
    from galaxyzoo_ml.inspection import save_figure

    path.unlink(missing_ok=True)  # of an earlier run
    try:
        figure = result.plot_gallery()
    except ImportError as error:
        print(f"no gallery: {error}")
        return
    if figure is not None:
        save_figure(figure, path)
        n = len(result.gallery_rows())
        print(f"wrote {path}: {n} galaxies, the surest and the least sure of each class")
