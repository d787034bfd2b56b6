"""A catalogue with what a model makes of its galaxies, and the galaxies to look at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from galaxyzoo_ml.cli._galaxies import watched

__all__ = ["Classified", "classified", "gallery"]

_N_SUREST, _N_LEAST_SURE = 5, 3  # a row of the gallery


@dataclass(frozen=True)
class Classified:
    """What a model makes of the galaxies of a catalogue.

    Parameters
    ----------
    table : DataFrame
        The catalogue and what was found, one row a galaxy.
    images : ImageArray
    names : list of str
    probabilities : ndarray of shape (n, n_classes)
        Of the galaxies whose picture came, as `images` and `names`.
    is_complete : bool
        Whether all came.
    """

    table: Any
    images: Any
    names: list[str]
    probabilities: NDArray[Any]
    is_complete: bool


def classified(catalog: Any, manifest: Any, folder: Path, model: Any, size: int) -> Classified:
    """Classify the pictures that came; the rows of the others stay, without probabilities."""
    from galaxyzoo_ml.images import ImageArray, read_stack

    status, reason = manifest["status"].tolist(), manifest["reason"].tolist()
    came = [i for i, word in enumerate(status) if word == "ok"]
    paths = [folder / path for path in manifest["path"]]
    good: list[int] = []
    images = None
    probabilities = np.empty((0, len(model.classes_)))
    if came:
        files = [paths[i] for i in came]
        stack = read_stack(files, size=size, on_error="skip", progress=watched())
        for j, why in stack.broken.items():
            status[came[j]], reason[came[j]] = "failed", why
        good = [i for j, i in enumerate(came) if j not in stack.broken]
    if good:
        images = ImageArray(stack.pixels)
        probabilities = model.predict_proba(images)
    found = _answers(probabilities, model.classes_).set_axis(good)
    found = found.reindex(range(len(catalog)))
    found["status"], found["reason"] = status, reason
    found["cutout"] = [str(paths[i]) if word == "ok" else "" for i, word in enumerate(status)]
    names = [str(manifest["OBJID"].iloc[i]) for i in good]
    is_complete = len(good) == len(catalog)
    return Classified(_beside(catalog, found), images, names, probabilities, is_complete)


def _answers(probabilities: NDArray[Any], classes: NDArray[Any]) -> Any:
    """Return the columns that a model adds; of a model of votes, the three classes as well."""
    import pandas as pd

    from galaxyzoo_ml.datasets import CLASS_OF_VOTE, merge_votes

    table = pd.DataFrame({"predicted": classes[probabilities.argmax(axis=1)]})
    for label, column in zip(classes, probabilities.T, strict=True):
        table[f"p_{label}"] = column
    if set(classes.tolist()) <= set(CLASS_OF_VOTE):
        merged, merged_classes = merge_votes(probabilities, classes)
        table["predicted_class"] = merged_classes[merged.argmax(axis=1)]
        for label, column in zip(merged_classes, merged.T, strict=True):
            table[f"p_{label}"] = column  # elliptical is one vote and one class: the same number
    return table


def _beside(catalog: Any, found: Any) -> Any:
    """Put columns beside those of the catalogue, under other names where they are taken."""
    import pandas as pd

    taken = {str(name).lower() for name in catalog.columns}
    while taken & {name.lower() for name in found}:
        found = found.add_prefix("galaxyzoo_")
    return pd.concat([catalog.reset_index(drop=True), found], axis=1)


def gallery(result: Classified, model: Any, path: Path) -> None:
    """Draw the surest and the least sure galaxies of each class."""
    from galaxyzoo_ml.inspection import plot_galaxies

    path.unlink(missing_ok=True)  # of an earlier run
    if result.images is None:
        return
    best, winner = result.probabilities.max(axis=1), result.probabilities.argmax(axis=1)
    rows = []
    for i in range(len(model.classes_)):
        order = np.flatnonzero(winner == i)
        order = order[np.argsort(-best[order], kind="stable")]
        if len(order) > _N_SUREST + _N_LEAST_SURE:
            order = np.concatenate([order[:_N_SUREST], order[-_N_LEAST_SURE:]])
        rows.append(order)
    chosen = np.concatenate(rows)
    labels = [f"{model.classes_[winner[i]]} {best[i]:.2f}\n{result.names[i][:22]}" for i in chosen]
    title = "By predicted class: the surest, then the least sure"
    try:
        figure = plot_galaxies(result.images[chosen], labels, max_images=len(chosen), title=title)
    except ImportError:
        print("no gallery: pip install 'galaxyzoo-ml[plot]'")
        return
    figure.savefig(path, dpi=120)
    print(f"wrote {path}: {len(chosen)} galaxies, the surest and the least sure of each class")
