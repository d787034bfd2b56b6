"""What a model says of pictures, as columns of a table."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from galaxyzoo_ml.workflows._picture_files import inside_correction

__all__ = ["answer_columns", "answers", "labels_of"]


def answers(model: Any, images: Any) -> NDArray[Any]:
    """Return a classifier's probabilities; of a regressor the fractions, and their deviations.

    Returns
    -------
    ndarray of shape (n, n_labels), or (n, 2 n_labels) where there are deviations
    """
    if hasattr(model, "predict_proba"):
        probabilities: NDArray[Any] = model.predict_proba(images)
        return probabilities
    if _last(model).likelihood == "multinomial":
        return np.asarray(model.predict(images))
    return np.hstack(model.predict(images, return_std=True))


def labels_of(model: Any) -> NDArray[Any]:
    """Return what the first columns of the answers stand for."""
    net = _last(model)
    labels: NDArray[Any] = net.classes_ if hasattr(net, "classes_") else net.answers_
    return labels


def answer_columns(model: Any, found: NDArray[Any]) -> Any:
    """Return a table of the answers; of a model of votes, with the three classes as well."""
    import pandas as pd

    from galaxyzoo_ml.datasets import CLASS_OF_VOTE, merge_votes

    labels = labels_of(model)
    if not hasattr(model, "predict_proba"):
        names = [f"fraction_{label}" for label in labels] + [f"deviation_{lb}" for lb in labels]
        return pd.DataFrame(found, columns=names[: found.shape[1]])
    table = pd.DataFrame({"predicted": labels[found.argmax(axis=1)]})
    for label, column in zip(labels, found.T, strict=True):
        table[f"p_{label}"] = column
    if set(labels.tolist()) <= set(CLASS_OF_VOTE):
        merged, classes = merge_votes(found, labels)
        table["predicted_class"] = classes[merged.argmax(axis=1)]
        for label, column in zip(classes, merged.T, strict=True):
            table[f"p_{label}"] = column  # elliptical is one vote and one class: the same number
    return table


def _last(model: Any) -> Any:
    model = inside_correction(model)
    return model[-1] if hasattr(model, "steps") else model
