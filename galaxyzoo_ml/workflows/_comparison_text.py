"""What a comparison found, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from galaxyzoo_ml.workflows._score_table import SCORES

if TYPE_CHECKING:
    import pandas as pd

    from galaxyzoo_ml.model_selection import StrategyComparison

__all__ = ["comparison_text"]

_COSTS = ("fit_seconds", "peak_memory_mb")
_DECIDING = ("accuracy", "balanced_accuracy", "macro_f1")  # what is said in sentences


def comparison_text(comparison: StrategyComparison) -> str:
    """Return tables of all scores, with differences to the first strategy, and what they say.

    What ``galaxyzoo compare`` prints.

    Parameters
    ----------
    comparison : StrategyComparison
        From `~galaxyzoo_ml.model_selection.compare_strategies`, with its own scores.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.pipeline import make_pipeline
    >>> from galaxyzoo_ml.datasets import make_galaxies
    >>> from galaxyzoo_ml.model_selection import compare_strategies
    >>> from galaxyzoo_ml.preprocessing import FlattenImages, StandardScaler
    >>> from galaxyzoo_ml.workflows import comparison_text
    >>> X, y = make_galaxies(300, size=32, random_state=0, return_X_y=True)
    >>> classifier = make_pipeline(FlattenImages(), StandardScaler(), LogisticRegression(C=1e-3))
    >>> comparison = compare_strategies(
    ...     X, y, estimator=classifier, strategies=["none", "class-weight"], cv=3, random_state=0)
    >>> text = comparison_text(comparison)
    >>> "Means of 3 folds, and differences to 'none'" in text
    True
    """
    summary, differences = comparison.summary(), comparison.differences()
    reference = comparison.strategies[0]
    classes = [label for label in summary["class"].unique() if label]
    overall = [(metric, "") for metric in SCORES]
    recalls = [("recall", label) for label in classes]
    lines = ["", *_table(summary, differences, overall, [name for name, _ in overall])]
    lines += ["", *_table(summary, differences, recalls, [f"recall {name}" for name in classes])]
    lines += ["", *_cost_table(summary)]
    if len(comparison.strategies) > 1:
        n_folds = int(summary["n"].max())
        lines += [
            "",
            f"Means of {n_folds} folds, and differences to {reference!r}. * marks those larger",
            "than noise: the corrected resampled t-test's interval, at 95 % for all strategies",
            "together, excludes 0.",
            "",
            *(_sentence(differences, metric, reference) for metric in _DECIDING),
        ]
    return "\n".join([*lines, ""])


def _table(
    summary: pd.DataFrame,
    differences: pd.DataFrame,
    scores: list[tuple[str, str]],
    heads: list[str],
) -> list[str]:
    names = summary["strategy"].unique()
    width = max(len(name) for name in names) + 2
    columns = [max(15, len(head) + 2) for head in heads]
    lines = [" " * width + "".join(f"{h:>{c}}" for h, c in zip(heads, columns, strict=True))]
    # A dict, not a frame indexed by three columns: older pandas warn of unsorted ones.
    keys = zip(summary["strategy"], summary["metric"], summary["class"], strict=True)
    means = dict(zip(keys, summary["mean"], strict=True))
    for name in names:
        cells = [f"{means[name, *score]:.3f}{_mark(differences, name, score)}" for score in scores]
        lines.append(
            f"{name:{width}}" + "".join(f"{x:>{c}}" for x, c in zip(cells, columns, strict=True))
        )
    return lines


def _mark(differences: pd.DataFrame, name: str, score: tuple[str, str]) -> str:
    """Return the difference to the reference, aligned, or as many blanks."""
    if not differences.empty:
        found = _of(differences, *score)
        if name in found.index:
            row = found.loc[name]
            return f" {row['difference']:+.3f}{'*' if row['beyond_noise'] else ' '}"
    return " " * 8


def _cost_table(summary: pd.DataFrame) -> list[str]:
    names = summary["strategy"].unique()
    width = max(len(name) for name in names) + 2
    keys = zip(summary["strategy"], summary["metric"], strict=True)
    means = dict(zip(keys, summary["mean"], strict=True))
    lines = [" " * width + f"{'fit (s)':>15}{'memory (MB)':>15}"]
    for name in names:
        seconds, megabytes = (means[name, cost] for cost in _COSTS)
        lines.append(f"{name:{width}}{seconds:15.1f}{megabytes:15,.0f}")
    return lines


def _sentence(differences: pd.DataFrame, metric: str, reference: str) -> str:
    """Say which differences of a score are larger than noise."""
    found = _of(differences, metric, "")
    real = found[found["beyond_noise"]]
    said = ", ".join(f"{name} ({row['difference']:+.3f})" for name, row in real.iterrows())
    n_others = len(found) - len(real)
    if not said:
        return f"{metric}: no difference to {reference!r} is larger than noise."
    rest = f"; the other {n_others} may be chance" if n_others else ""
    return f"{metric}: larger than noise against {reference!r}: {said}{rest}."


def _of(table: pd.DataFrame, metric: str, label: str) -> pd.DataFrame:
    return table[(table["metric"] == metric) & (table["class"] == label)].set_index("strategy")
