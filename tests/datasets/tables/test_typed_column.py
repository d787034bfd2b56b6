"""Text becomes numbers where that loses nothing, and stays text everywhere else."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from galaxyzoo_ml.datasets.tables._typed_column import typed_column


@pytest.mark.parametrize("word", ["nan", "NaN", "NA", "n/a", "NULL", "none", "None", "", " "])
def test_words_for_nothing_are_missing_numbers(word: str) -> None:
    typed = typed_column(pd.Series(["1", word, "2.5"]))
    assert typed.dtype == np.float64
    np.testing.assert_array_equal(typed, [1, np.nan, 2.5])


@pytest.mark.parametrize("word", ["inf", "-inf", "+inf", "-Inf"])
def test_the_infinite_stays_infinite(word: str) -> None:
    np.testing.assert_array_equal(typed_column(pd.Series(["1", word])), [1, float(word)])


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (["1", "-2"], np.int64),
        ([str(2**63 - 1), "1"], np.int64),
        ([str(2**53 - 1), ""], np.float64),
        (["1.5", "2e3", ".5", "5."], np.float64),
        (["True", "false"], np.bool_),
    ],
)
def test_what_is_a_number_becomes_one(texts: list[str], kind: type) -> None:
    typed = typed_column(pd.Series(texts))
    assert typed.dtype == kind
    assert typed[0] == (texts[0] == "True" if kind is np.bool_ else float(texts[0]))


@pytest.mark.parametrize(
    "texts",
    [
        [str(2**63), "1"],  # more than int64 holds
        [str(2**53), ""],  # an empty cell would round it
        ["01", "2"], ["1", "a"], ["none", "nan"], ["true", ""], ["1", "1.2.3"],
    ],
)  # fmt: skip
def test_everything_else_stays_as_it_is_written(texts: list[str]) -> None:
    typed = typed_column(pd.Series(texts))
    assert typed.fillna("").tolist() == texts
