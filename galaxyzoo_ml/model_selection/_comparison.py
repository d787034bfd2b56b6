"""What a comparison of strategies found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from galaxyzoo_ml.model_selection._corrected_t_test import corrected_t_test

if TYPE_CHECKING:
    from galaxyzoo_ml.inspection import StrategiesDisplay

__all__ = ["StrategyComparison"]

_METRIC = ["metric", "class"]
_FOLD = ["seed", "fold"]


class StrategyComparison:
    """The scores of several strategies on the same folds, and which differences are no noise.

    Parameters
    ----------
    scores : DataFrame
        ``strategy, fold, seed, metric, class, value``, one row a score; ``class`` is empty where a
        score is of all classes. Times are in seconds, memory in MB.
    test_ratio : float
        ``n_test / n_train`` of the folds, for `corrected_t_test`.

    Attributes
    ----------
    strategies : list of str
        In the order in which they were compared.

    Raises
    ------
    ValueError
        A score that stands twice in the table.

    See Also
    --------
    compare_strategies : Makes it.

    Examples
    --------
    >>> import pandas as pd
    >>> from galaxyzoo_ml.model_selection import StrategyComparison
    >>> scores = pd.DataFrame({
    ...     "strategy": ["none"] * 3 + ["clone"] * 3, "fold": [0, 1, 2] * 2, "seed": 0,
    ...     "metric": "accuracy", "class": "", "value": [0.80, 0.82, 0.81, 0.70, 0.73, 0.71]})
    >>> comparison = StrategyComparison(scores, test_ratio=1 / 2)
    >>> comparison.summary().round(3)
      strategy    metric class   mean    std  n
    0     none  accuracy        0.810  0.010  3
    1    clone  accuracy        0.713  0.015  3
    >>> comparison.differences()[["difference", "low", "high", "beyond_noise"]].round(3)
       difference    low   high  beyond_noise
    0      -0.097 -0.119 -0.074          True
    """

    def __init__(self, scores: pd.DataFrame, *, test_ratio: float) -> None:
        # A column of empty fields comes back from a CSV file as NaN.
        self.scores = scores.assign(**{"class": scores["class"].astype(object).fillna("")})
        self.test_ratio = test_ratio
        twice = self.scores.duplicated(["strategy", *_METRIC, *_FOLD])
        if twice.any():
            row = ", ".join(f"{key} {value!r}" for key, value in scores[twice].iloc[0].items())
            raise ValueError(f"a score stands twice in the table, the second time as {row}")

    @property
    def strategies(self) -> list[str]:
        """The names of the strategies, in the order in which they were compared."""
        return list(self.scores["strategy"].unique())

    def summary(self) -> pd.DataFrame:
        """Return the mean and spread of every score.

        Returns
        -------
        DataFrame
            ``strategy, metric, class, mean, std, n``: `std` is that of the `n` folds, which says
            how folds differ, not how sure the mean is.
        """
        groups = self.scores.groupby(["strategy", *_METRIC], sort=False)["value"]
        table = groups.agg(["mean", "std", "count"])
        return table.rename(columns={"count": "n"}).reset_index()

    def differences(
        self, reference: str | None = None, *, confidence: float = 0.95
    ) -> pd.DataFrame:
        """Return the difference of every score to that of a reference, fold by fold, and its noise.

        Parameters
        ----------
        reference : str, default=None
            The strategy that the others are compared with; None is the first.
        confidence : float, default=0.95
            That the intervals of all strategies hold together, for each score.

        Returns
        -------
        DataFrame
            ``strategy, metric, class, difference, low, high, p_value, beyond_noise``: the mean of
            the differences, its interval and p-value by `corrected_t_test`, and whether 0 is
            outside the interval. Without an interval a difference may always be noise. With m
            strategies beside the reference, each interval has confidence
            ``1 - (1 - confidence) / m`` and p-values are multiplied by m (Bonferroni): who looks at
            eight differences finds one in twenty by chance more often than not.

        Raises
        ------
        ValueError
            No such strategy.
        """
        reference = self.strategies[0] if reference is None else reference
        if reference not in self.strategies:
            raise ValueError(
                f"no strategy {reference!r} was compared; there are {', '.join(self.strategies)}"
            )
        others = [name for name in self.strategies if name != reference]
        each = 1 - (1 - confidence) / max(1, len(others))
        rows: list[dict[str, Any]] = []
        for name in others:
            for (metric, label), paired in self._paired(name, reference):
                test = corrected_t_test(paired, test_ratio=self.test_ratio, confidence=each)
                rows.append({"strategy": name, "metric": metric, "class": label, **test._asdict()})
        table = pd.DataFrame(rows)
        if rows:
            table["p_value"] = (table["p_value"] * len(others)).clip(upper=1)
            table["beyond_noise"] = (table["low"] > 0) | (table["high"] < 0)
        return table

    def _paired(
        self, name: str, reference: str
    ) -> Iterator[tuple[tuple[str, str], NDArray[np.float64]]]:
        """Yield the differences of each score, where both strategies have it, in order of folds."""
        ours, theirs = (
            self.scores[self.scores["strategy"] == each].set_index([*_METRIC, *_FOLD])["value"]
            for each in (name, reference)
        )
        differences = (ours - theirs.reindex(ours.index)).reset_index()
        for (metric, label), of_score in differences.groupby(_METRIC, sort=False):
            values = of_score.sort_values(_FOLD)["value"].dropna()
            yield (str(metric), str(label)), values.to_numpy(np.float64)

    def plot(self, reference: str | None = None) -> StrategiesDisplay:
        """Draw means, intervals of the differences, and the recall of each class.

        Parameters
        ----------
        reference : str, default=None
            As in `differences`.

        Returns
        -------
        galaxyzoo_ml.inspection.StrategiesDisplay

        Raises
        ------
        ValueError
            No such strategy.
        ImportError
            If matplotlib is not installed.
        """
        from galaxyzoo_ml.inspection import StrategiesDisplay

        return StrategiesDisplay.from_comparison(self, reference)

    def __repr__(self) -> str:
        folds = len(self.scores[["seed", "fold"]].drop_duplicates())
        return f"StrategyComparison({len(self.strategies)} strategies, {folds} folds)"
