"""The table of the user guide is what these tests found: it is made by running every sampler.

``python -m tests.balancing.test_sampler_table`` writes it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from imblearn import combine, over_sampling, under_sampling
from imblearn.over_sampling import SMOTENC, RandomOverSampler

from galaxyzoo_ml.balancing import ImageSampler
from galaxyzoo_ml.balancing import _supported_samplers as support
from galaxyzoo_ml.exceptions import UnsupportedSamplerError
from tests.balancing.supported import (
    SUPPORTED,
    assert_equal_to_imbalanced_learn,
    overlapping_classes,
)

TABLE = Path(__file__).parents[2] / "docs" / "user_guide" / "samplers.txt"
HEAD = """\
.. Made by tests/balancing/test_sampler_table.py, which runs every sampler; do not edit.

.. list-table::
   :header-rows: 1
   :widths: 36 22 42

   * - Sampler of imbalanced-learn
     - Route
     - Shown by
"""


def table() -> str:
    """Run every sampler that imbalanced-learn has, and return what came of it."""
    rows = [*supported_rows(), *refused_rows()]
    return HEAD + "".join(f"   * - {a}\n     - {b}\n     - {c}\n" for a, b, c in rows)


def supported_rows() -> Iterator[tuple[str, str, str]]:
    for kind in dict.fromkeys(type(sampler) for sampler in SUPPORTED):
        cases = [sampler for sampler in SUPPORTED if type(sampler) is kind]
        for sampler in cases:
            assert_equal_to_imbalanced_learn(sampler)
        options = [options_of(sampler) for sampler in cases]
        yield kind.__name__, route_of(kind), f"equal to imbalanced-learn: {', '.join(options)}"


def refused_rows() -> Iterator[tuple[str, str, str]]:
    X, y = overlapping_classes()
    known = {type(sampler) for sampler in SUPPORTED}
    for module in (over_sampling, under_sampling, combine):
        for kind in (getattr(module, name) for name in sorted(module.__all__)):
            if kind not in known:
                sampler = kind(categorical_features=[0]) if kind is SMOTENC else kind()
                yield kind.__name__, "refused", reason_of(sampler, X, y)
    shrunk = RandomOverSampler(shrinkage=0.5)
    yield "RandomOverSampler with ``shrinkage``", "refused", reason_of(shrunk, X, y)


def reason_of(sampler: Any, X: Any, y: Any) -> str:
    with pytest.raises(UnsupportedSamplerError) as refusal:
        ImageSampler(sampler).fit_resample(X, y)
    return str(refusal.value).partition(";")[0].removeprefix(f"{type(sampler).__name__} ")


def options_of(sampler: Any) -> str:
    """Return the parameters that differ from the defaults, the seed aside."""
    default = type(sampler)().get_params()
    given = {
        name: value
        for name, value in sampler.get_params(deep=False).items()
        if name not in ("random_state", "cv") and value != default[name]
    }
    named = [f"{name}={value!r}" for name, value in given.items()]
    return "``" + ", ".join(named).replace("\n", " ") + "``" if named else "as it comes"


def route_of(kind: type[Any]) -> str:
    if kind in support.SELECTS_BLINDLY:
        return "selects, without an embedding"
    if kind in support.SELECTS:
        return "selects"
    return "interpolates" if kind in support.INTERPOLATES else "interpolates, then selects"


def test_the_table_of_the_guide_is_what_running_every_sampler_gives() -> None:
    assert TABLE.read_text() == table(), "python -m tests.balancing.test_sampler_table writes it"


def test_every_sampler_that_is_supported_is_run() -> None:
    known = {*support.SELECTS, *support.INTERPOLATES, *support.COMBINES}
    assert {type(sampler) for sampler in SUPPORTED} == known


if __name__ == "__main__":
    TABLE.write_text(table())
