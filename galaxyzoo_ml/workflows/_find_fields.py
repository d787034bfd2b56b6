"""Where the galaxies of a catalogue are, and how wide a field each needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from galaxyzoo_ml.exceptions import TableError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FIELD", "find_fields"]

FIELD = 5.1
"""Petrosian radii: how wide the pictures are that the net that ships has learnt from."""

_SAME = 1e-4  # degrees, or arcsec a pixel: rows of one id that agree so well are one galaxy


def find_fields(
    catalog: pd.DataFrame,
    *,
    id_column: str | None = None,
    ra_column: str | None = None,
    dec_column: str | None = None,
    radius_column: str | None = None,
    field: float = FIELD,
    size: int = 120,
    on_error: str = "raise",
) -> pd.DataFrame:
    """Find names, positions and scales in a catalogue, as `fetch_cutouts` takes them.

    Parameters
    ----------
    catalog : DataFrame
    id_column, ra_column, dec_column : str, default=None
        As in `find_positions`.
    radius_column : str, default=None
        Petrosian radii, to scale each field to its galaxy: in the unit that the catalogue gives,
        or else in arcsec (`find_radii`).
    field : float, default=5.1
        How many of them a field is wide. The default is what the net that ships has learnt from.
    size : int, default=120
        Side of the pictures, in pixels.
    on_error : {"raise", "mark"}, default="raise"
        What to do about a galaxy without a name, a position or a radius, or with the name of a
        galaxy elsewhere: "mark" keeps its row, with the ``reason``.

    Returns
    -------
    DataFrame
        ``OBJID``, ``ra``, ``dec`` (degrees) and, with radii, ``scale`` (arcsec a pixel), in the
        order of the catalogue; with "mark" ``reason``, "" where nothing is wrong.

    Raises
    ------
    TableError
        Columns that are not there or not clear, units that are no angles; positions off the
        sphere and radii that are none, unless they are marked, and there are others.

    Examples
    --------
    >>> import pandas as pd
    >>> from galaxyzoo_ml.workflows import find_fields
    >>> catalog = pd.DataFrame({"name": ["m51"], "ra": [202.47], "dec": [47.2], "radius": [12.0]})
    >>> find_fields(catalog, radius_column="radius", size=68)
      OBJID      ra   dec  scale
    0   m51  202.47  47.2    0.9
    """
    from galaxyzoo_ml.datasets import find_positions, find_radii

    fields = find_positions(
        catalog,
        id_column=id_column,
        ra_column=ra_column,
        dec_column=dec_column,
        on_error=on_error,
    )
    if radius_column is not None:
        radii = find_radii(catalog, radius_column, on_error=on_error)
        fields["scale"] = radii * field / size
    if on_error == "mark":
        _mark(fields, catalog, radius_column)
    return fields


def _mark(fields: pd.DataFrame, catalog: pd.DataFrame, radius_column: str | None) -> None:
    """Note further reasons: no radius, and an id that stands for two galaxies.

    Raises
    ------
    TableError
        There is a reason in every row.
    """
    import pandas as pd

    reasons = np.array(fields["reason"], object)
    if radius_column is not None:
        for row in np.flatnonzero(fields["scale"].isna() & (reasons == "")):
            value = catalog[radius_column].iloc[int(row)]
            reasons[row] = f"{radius_column} = {value} is no radius"
    good = np.flatnonzero(reasons == "")
    numbers = fields[[name for name in ("ra", "dec", "scale") if name in fields]].to_numpy()[good]
    ids = pd.factorize(fields["OBJID"].to_numpy()[good])[0]
    first = np.unique(ids, return_index=True)[1][ids]
    same = np.isclose(numbers, numbers[first], rtol=0, atol=_SAME).all(axis=1)
    reasons[good[~same]] = "its id stands twice, for another field"
    fields["reason"] = reasons
    if len(fields) and (fields["reason"] != "").all():
        raise TableError(f"row 0 of the catalogue: {fields['reason'].iloc[0]}; no row can be used")
