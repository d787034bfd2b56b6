"""The classifier that a command trains."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING

from galaxyzoo_ml.cli._argument_types import SEED, whole_number
from galaxyzoo_ml.cli._errors import UsageError

if TYPE_CHECKING:
    from imblearn.pipeline import Pipeline

    from galaxyzoo_ml.balancing import PriorCorrectedClassifier

__all__ = ["ModelOptions", "add_model_arguments"]


@dataclass(frozen=True)
class ModelOptions:
    """Which classifier."""

    preset: str
    architecture: str | None
    epochs: int | None
    seed: int

    def classifier(
        self, balance: str = "none", prior: str = "natural", *, n_jobs: int | None = None
    ) -> PriorCorrectedClassifier | Pipeline:
        """Return it before anything is loaded: a wrong name should not cost minutes.

        Raises
        ------
        UsageError
            No such preset or architecture.
        """
        from galaxyzoo_ml.workflows import galaxy_classifier

        try:
            return galaxy_classifier(
                self.preset,
                balance=balance,
                prior=prior,
                architecture=self.architecture,
                max_epochs=self.epochs,
                n_jobs=n_jobs,
                random_state=self.seed,
            )
        except ValueError as error:
            raise UsageError(str(error)) from error


def add_model_arguments(group: argparse._ActionsContainer) -> None:
    """Add the arguments that say which classifier."""
    group.add_argument("--preset", default="course", help="parameters (default: %(default)s)")
    group.add_argument("--architecture", help="another net than the preset's")
    group.add_argument("--epochs", type=whole_number(1), help="default: the preset's")
    group.add_argument(
        "--seed",
        type=SEED,
        default=0,
        help="same seed, same result (default: 0)",
    )
