"""From the six answers of Galaxy Zoo 1 to three classes."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from galaxyzoo_ml._labels import CLASS_OF_VOTE

__all__ = ["merge_votes"]


def merge_votes(
    probabilities: ArrayLike, votes: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.str_]]:
    """Add the probabilities of the answers that make a class (`CLASS_OF_VOTE`).

    Parameters
    ----------
    probabilities : array-like of shape (n, n_votes)
        As a classifier of the votes gives them, or fractions of votes.
    votes : array-like of shape (n_votes,), str
        What the columns are: ``classes_`` of the classifier.

    Returns
    -------
    merged : ndarray of shape (n, n_classes), float64
    classes : ndarray of shape (n_classes,), str
        What its columns are, sorted: "elliptical", "spiral" and "uncertain", or those of them
        that have an answer among `votes`.

    Raises
    ------
    ValueError
        An answer that is none of `VOTES`, or another number of columns.

    Examples
    --------
    >>> from galaxyzoo_ml.datasets import merge_votes
    >>> votes = ["edge_on", "elliptical", "merger", "spiral_clockwise"]
    >>> merge_votes([[0.25, 0.125, 0.125, 0.5]], votes)
    (array([[0.125, 0.75 , 0.125]]), array(['elliptical', 'spiral', 'uncertain'], dtype='<U10'))
    """
    names = np.asarray(votes).tolist()
    unknown = sorted(set(names) - set(CLASS_OF_VOTE))
    if unknown:
        raise ValueError(f"{unknown} are no votes of Galaxy Zoo 1; those are {[*CLASS_OF_VOTE]}")
    columns = np.asarray(probabilities, dtype=np.float64)
    if columns.ndim != 2 or columns.shape[1] != len(names):
        raise ValueError(f"{len(names)} votes are no columns of an array of shape {columns.shape}")
    made = np.array([CLASS_OF_VOTE[name] for name in names])
    classes = np.unique(made)
    return columns @ (made[:, None] == classes), classes
