"""Labels from the votes of Galaxy Zoo 1."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from galaxyzoo_ml._labels import CLASS_OF_VOTE, VOTES
from galaxyzoo_ml.datasets.galaxyzoo1._catalog_columns import FLAGS, VOTE_COLUMNS
from galaxyzoo_ml.exceptions import TableError

__all__ = ["galaxyzoo1_labels"]

_Codes = tuple[NDArray[Any], list[str]]  # places in a list of names
_KINDS = ("flag", "plurality", "vote", "clean", "handedness")


def galaxyzoo1_labels(
    catalog: pd.DataFrame, kind: str = "flag", *, threshold: float = 0.8, debiased: bool = True
) -> NDArray[np.str_]:
    """Return a label for each galaxy of a table of Galaxy Zoo 1.

    Parameters
    ----------
    catalog : pandas.DataFrame of shape (n, any)
        With the columns of the published table that the kind of label needs.
    kind : {"flag", "plurality", "vote", "clean", "handedness"}, default="flag"
        - "flag": the published flags SPIRAL, ELLIPTICAL and UNCERTAIN (table 2 alone). Of
          667,944 galaxies 190,225 are spiral (28.5 %), 62,190 elliptical (9.3 %) and 415,529
          uncertain (62.2 %).
        - "clean": "spiral" or "elliptical" where that fraction of the votes is above `threshold`,
          else "uncertain". With the debiased fractions and 0.8: 160,766 spiral (24.1 %), 86,102
          elliptical (12.9 %) and 421,076 uncertain (63.0 %). With the raw fractions, of the first
          5,000 galaxies: 595 spiral, 1,145 elliptical, 3,260 uncertain.
        - "plurality": the class of the answer with most votes: "spiral" (clockwise, anticlockwise
          and edge-on), "elliptical" or "uncertain" (don't know, merger). Of the first 5,000
          galaxies: 1,348, 3,556 and 96.
        - "vote": that answer itself, one of the six of `VOTES`; of two that are equal, the first
          in that order. Of the first 5,000 galaxies: 3,556 elliptical, 292 clockwise, 304
          anticlockwise, 752 edge-on, 23 don't know, 73 merger.
        - "handedness": "spiral_clockwise" or "spiral_anticlockwise" where that fraction of the
          raw votes is above `threshold`, else "uncertain". Of the first 5,000 galaxies: 96, 92
          and 4,812. Reflections swap the first two (`MIRRORED_LABELS`).
    threshold : float, default=0.8
        For "clean" and "handedness": at least 0.5 (which leaves one label at most) and below 1.
        0.8 is "clean" and 0.95 "superclean" in the sense of Land et al. (2008).
    debiased : bool, default=True
        For "clean": whether the fractions are those corrected for the redshift (table 2 alone).

    Returns
    -------
    ndarray of shape (n,), str

    Raises
    ------
    ValueError
        An unknown kind, or a threshold out of range.
    TableError
        A column is missing, flags do not name exactly one class, or a vote is missing.

    Notes
    -----
    The flags are not a threshold on the debiased fractions: the raw votes were corrected by the
    ratio of elliptical to spiral galaxies that a threshold of 0.8 gives. The two rules disagree
    on 89,332 galaxies (13.4 %): 42,922 are flagged spiral with a debiased fraction of at most
    0.8, and 28,182 have a debiased fraction of elliptical above 0.8 and are flagged uncertain. The
    correction needs the redshift, which is not in the pixels.

    Small, faint and distant spirals look elliptical: "plurality" and raw "clean" labels keep that
    bias (Bamford et al. 2009). One sense of winding is called more often than the other: a study
    with mirrored images (table 5) tells how much of that is the volunteers' (Land et al. 2008).

    References
    ----------
    Lintott et al. 2011, MNRAS 410, 166 (the data). Land et al. 2008, MNRAS 388, 1686. Bamford
    et al. 2009, MNRAS 393, 1324.

    Examples
    --------
    >>> import pandas as pd
    >>> from galaxyzoo_ml.datasets import galaxyzoo1_labels
    >>> votes = pd.DataFrame({"P_EL": [0.1, 0.9], "P_CS": [0.85, 0.1]})
    >>> galaxyzoo1_labels(votes, "clean", debiased=False)
    array(['spiral', 'elliptical'], dtype='<U10')
    """
    codes, names = label_codes(catalog, kind, threshold=threshold, debiased=debiased)
    return np.array(names)[codes]


def label_codes(
    catalog: pd.DataFrame, kind: str, *, threshold: float = 0.8, debiased: bool = True
) -> _Codes:
    """Return labels as places in a list of names."""
    if kind not in _KINDS:
        raise ValueError(f"kind={kind!r}: one of {', '.join(map(repr, _KINDS))} is needed")
    if not 0.5 <= threshold < 1:
        raise ValueError(f"threshold={threshold!r}: at least 0.5 and below 1 is needed")
    if kind == "flag":
        return _flags(catalog)
    if kind == "clean":
        end = "_DEBIASED" if debiased else ""
        columns = {"spiral": f"P_CS{end}", "elliptical": f"P_EL{end}"}
        return _above(catalog, columns, threshold)
    if kind == "handedness":
        columns = {"spiral_clockwise": "P_CW", "spiral_anticlockwise": "P_ACW"}
        return _above(catalog, columns, threshold)
    answers = _fractions(catalog, VOTE_COLUMNS).argmax(axis=0)
    if kind == "vote":
        return answers, list(VOTES)
    classes = list(dict.fromkeys(CLASS_OF_VOTE.values()))
    return np.array([classes.index(CLASS_OF_VOTE[vote]) for vote in VOTES])[answers], classes


def _flags(catalog: pd.DataFrame) -> _Codes:
    _check_columns(catalog, FLAGS)
    flags = np.stack([catalog[name].to_numpy(bool) for name in FLAGS]).view(np.uint8)
    wrong = flags.sum(axis=0, dtype=np.uint8) != 1
    if wrong.any():
        row = int(wrong.argmax())
        values = ", ".join(f"{n}={int(v)}" for n, v in zip(FLAGS, flags[:, row], strict=True))
        raise TableError(
            f"{wrong.sum():,} rows have not exactly one flag; the first is row {row} ({values}); "
            "take the table as it was published, or another kind of label"
        )
    return flags[1] + 2 * flags[2], [name.lower() for name in FLAGS]


def _above(catalog: pd.DataFrame, columns: dict[str, str], threshold: float) -> _Codes:
    """Label what is above the threshold; the rest is uncertain."""
    # As float32: 0.8 among float32 votes is larger than 0.8, the float64.
    above = _fractions(catalog, tuple(columns.values())) > np.float32(threshold)
    choice = np.where(above.any(axis=0), above.argmax(axis=0), len(columns))
    return choice, [*columns, "uncertain"]


def _fractions(catalog: pd.DataFrame, columns: tuple[str, ...]) -> NDArray[np.float32]:
    _check_columns(catalog, columns)
    fractions = np.stack([catalog[name].to_numpy(np.float32) for name in columns])
    missing = np.isnan(fractions).any(axis=0)
    if missing.any():
        raise TableError(
            f"{missing.sum():,} rows lack one of the votes {', '.join(columns)}; the first is row "
            f"{int(missing.argmax())}; leave them out with catalog.dropna()"
        )
    return fractions


def _check_columns(catalog: pd.DataFrame, columns: tuple[str, ...]) -> None:
    missing = [name for name in columns if name not in catalog]
    if missing:
        only = all(name in FLAGS or name.endswith("_DEBIASED") for name in missing)
        hint = " (table 3 has no flags and no debiased votes)" if only else ""
        raise TableError(f"the catalogue has no column {', '.join(missing)}{hint}")
