"""Where the galaxies of a catalogue are, and how wide a field each needs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from galaxyzoo_ml.exceptions import TableError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FIELD", "find_fields"]

FIELD = 5.1
"""Petrosian radii: how wide the pictures are that the net that ships has learnt from."""


def find_fields(
    catalog: pd.DataFrame,
    *,
    id_column: str | None = None,
    ra_column: str | None = None,
    dec_column: str | None = None,
    radius_column: str | None = None,
    field: float = FIELD,
    size: int = 120,
) -> pd.DataFrame:
    """Find names, positions and scales in a catalogue, as `fetch_cutouts` takes them.

    Parameters
    ----------
    catalog : DataFrame
    id_column, ra_column, dec_column : str, default=None
        As in `find_positions`.
    radius_column : str, default=None
        Petrosian radii, in arcsec, to scale each field to its galaxy.
    field : float, default=5.1
        How many of them a field is wide. The default is what the net that ships has learnt from.
    size : int, default=120
        Side of the pictures, in pixels.

    Returns
    -------
    DataFrame
        ``OBJID``, ``ra``, ``dec`` (degrees) and, with radii, ``scale`` (arcsec a pixel), in the
        order of the catalogue.

    Raises
    ------
    TableError
        Columns that are not there or not clear, positions off the sphere, radii that are none.

    Examples
    --------
    >>> import pandas as pd
    >>> from galaxyzoo_ml.workflows import find_fields
    >>> catalog = pd.DataFrame({"name": ["m51"], "ra": [202.47], "dec": [47.2], "radius": [12.0]})
    >>> find_fields(catalog, radius_column="radius", size=68)
      OBJID      ra   dec  scale
    0   m51  202.47  47.2    0.9
    """
    from galaxyzoo_ml.datasets import find_positions

    fields = find_positions(
        catalog, id_column=id_column, ra_column=ra_column, dec_column=dec_column
    )
    if radius_column is not None:
        fields["scale"] = _radii(catalog, radius_column) * field / size
    return fields


def _radii(catalog: pd.DataFrame, name: str) -> pd.Series[float]:
    import pandas as pd

    if name not in catalog:
        there = ", ".join(str(column) for column in catalog)
        raise TableError(f"there is no column {name!r}; there are {there}")
    radii = pd.to_numeric(catalog[name], errors="coerce").astype("float64")
    wrong = ~((radii > 0) & (radii < math.inf)).to_numpy()
    if wrong.any():
        row = int(wrong.argmax())
        raise TableError(
            f"row {row} of the catalogue: {name} = {catalog[name].iloc[row]} is no radius in "
            "arcsec: leave such galaxies out, or go without radius_column= (--radius-column)"
        )
    return radii
