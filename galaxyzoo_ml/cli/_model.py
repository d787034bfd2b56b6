"""The classifier that a command trains."""

from __future__ import annotations

import argparse
from typing import Any

from galaxyzoo_ml.cli._errors import UsageError, whole_number

__all__ = ["add_model_arguments", "pipeline_of"]

_COURSE_SIZE = 120


def add_model_arguments(group: Any) -> None:
    """Add the arguments that say which classifier."""
    group.add_argument("--preset", default="course", help="parameters (default: %(default)s)")
    group.add_argument("--architecture", help="another net than the preset's")
    group.add_argument("--epochs", type=whole_number(1), help="default: the preset's")
    group.add_argument(
        "--seed",
        type=whole_number(0, 2**32 - 1),  # what NumPy takes
        default=0,
        help="same seed, same result (default: 0)",
    )


def pipeline_of(arguments: argparse.Namespace, **parameters: Any) -> Any:
    """Return scaler and net before anything is loaded: a wrong name should not cost minutes.

    It also settles the size of the images, where the arguments leave it to the preset.

    Raises
    ------
    UsageError
        No such preset or architecture.
    """
    from imblearn.pipeline import Pipeline

    from galaxyzoo_ml.neural_network import ARCHITECTURES, PRESETS, GalaxyCNNClassifier
    from galaxyzoo_ml.preprocessing import StandardScaler

    for option, known in (("preset", PRESETS), ("architecture", ARCHITECTURES)):
        value = getattr(arguments, option)
        if value is not None and value not in known:
            raise UsageError(f"there is no {option} {value!r}; there are {', '.join(known)}")
    preset = PRESETS[arguments.preset]
    if arguments.size is None:
        seen = preset.get("input_size")
        arguments.size = _COURSE_SIZE if seen is None else round(seen / preset["field"])
    parameters |= {"architecture": arguments.architecture, "max_epochs": arguments.epochs}
    cnn = GalaxyCNNClassifier.from_preset(
        arguments.preset,
        **{name: value for name, value in parameters.items() if value is not None},
        random_state=arguments.seed,
    )
    return Pipeline([("scale", StandardScaler()), ("cnn", cnn)])
