"""Run imbalanced-learn's own tests through `ImageSampler`.

    python benchmarks/peer_suite.py

The tests that imbalanced-learn installs run twice, with an `ImageSampler` around each sampler:
once with the rows of the tests as images of one line, neighbours looked up in the very same rows;
once with the rows as tables, which a sampler gets as they are. What a test then reads of a fitted
sampler is what `ImageSampler` kept of it.
"""

import os
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from imblearn import combine, over_sampling, under_sampling
from sklearn.base import BaseEstimator, TransformerMixin

from galaxyzoo_ml.balancing import ImageSampler
from galaxyzoo_ml.exceptions import UnsupportedSamplerError

ROOMS = (over_sampling, under_sampling, combine)
QUIET = ["-q", "--tb=no", "--no-summary", "--noconftest", "-c", os.devnull, "-p", "no:randomly"]
WORDS = "pixels are numbers: words and dates are for tables"
FINITE = "pixels are finite: values that are missing are for tables"
LENGTHS = "X and y of different lengths are refused before the sampler sees them"


class Rows(TransformerMixin, BaseEstimator):
    """The embedding of rows that were made images: the rows, in double precision."""

    def __init__(self, rows):
        self.rows = rows

    def fit(self, X, y=None):
        """Do nothing."""
        return self

    def transform(self, X):
        """Return the rows."""
        return self.rows


def as_images(sampler, X, y):
    """Resample rows as images, and check that the pixels are what the recipe says."""
    outer = ImageSampler(sampler, embedding=Rows(np.asarray(X)), image_shape=(1, 1, -1))
    pixels, labels = outer.fit_resample(X, y)
    expected = outer.resample(X, how="mean")
    np.testing.assert_allclose(pixels, expected, rtol=1e-5, atol=1e-6)
    rows = pixels.astype(np.float64)  # images are of single precision, and the tests of double
    rows[:] = expected
    return outer, rows, labels


def as_tables(sampler, X, y):
    """Resample rows as a table."""
    outer = ImageSampler(sampler)
    return outer, *outer.fit_resample(X, y)


# Tests that are refused by design beside those of samplers that no recipe can follow, which have an
# error of their own.
REFUSED = {
    as_images: {
        "test_random_over_sampling_heterogeneous_data": WORDS,
        "test_random_over_sampling_datetime": WORDS,
        "test_random_over_sampler_full_nat": WORDS,
        "test_random_under_sampling_heterogeneous_data": WORDS,
        "test_random_under_sampling_datetime": WORDS,
        "test_random_under_sampler_full_nat": WORDS,
        "test_random_over_sampling_nan_inf": FINITE,
        "test_random_under_sampling_nan_inf": FINITE,
    },
    as_tables: {"test_smote_nc_categorical_features_auto_error": LENGTHS},
}


class Way:
    """How the tests run: as images, or as tables."""

    chosen = None


def refusal(error, test):
    """Return why a test cannot pass, or None if it should."""
    while error is not None:  # tests that expect another error, or a warning, hide ours
        if isinstance(error, UnsupportedSamplerError):
            return str(error).partition(";")[0]
        error = error.__cause__ or error.__context__
    return REFUSED[Way.chosen].get(test)


def inside(kind):
    """Return a class that looks like a sampler, and has `ImageSampler` do its work."""

    def fit_resample(self, X, y, **params):
        outer, new_X, new_y = Way.chosen(bare(self), X, y)
        for fitted in (outer.sampler_, outer):
            for name, value in vars(fitted).items():
                if name not in fitted.get_params(deep=False) and not name.startswith("_"):
                    setattr(self, name, value)
        return new_X, new_y

    return type(kind.__name__, (kind,), {"fit_resample": fit_resample, "bare": kind})


def bare(value):
    """Return the sampler itself, whatever else lies inside it."""
    if not hasattr(value, "bare"):
        return value
    return value.bare(**{name: bare(each) for name, each in value.get_params(deep=False).items()})


class Outcomes:
    """How each test ended: a plugin of pytest."""

    def __init__(self):
        self.passed, self.failed, self.refused = [], {}, defaultdict(list)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item, call):
        """Note how a part of a test ended."""
        test = item.nodeid.rpartition("/")[2]
        if call.excinfo is None:
            if call.when == "call":
                self.passed.append(test)
        elif reason := refusal(call.excinfo.value, item.name.partition("[")[0]):
            self.refused[reason].append(test)
        else:
            self.failed[test] = call.excinfo.exconly()
        return (yield)


def main():
    """Run the tests both ways; the status says whether one failed."""
    for room in ROOMS:
        for name in room.__all__:
            setattr(room, name, inside(getattr(room, name)))
    folders = [str(Path(room.__file__).parent) for room in ROOMS]
    is_well = True
    for Way.chosen in (as_images, as_tables):
        outcomes = Outcomes()
        pytest.main([*QUIET, *folders], plugins=[outcomes])
        n_refused = sum(map(len, outcomes.refused.values()))
        is_well = is_well and bool(outcomes.passed) and not outcomes.failed
        print(
            f"\n{Way.chosen.__name__}: {len(outcomes.passed)} passed, {n_refused} refused by "
            f"design, {len(outcomes.failed)} failed"
        )
        for reason, tests in outcomes.refused.items():
            print(f"  refused: {reason}: {len(tests)}")
            print("".join(f"      {test}\n" for test in tests), end="")
        for test, error in outcomes.failed.items():
            print(f"  failed: {test}\n      {error}")
    return int(not is_well)


if __name__ == "__main__":
    sys.exit(main())
