"""How many images of each class, between none of the balancing and all of it."""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.utils._param_validation import Interval, StrOptions

__all__ = ["TemperedStrategy"]


class TemperedStrategy(BaseEstimator):
    r"""Balance in part: a ``sampling_strategy`` for any sampler that goes by numbers.

    Full balancing repeats a rare class until nothing about it is new, and moves the classifier's
    idea of what is frequent as far as it goes. Tempered balancing makes the number of images of a
    class of :math:`n` proportional to :math:`n^{1 - \alpha}`. It is a function of the labels, which
    imbalanced-learn accepts wherever it takes a ``sampling_strategy``, and has parameters: a grid
    can search ``balance__sampling_strategy__alpha``, or
    ``balance__sampler__sampling_strategy__alpha`` inside an `ImageSampler`.

    Parameters
    ----------
    alpha : float, default=0.5
        From 0, which leaves all numbers as they are, to 1, which makes them equal. At 0.5 they
        are proportional to the square roots of what they were.
    keep : {"majority", "minority"}, default="majority"
        The class whose number stays as it is: the most frequent for samplers that add images, the
        rarest for samplers that remove some. A sampler sees only numbers, and refuses those that
        it cannot reach.

    See Also
    --------
    RotationOversampler, CloneOversampler, ImageSampler : Samplers that take it.

    Notes
    -----
    With :math:`m` the number of the class that is kept, a class of :math:`n` images gets
    :math:`m (n / m)^{1 - \alpha}`, rounded to the nearest whole number (halves to the even one).
    The order of the classes by frequency never changes, no class shrinks where the majority is
    kept, and none grows, or vanishes, where the minority is.

    Samplers that clean (TomekLinks, EditedNearestNeighbours and their kin) go by no numbers;
    imbalanced-learn refuses them any.

    Examples
    --------
    >>> from galaxyzoo_ml.balancing import RotationOversampler, TemperedStrategy
    >>> y = ["elliptical"] * 100 + ["spiral"] * 25 + ["merger"] * 4
    >>> TemperedStrategy(0.5)(y)
    {'merger': 20, 'spiral': 50}
    >>> TemperedStrategy(0.5, keep="minority")(y)
    {'elliptical': 20, 'spiral': 10}
    >>> sampler = RotationOversampler(sampling_strategy=TemperedStrategy(0.5))
    >>> sampler.set_params(sampling_strategy__alpha=1.0).sampling_strategy(y)
    {'merger': 100, 'spiral': 100}
    """

    _parameter_constraints: dict[str, Any] = {
        "alpha": [Interval(Real, 0, 1, closed="both")],
        "keep": [StrOptions({"majority", "minority"})],
    }

    def __init__(self, alpha: float = 0.5, *, keep: str = "majority") -> None:
        self.alpha = alpha
        self.keep = keep

    def __call__(self, y: ArrayLike) -> dict[Any, int]:
        """Return how many images each class shall have.

        Parameters
        ----------
        y : array-like of shape (n,)
            Labels.

        Returns
        -------
        dict of label to int
            Of the classes whose number changes, in sorted order.
        """
        self._validate_params()
        labels, counts = np.unique(np.asarray(y), return_counts=True)
        kept = counts.max() if self.keep == "majority" else counts.min()
        wanted = np.rint(kept * (counts / kept) ** (1 - self.alpha)).astype(int)
        changes = wanted != counts
        return dict(zip(labels[changes].tolist(), wanted[changes].tolist(), strict=True))
