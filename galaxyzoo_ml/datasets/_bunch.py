"""What every maker of galaxies returns, and where its description comes from."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.utils import Bunch

from galaxyzoo_ml.images import ImageArray

__all__ = ["make_bunch", "read_descr"]


def make_bunch(
    *,
    return_X_y: bool,
    target: NDArray[Any],
    catalog: pd.DataFrame,
    descr: str,
    images: ImageArray | None = None,
    data: NDArray[Any] | None = None,
    target_names: Sequence[str] | None = None,
    **further: object,
) -> Any:
    """Return a data set as scikit-learn does: a Bunch, or X and y alone.

    Parameters
    ----------
    return_X_y : bool
        Return the images (or the data) and the target alone.
    target : ndarray of shape (n,) or (n, k)
    catalog : pandas.DataFrame of shape (n, any)
        One row a sample.
    descr : str
        What it is and where it comes from.
    images : ImageArray of shape (n, height, width, channels), default=None
    data : ndarray of shape (n, n_features), default=None
        Where it is a table: one of the two is given.
    target_names : sequence of str, default=None
        None takes the values of `target`, sorted.
    **further
        What else this data set has.

    Returns
    -------
    sklearn.utils.Bunch or tuple
    """
    X = data if images is None else images
    if return_X_y:
        return X, target
    return Bunch(
        **{"data" if images is None else "images": X},
        target=target,
        target_names=np.unique(target) if target_names is None else np.array(target_names),
        catalog=catalog,
        **further,
        DESCR=descr,
    )


def read_descr(name: str) -> str:
    """Return a description of the folder ``descr``.

    Parameters
    ----------
    name : str
        Of its file, without ``.rst``.

    Returns
    -------
    str
    """
    file = resources.files("galaxyzoo_ml.datasets").joinpath("descr", f"{name}.rst")
    return file.read_text("utf-8")
