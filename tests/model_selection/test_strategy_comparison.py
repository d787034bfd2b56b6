"""Means, spreads and differences, and what is noise."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from galaxyzoo_ml.model_selection import StrategyComparison, corrected_t_test


def table(**scores: list[float]) -> pd.DataFrame:
    """Return the tidy table of an accuracy, by strategy and fold."""
    rows = [
        (name, fold, 0, "accuracy", "", value)
        for name, values in scores.items()
        for fold, value in enumerate(values)
    ]
    return pd.DataFrame(rows, columns=["strategy", "fold", "seed", "metric", "class", "value"])


SCORES = table(none=[0.80, 0.82, 0.81], clone=[0.70, 0.73, 0.71], smote=[0.81, 0.80, 0.83])


def test_one_interval_is_that_of_the_test() -> None:
    two = SCORES[SCORES["strategy"] != "smote"]
    row = StrategyComparison(two, test_ratio=0.5).differences().iloc[0]
    test = corrected_t_test([-0.10, -0.09, -0.10], test_ratio=0.5)
    assert (row["difference"], row["low"], row["high"], row["p_value"]) == pytest.approx(test)
    assert row["beyond_noise"]


def test_several_intervals_hold_together() -> None:
    differences = StrategyComparison(SCORES, test_ratio=0.5).differences().set_index("strategy")
    alone = corrected_t_test([-0.10, -0.09, -0.10], test_ratio=0.5)
    wider = corrected_t_test([-0.10, -0.09, -0.10], test_ratio=0.5, confidence=0.975)
    clone, smote = differences.loc["clone"], differences.loc["smote"]
    assert (clone["low"], clone["high"]) == pytest.approx((wider.low, wider.high))
    assert clone["p_value"] == pytest.approx(2 * alone.p_value)
    assert clone["beyond_noise"]
    assert not smote["beyond_noise"]
    assert smote["low"] < 0 < smote["high"]
    assert smote["p_value"] == 1


def test_the_reference_can_be_chosen() -> None:
    comparison = StrategyComparison(SCORES, test_ratio=0.5)
    swapped = comparison.differences("clone").set_index("strategy")
    assert list(swapped.index) == ["none", "smote"]
    assert swapped.loc["none", "difference"] == pytest.approx(0.29 / 3)
    with pytest.raises(ValueError, match="no strategy 'dont' was compared; there are none, clone"):
        comparison.differences("dont")
    with pytest.raises(ValueError, match="no strategy 'dont' was compared"):
        comparison.plot("dont")


def test_folds_are_paired_whatever_their_order() -> None:
    comparison = StrategyComparison(SCORES, test_ratio=0.5)
    shuffled = pd.concat([SCORES[:3], SCORES[3:].iloc[::-1]])
    again = StrategyComparison(shuffled, test_ratio=0.5).differences().set_index("strategy")
    expected = comparison.differences().set_index("strategy")
    pd.testing.assert_frame_equal(again.loc[expected.index], expected)


def test_a_fold_without_a_class_is_left_out() -> None:
    scores = table(none=[0.5, np.nan, 0.7, 0.6], clone=[0.6, 0.9, 0.8, 0.8])
    row = StrategyComparison(scores, test_ratio=0.5).differences().iloc[0]
    assert row["difference"] == pytest.approx(0.4 / 3)
    summary = StrategyComparison(scores, test_ratio=0.5).summary()
    assert summary["n"].tolist() == [3, 4]


def test_one_fold_or_one_strategy_has_no_differences() -> None:
    single = StrategyComparison(table(none=[0.5], clone=[0.6]), test_ratio=0.5).differences()
    assert np.isnan(single.loc[0, "low"])
    assert not single.loc[0, "beyond_noise"]
    assert StrategyComparison(SCORES[:3], test_ratio=0.5).differences().empty
    assert repr(StrategyComparison(SCORES, test_ratio=1)) == (
        "StrategyComparison(3 strategies, 3 folds)"
    )


def test_the_same_difference_in_every_fold_may_be_chance() -> None:
    comparison = StrategyComparison(table(none=[0.9, 0.5], clone=[0.8, 0.4]), test_ratio=1)
    row = comparison.differences().iloc[0]
    assert row["difference"] == pytest.approx(-0.1)
    assert not row["beyond_noise"]
    comparison.plot()  # without an interval


def test_scores_of_several_metrics_and_seeds_are_paired_each_with_its_own() -> None:
    rng = np.random.default_rng(0)
    keys = [("accuracy", ""), ("recall", "spiral"), ("recall", "elliptical"), ("precision", "z")]
    rows = [
        (strategy, fold, seed, metric, label, rng.random())
        for seed in (3, 1)
        for strategy in ("none", "smote", "clone")
        for fold in (0, 1)
        for metric, label in keys
    ]
    scores = pd.DataFrame(rows, columns=list(SCORES))
    found = StrategyComparison(scores, test_ratio=0.5).differences()
    assert list(found["strategy"]) == ["smote"] * 4 + ["clone"] * 4
    assert list(zip(found["metric"], found["class"], strict=True)) == keys * 2
    value = {row[:5]: row[5] for row in rows}
    for row in found.itertuples():
        differences = [
            value[row.strategy, fold, seed, row.metric, row[3]]
            - value["none", fold, seed, row.metric, row[3]]
            for seed in (1, 3)
            for fold in (0, 1)
        ]
        alone = corrected_t_test(differences, test_ratio=0.5, confidence=0.975)
        assert (row.difference, row.low, row.high) == alone[:3]


def test_what_the_reference_alone_was_scored_by_is_no_difference() -> None:
    extra = SCORES[SCORES["strategy"] == "none"].assign(metric="recall", **{"class": "spiral"})
    more = StrategyComparison(pd.concat([extra, SCORES]), test_ratio=0.5)
    expected = StrategyComparison(SCORES, test_ratio=0.5).differences()
    pd.testing.assert_frame_equal(more.differences(), expected)


def test_a_score_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match=r"a score stands twice .* strategy 'none', fold"):
        StrategyComparison(pd.concat([SCORES, SCORES[:1]]), test_ratio=0.5)


def test_it_survives_a_csv_file(tmp_path) -> None:  # type: ignore[no-untyped-def]
    SCORES.to_csv(tmp_path / "c.csv", index=False)
    read = pd.read_csv(tmp_path / "c.csv")
    pd.testing.assert_frame_equal(
        StrategyComparison(read, test_ratio=0.5).differences(),
        StrategyComparison(SCORES, test_ratio=0.5).differences(),
        check_dtype=False,
    )


def test_the_picture_shows_every_strategy_and_what_is_noise() -> None:
    display = StrategyComparison(SCORES, test_ratio=0.5).plot()
    ax = display.axes_[0]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["none", "clone", "smote"]
    dots = [line for line in ax.get_lines() if line.get_marker() == "o"]
    assert [float(dot.get_xdata()[0]) for dot in dots] == pytest.approx([0.81, 2.14 / 3, 2.44 / 3])
    assert len({dot.get_color() for dot in dots}) == 3  # the reference, worse, and noise
    StrategyComparison(SCORES[:3], test_ratio=0.5).plot()  # one strategy is drawn, too
