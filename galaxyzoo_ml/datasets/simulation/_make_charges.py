"""The two charges of Problem Set 1."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from galaxyzoo_ml.datasets._bunch import make_bunch, read_descr

__all__ = ["make_charges"]


def make_charges(*, return_X_y: bool = False) -> Any:
    """Return all pairs of whole charges from -5 to 5, and how they act on each other.

    The table of exercise 1.1(e) (F. Ruehle, Machine Learning, Oxford 2020), to which exercise 2.1
    returns: the class "neutral" is rare, and no straight line divides the classes.

    Parameters
    ----------
    return_X_y : bool, default=False
        Return ``(data, target)`` alone.

    Returns
    -------
    sklearn.utils.Bunch
        ``data`` (ndarray of shape (121, 2), float64, in units of the elementary charge),
        ``target`` (ndarray of str of shape (121,): 50 attractive, 21 neutral, 50 repulsive),
        ``target_names``, ``feature_names``, ``catalog`` (DataFrame of both) and ``DESCR``.

    Examples
    --------
    >>> from galaxyzoo_ml.datasets import make_charges
    >>> charges = make_charges()
    >>> charges.data[0], str(charges.target[0])
    (array([-5., -5.]), 'repulsive')
    """
    q = np.arange(-5.0, 6.0)
    data = np.column_stack([np.repeat(q, len(q)), np.tile(q, len(q))])
    names = np.array(["attractive", "neutral", "repulsive"])
    target = names[1 + np.sign(data[:, 0] * data[:, 1]).astype(int)]
    feature_names = ["q1", "q2"]
    return make_bunch(
        return_X_y=return_X_y,
        data=data,
        target=target,
        feature_names=feature_names,
        catalog=pd.DataFrame(data, columns=feature_names).assign(target=target),
        descr=read_descr("make_charges"),
    )
