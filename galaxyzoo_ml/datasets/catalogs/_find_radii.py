"""How large the galaxies of a catalogue are."""

from __future__ import annotations

import numpy as np
import pandas as pd

from galaxyzoo_ml.datasets.catalogs._known_names import unit_in
from galaxyzoo_ml.datasets.catalogs._position_columns import given_place
from galaxyzoo_ml.datasets.tables._angle_units import DEGREES_PER, plain_unit
from galaxyzoo_ml.exceptions import TableError

__all__ = ["find_radii"]

_ARCSEC = 3600  # in a degree


def find_radii(
    catalog: pd.DataFrame, radius_column: str, *, on_error: str = "raise"
) -> pd.Series[float]:
    """Return a column of angles on the sky in arcsec, whatever its unit is.

    Parameters
    ----------
    catalog : DataFrame
        From `read_catalog`, or any other. The unit is that of ``attrs["units"]``, or in brackets
        behind the name; without either the numbers are arcsec.
    radius_column : str
        Radii, or other sizes.
    on_error : {"raise", "mark"}, default="raise"
        What to do about a galaxy without a radius: "mark" makes it NaN.

    Returns
    -------
    Series of float64
        Arcsec, with the index of the catalogue.

    Raises
    ------
    TableError
        No such column; a unit that is no angle, such as pixels; unless they are marked, radii
        that are no positive numbers.
    ValueError
        Another `on_error`.

    See Also
    --------
    find_positions : Where the galaxies are.

    Examples
    --------
    >>> import pandas as pd
    >>> from galaxyzoo_ml.datasets import find_radii
    >>> find_radii(pd.DataFrame({"r [arcmin]": [0.5, 0.25]}), "r [arcmin]").tolist()
    [30.0, 15.0]
    """
    if on_error not in ("raise", "mark"):
        raise ValueError(f"on_error={on_error!r}: 'raise' or 'mark' is needed")
    written = catalog.iloc[:, given_place([str(name) for name in catalog.columns], radius_column)]
    unit = catalog.attrs.get("units", {}).get(radius_column) or unit_in(radius_column)
    word = plain_unit(unit) or "arcsec"
    if word not in DEGREES_PER or word == "h":
        raise TableError(
            f"{radius_column} is in {word!r}, which is no angle: arcsec, arcmin or deg are needed; "
            "take another column, or go without radius_column= (--radius-column)"
        )
    numbers = np.array(pd.to_numeric(written, errors="coerce"), np.float64)
    wrong = ~((numbers > 0) & (numbers < np.inf))
    if wrong.any() and on_error == "raise":
        row = int(wrong.argmax())
        raise TableError(
            f"row {row} of the catalogue: {radius_column} = {written.iloc[row]} is no radius in "
            f"{word}: leave such galaxies out, or go without radius_column= (--radius-column)"
        )
    numbers[wrong] = np.nan
    factor = DEGREES_PER[word] * _ARCSEC if word != "arcsec" else 1.0
    return pd.Series(numbers * factor, catalog.index, name=radius_column)
