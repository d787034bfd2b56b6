"""A model that takes pictures, and what it says of them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from galaxyzoo_ml._predictions import most_probable
from galaxyzoo_ml._typing import Estimator
from galaxyzoo_ml.exceptions import DataError
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.workflows._last_step import inside_correction, last_step
from galaxyzoo_ml.workflows._training_files import model_file

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ModelOrFile", "PictureModel", "picture_model"]

ModelOrFile: TypeAlias = Estimator | str | os.PathLike[str] | None
"""A fitted model, or its file; None is the net that ships."""


@dataclass(frozen=True)
class PictureModel:
    """A fitted model of square pictures in three colours.

    Parameters
    ----------
    model : estimator
    size : int
        Side of the pictures that it takes.
    """

    model: BaseEstimator
    size: int

    @property
    def labels(self) -> NDArray[Any]:
        """What the first columns of the answers stand for."""
        net = last_step(self.model)
        labels: NDArray[Any] = net.classes_ if self.is_classifier else net.answers_
        return labels

    @property
    def is_classifier(self) -> bool:
        """Whether it gives probabilities of classes, or else fractions of votes."""
        return hasattr(self.model, "predict_proba")

    def answers(self, images: ImageArray) -> NDArray[Any]:
        """Return a classifier's probabilities; of a regressor the fractions, and their deviations.

        Returns
        -------
        ndarray of shape (n, n_labels), or (n, 2 n_labels) where there are deviations
        """
        if self.is_classifier:
            probabilities: NDArray[Any] = self.model.predict_proba(images)
            return probabilities
        if last_step(self.model).likelihood == "multinomial":
            return np.asarray(self.model.predict(images))
        return np.hstack(self.model.predict(images, return_std=True))

    def embedding(self, images: ImageArray) -> NDArray[Any]:
        """Return what the net knows before its last layer decides."""
        features: NDArray[Any] = inside_correction(self.model).transform(images)
        return features

    def table(self, answers: NDArray[Any]) -> pd.DataFrame:
        """Return a table of the answers; of a model of votes, with the three classes as well."""
        import pandas as pd

        from galaxyzoo_ml.datasets import CLASS_OF_VOTE, merge_votes

        labels = self.labels
        if not self.is_classifier:
            names = [f"fraction_{label}" for label in labels]
            names += [f"deviation_{label}" for label in labels]
            return pd.DataFrame(answers, columns=names[: answers.shape[1]])
        table = pd.DataFrame({"predicted": most_probable(answers, labels)})
        for label, column in zip(labels, answers.T, strict=True):
            table[f"p_{label}"] = column
        if set(labels.tolist()) <= set(CLASS_OF_VOTE):
            merged, classes = merge_votes(answers, labels)
            table["predicted_class"] = most_probable(merged, classes)
            for label, column in zip(classes, merged.T, strict=True):
                table[f"p_{label}"] = column  # elliptical is one vote and one class
        return table


def picture_model(model: ModelOrFile) -> PictureModel:
    """Return a model, from a file if it is the name of one, and the size of its pictures.

    Parameters
    ----------
    model : estimator, path-like or None
        A path is that of a model file, or of a folder that holds one. None is the net that ships,
        "gz1".

    Raises
    ------
    ModelFileError
        See `load_model`.
    DataError
        A folder without a model; a model of tables, or of images that are not square and in three
        colours.
    """
    from galaxyzoo_ml.persistence import load_model, pretrained_file

    path = pretrained_file("gz1") if model is None else model
    if isinstance(path, str | os.PathLike):
        file = model_file(Path(path))
        name, fitted = str(file), load_model(file)
    else:
        name, fitted = type(path).__name__, path
    shape = getattr(last_step(fitted), "image_shape_", None)
    if shape is None or shape[0] != shape[1] or shape[2] != 3:
        takes = "tables" if shape is None else f"images of shape {shape}"
        raise DataError(f"{name}: this model takes {takes}, not square pictures in three colours")
    return PictureModel(fitted, int(shape[0]))
