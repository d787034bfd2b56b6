"""What came of a training: the model, and what it is worth."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from galaxyzoo_ml._predictions import FittedClassifier
from galaxyzoo_ml._whole_file import written_together
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.inspection import save_figure
from galaxyzoo_ml.persistence import save_model
from galaxyzoo_ml.workflows._abstention import Abstention
from galaxyzoo_ml.workflows._installation import versions
from galaxyzoo_ml.workflows._judgement import Judgement
from galaxyzoo_ml.workflows._last_step import last_step
from galaxyzoo_ml.workflows._saved_files import SavedFiles
from galaxyzoo_ml.workflows._score_table import SCORES, score_table
from galaxyzoo_ml.workflows._training_files import MODEL, PREDICTIONS, REPORT, TRAINING_FILES
from galaxyzoo_ml.workflows._training_pictures import training_pictures

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

__all__ = ["TrainingResult"]


@dataclass(frozen=True)
class TrainingResult:
    """A trained model, and what it is worth on galaxies that it has not seen.

    Parameters
    ----------
    model : classifier
        Fitted.
    judgement : Judgement
        Of the model on the test galaxies.
    uncorrected : Judgement or None
        The same before the natural mix was put back; None if nothing was balanced.
    baseline : dict of str to float
        The scores of always predicting the training set's mix of classes.
    abstention : Abstention or None
        When to say nothing, if that was asked for.
    predictions : DataFrame
        One row a test galaxy: ``OBJID``, ``label``, ``predicted`` and ``p_<class>``.
    images : ImageArray or ndarray
        Of the test galaxies.
    n_train : int
    n_epochs, n_seen : int or None
        Epochs, and images in each, after sampling; None of a model that is no net.
    fit_seconds, peak_memory_mb : float
        What it took.
    notes : mapping
        What else the report and the model file say, as JSON can hold it.
    kept : tuple of pathlib.Path
        Checkpoints that keep the trained net until the result is saved.

    See Also
    --------
    train_and_judge : Makes one.
    """

    model: FittedClassifier
    judgement: Judgement
    uncorrected: Judgement | None
    baseline: dict[str, float]
    abstention: Abstention | None
    predictions: pd.DataFrame
    images: ImageArray | NDArray[Any]
    n_train: int
    n_epochs: int | None
    n_seen: int | None
    fit_seconds: float
    peak_memory_mb: float
    notes: Mapping[str, Any]
    kept: tuple[Path, ...] = ()

    @property
    def classes(self) -> NDArray[Any]:
        """What the model tells apart."""
        return self.model.classes_

    @property
    def y_prob(self) -> NDArray[np.float64]:
        """The probabilities of the test galaxies, of shape (n_test, n_classes)."""
        return self.predictions[[f"p_{label}" for label in self.classes]].to_numpy()

    def report(self) -> dict[str, Any]:
        """Return all numbers as JSON can hold them: what ``report.json`` says."""
        report = {
            **self.judgement.report(),
            "baseline": self.baseline,
            "classes": [str(label) for label in self.classes],
            "n_train": self.n_train,
            "n_test": len(self.predictions),
            "fit_seconds": self.fit_seconds,
            "peak_memory_mb": self.peak_memory_mb,
            "versions": versions(),
            **self.notes,
        }
        if self.n_epochs is not None and self.n_seen is not None:
            report["images_per_second"] = self.n_seen * self.n_epochs / self.fit_seconds
            report["training_precision"] = self._precision
        if self.uncorrected is not None:
            report["uncorrected"] = self.uncorrected.report()
        if self.abstention is not None:
            report["abstention"] = self.abstention.report()
        return report

    def summary(self) -> str:
        """Return what it took and what came of it, as text."""
        parts = [self._cost(), score_table(self.report())]
        if self.abstention is not None:
            parts.append(self.abstention.summary())
        return "\n\n".join(parts)

    def _cost(self) -> str:
        line = f"trained on {self.n_train:,} galaxies, tested on {len(self.predictions):,} others: "
        if self.n_epochs is not None:
            balance = f" ({self.notes['balance']})" if "balance" in self.notes else ""
            line += f"{self.n_epochs} epochs of {self.n_seen:,} images{balance}, "
            line += f"in {self._precision}, "
        return f"{line}{self.fit_seconds:.1f} s"

    @property
    def _precision(self) -> str:
        """What products were computed in while the net learnt."""
        net: Any = last_step(self.model)
        precision: str = net.net_.precision
        return precision

    def pictures(self) -> dict[str, Figure]:
        """Draw the loss, the confusion matrix, the reliability, some galaxies, the surest mistakes.

        Returns
        -------
        dict of str to matplotlib.figure.Figure
            Without "loss" if the model is no net, without "mistakes" if there are none.

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        return training_pictures(
            self.model, self.images, self.predictions, self.y_prob, self.classes
        )

    def save(self, folder: str | os.PathLike[str]) -> SavedFiles:
        """Write model, report, predictions and pictures.

        Parameters
        ----------
        folder : path-like
            Made if it is not there. The files of an earlier result are replaced together, when all
            new ones are written: never a report beside the model of another run. Then the
            checkpoints of the training (``kept``) are removed.

        Returns
        -------
        SavedFiles
            ``report.json``, ``predictions.csv``, ``model.safetensors`` and one PNG a picture. No
            pictures if matplotlib is not installed, and no model if it is none that a file can
            hold.

        Raises
        ------
        OSError
            What cannot be written; the files of an earlier result are still there.
        """
        out, left_out = Path(folder), []
        out.mkdir(parents=True, exist_ok=True)
        report = self.report()
        named = {"n_train", *SCORES, *self.notes, "abstention"} & set(report)
        notes = {name: report[name] for name in sorted(named)}
        with written_together(out, names=TRAINING_FILES) as new:
            (new / REPORT).write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
            self.predictions.to_csv(new / PREDICTIONS, index=False)
            try:
                save_model(self.model, new / MODEL, notes=notes)
            except TypeError as error:
                left_out.append(f"no model: {error}")
            try:
                for name, figure in self.pictures().items():
                    save_figure(figure, new / f"{name}.png")
            except ImportError as error:
                left_out.append(f"no pictures: {error}")
            written = [name for name in TRAINING_FILES if (new / name).exists()]
        for checkpoint in self.kept:
            checkpoint.unlink(missing_ok=True)
        return SavedFiles(tuple(out / name for name in written), tuple(left_out))
