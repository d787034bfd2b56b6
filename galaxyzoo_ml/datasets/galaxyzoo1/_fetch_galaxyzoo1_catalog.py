"""The catalogue of Galaxy Zoo 1: votes, flags and positions of 893,212 galaxies."""

from __future__ import annotations

import hashlib
import os
import re
import warnings
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pandas as pd
import pyarrow as pa

from galaxyzoo_ml.datasets._bunch import read_descr
from galaxyzoo_ml.datasets._home import get_data_home, made_data_home
from galaxyzoo_ml.datasets.catalogs._sniff_format import sniff
from galaxyzoo_ml.datasets.downloads._fetch_file import fetch_file
from galaxyzoo_ml.datasets.downloads._remote_file import RemoteFile, digest
from galaxyzoo_ml.datasets.galaxyzoo1._catalog_checks import check_ids, odd_votes, read_degrees
from galaxyzoo_ml.datasets.galaxyzoo1._catalog_columns import COLUMNS
from galaxyzoo_ml.datasets.galaxyzoo1._catalog_csv import line_of_row, read_csv_table
from galaxyzoo_ml.datasets.galaxyzoo1._catalog_fits import read_fits_table
from galaxyzoo_ml.datasets.galaxyzoo1._galaxyzoo1_labels import label_codes
from galaxyzoo_ml.datasets.galaxyzoo1._parsed_copy import read_copy, write_copy
from galaxyzoo_ml.datasets.network._address import check_address
from galaxyzoo_ml.datasets.network._http import Client
from galaxyzoo_ml.datasets.network._policy import NetworkPolicy
from galaxyzoo_ml.datasets.network._progress import is_shown
from galaxyzoo_ml.exceptions import ChecksumError, DataWarning, TableError

__all__ = ["fetch_galaxyzoo1_catalog"]

_FORMAT = 1  # raised whenever parsed copies of older versions must not be used
_WARNING = b"galaxyzoo_ml.warning"
_MIRRORS = (
    "https://galaxy-zoo-1.s3.amazonaws.com/",
    "https://data.galaxyzoo.org/data/gz1/",
    "https://static.zooniverse.org/data.galaxyzoo.org/data/gz1/",
)


def _published(name: str, sha256: str, size: int | None = None) -> RemoteFile:
    return RemoteFile(name, tuple(base + name for base in _MIRRORS), f"sha256:{sha256}", size)


_TABLES: Mapping[int, RemoteFile] = {
    2: _published(
        "GalaxyZoo1_DR_table2.csv.gz",
        "5121e43f502856c9f73e31934a6e7d7282669c3ae065564a31f5d5115f45541d",
        20_384_458,
    ),
    3: _published(
        "GalaxyZoo1_DR_table3.csv.gz",
        "282c8049e93c47b5343885210ace8ba5710e9914ce035a6b39061395436d9723",
    ),
}


def fetch_galaxyzoo1_catalog(
    table: int = 2,
    *,
    source: str | os.PathLike[str] | None = None,
    sha256: str | None = None,
    columns: Sequence[str] | Mapping[str, str] | None = None,
    labels: str | None = "auto",
    data_home: str | os.PathLike[str] | None = None,
    download_if_missing: bool = True,
    progress: bool | str = "auto",
    client: Client | None = None,
    policy: NetworkPolicy | None = None,
) -> pd.DataFrame:
    """Load the catalogue of Galaxy Zoo 1, fetched and verified on first use.

    The file (20 MB for table 2) is verified by its published SHA-256 before it gets its name in
    the cache, and again whenever it is used. A parsed copy makes the second read immediate.

    Parameters
    ----------
    table : {2, 3}, default=2
        Table 2 has the 667,944 galaxies with a spectrum; table 3 the 225,268 without: it lacks
        the debiased votes and the flags.
    source : path-like or str, default=None
        Another copy of the table: a file, or an address (``http://``, ``https://``). CSV or FITS
        (the latter needs astropy), plain or gzipped. None takes the published file, from the
        first of its mirrors that answers.
    sha256 : str, default=None
        What the hash of `source` has to be, in hexadecimal. Without it, an address is trusted on
        first use, and what came is kept until it is damaged or deleted.
    columns : list of str or dict of str to str, default=None
        The columns to return, in this order; a dict also renames them, from old to new names. By
        default, all but ``RA`` and ``DEC``.
    labels : {"auto", "flag", "plurality", "vote", "clean", "handedness"} or None, default="auto"
        The labels in the column ``target``; see `galaxyzoo1_labels` for what they mean, how
        frequent they are, and for other thresholds. "auto" takes the flags in table 2, and adds
        no labels to table 3, which has no flags.
    data_home : path-like, default=None
        The cache folder; see `get_data_home`.
    download_if_missing : bool, default=True
        Whether the network may be asked.
    progress : bool or "auto", default="auto"
        Show a progress bar of the download on standard error; "auto" does so where that is a
        terminal.
    client : httpx.Client, default=None
        Asks the network: for proxies and certificates of your own.
    policy : NetworkPolicy, default=None
        How patiently.

    Returns
    -------
    pandas.DataFrame of shape (n, 15) for table 2, (n, 11) for table 3
        One row a galaxy, in the order of the file:

        - ``OBJID`` (int64): the id of SDSS DR7, unique;
        - ``ra``, ``dec`` (float64): degrees, J2000, exact;
        - ``NVOTE`` (int32): the number of votes;
        - ``P_EL``, ``P_CW``, ``P_ACW``, ``P_EDGE``, ``P_DK``, ``P_MG`` (float32): the fractions of
          the six answers; ``P_CS`` those of all spirals (clockwise, anticlockwise, edge-on);
        - ``P_EL_DEBIASED``, ``P_CS_DEBIASED`` (float32): corrected for the redshift;
        - ``SPIRAL``, ``ELLIPTICAL``, ``UNCERTAIN`` (bool): the flags;
        - ``target`` (categorical): the labels.

        ``ra`` and ``dec`` replace ``RA`` and ``DEC``, which are sexagesimal text (hours and
        degrees): ask for those by name in `columns`. Further columns of a CSV file are kept.
        ``attrs`` holds the file's ``"source"`` and ``"sha256"``, and ``"DESCR"``: its origin, and
        whom to cite.

    Raises
    ------
    OfflineError
        The file is not in the cache, and no server could be, or may be, asked.
    ChecksumError
        Another file than the one that was published.
    DownloadError
        No mirror gave the file, or the disk is full.
    TableError
        A file that is no such table: it is empty, or a web page; a column is missing; an OBJID
        was rounded or stands twice; coordinates cannot be read, or are out of range. The message
        has the line and the column.
    FileNotFoundError
        There is no file `source`.
    ImportError
        FITS without astropy.

    Warns
    -----
    DataWarning
        The six votes of some rows do not sum to about 1, or are missing.

    Notes
    -----
    Through a float an OBJID would lose its last digits (all exceed 2**53): never let a join or a
    spreadsheet turn the column into one.

    References
    ----------
    Lintott et al. 2008, MNRAS 389, 1179. Lintott et al. 2011, MNRAS 410, 166.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from galaxyzoo_ml.datasets import fetch_galaxyzoo1_catalog
    >>> text = '''OBJID,RA,DEC,NVOTE,P_EL,P_CW,P_ACW,P_EDGE,P_DK,P_MG,P_CS
    ... 587727178986356823,00:00:00.41,-10:22:25.7,59,0.61,0.034,0.0,0.153,0.153,0.051,0.186
    ... '''
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "table.csv")
    ...     _ = file.write_text(text)
    ...     catalog = fetch_galaxyzoo1_catalog(3, source=file, data_home=Path(folder, "home"))
    >>> catalog[["OBJID", "ra", "dec"]]
                    OBJID        ra        dec
    0  587727178986356823  0.001708 -10.373806
    """
    if table not in _TABLES:
        raise ValueError(f"table={table!r}: 2 (with spectra) or 3 (without) is needed")
    shown = is_shown(progress)
    path = _locate(table, source, sha256, data_home, download_if_missing, shown, client, policy)
    found = digest(path, "sha256")
    if sha256 is not None and found != sha256.lower():
        raise ChecksumError(
            f"{path}: its sha256 is {found}, not {sha256}: another file, or damaged"
        )
    copy = get_data_home(data_home) / "galaxyzoo1" / "parsed" / f"{found}-{table}-{_FORMAT}.parquet"
    as_written = {"RA", "DEC"} & set(columns or ())  # the text is not kept a second time
    content = None if as_written else read_copy(copy)
    if content is None:
        content = _read_table(path, COLUMNS[table])
        if not as_written:
            made_data_home(data_home)
            write_copy(content.drop_columns(["RA", "DEC"]), copy)
    warning = (content.schema.metadata or {}).get(_WARNING)
    if warning:
        warnings.warn(f"{path}: {warning.decode()}", DataWarning, stacklevel=2)
    catalog = _to_frame(content, columns, _kind_of_labels(labels, table))
    catalog.attrs = {"source": str(source or _TABLES[table].urls[0]), "sha256": found}
    catalog.attrs["DESCR"] = read_descr("galaxyzoo1_catalog")
    return catalog


def _locate(
    table: int,
    source: str | os.PathLike[str] | None,
    sha256: str | None,
    data_home: str | os.PathLike[str] | None,
    download_if_missing: bool,
    progress: bool,
    client: Client | None,
    policy: NetworkPolicy | None,
) -> Path:
    """Return the file of the table, fetched where it has to be."""
    address = str(source) if isinstance(source, str) and "://" in source else None
    if source is not None and address is None:
        path = Path(source).expanduser()
        if not path.is_file():
            raise FileNotFoundError(f"{path}: there is no such file; source= is a file or a URL")
        return path
    home = made_data_home(data_home) if download_if_missing else get_data_home(data_home)
    return fetch_file(
        _TABLES[table] if address is None else _at(address, sha256),
        home / "galaxyzoo1",
        download_if_missing=download_if_missing,
        progress=progress,
        client=client,
        policy=policy,
    )


def _at(address: str, sha256: str | None) -> RemoteFile:
    """Describe a file at an address of the user's: two addresses never share a name."""
    check_address(address)
    last = re.sub(r"[^\w.-]", "_", urlsplit(address).path.rstrip("/").rpartition("/")[2])[-80:]
    name = f"{hashlib.sha256(address.encode()).hexdigest()[:16]}-{last}"
    return RemoteFile(name, (address,), f"sha256:{sha256}" if sha256 else None)


def _read_table(path: Path, columns: Mapping[str, pa.DataType]) -> pa.Table:
    """Parse and check a file; return all of it, with the degrees."""
    if sniff(path) == "fits":
        content = read_fits_table(path, columns)

        def place(row: int) -> str:
            return f"row {row + 1}"
    else:
        content = read_csv_table(path, columns)

        def place(row: int) -> str:
            return f"line {line_of_row(path, row)}"

    with ThreadPoolExecutor(2) as pool:  # Arrow and NumPy let go of the interpreter
        degrees = [pool.submit(read_degrees, content, name, path, place) for name in ("RA", "DEC")]
        check_ids(content, path, place)
    for position, name in enumerate(("ra", "dec")):
        if name in content.column_names:  # ours are computed from what has been checked
            content = content.drop_columns(name)
        content = content.add_column(1 + position, name, pa.array(degrees[position].result()))
    warning = odd_votes(content, place)
    return content.replace_schema_metadata({_WARNING: warning.encode()} if warning else None)


def _kind_of_labels(labels: str | None, table: int) -> str | None:
    if labels != "auto":
        return labels
    return "flag" if table == 2 else None


def _to_frame(
    content: pa.Table, columns: Sequence[str] | Mapping[str, str] | None, labels: str | None
) -> pd.DataFrame:
    wanted = None if columns is None else list(columns)
    unasked = {"RA", "DEC"} - set(wanted or ())
    names = [name for name in content.column_names if name not in unasked]
    catalog: pd.DataFrame = content.select(names).to_pandas(split_blocks=True)
    if labels is not None:
        codes, classes = label_codes(catalog, labels)
        order = np.argsort(classes)
        places = np.argsort(order).astype(np.int8)[codes]
        catalog["target"] = pd.Categorical.from_codes(places, pd.Index(classes)[order])
    if wanted is None:
        return catalog
    missing = [name for name in wanted if name not in catalog]
    if missing:
        there = ", ".join([*catalog.columns, "RA", "DEC"])
        raise TableError(f"columns={columns!r}: there is no {missing[0]!r}; there are {there}")
    chosen = catalog[wanted].copy()
    return chosen.rename(columns=dict(columns)) if isinstance(columns, Mapping) else chosen
