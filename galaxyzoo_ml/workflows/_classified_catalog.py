"""A catalogue with what a model makes of its galaxies, and the galaxies to look at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from galaxyzoo_ml.workflows._answers import answer_columns, answers, labels_of
from galaxyzoo_ml.workflows._picture_files import look_at

__all__ = ["Classified", "classified", "gallery"]

_N_SUREST, _N_LEAST_SURE = 5, 3  # a row of the gallery


@dataclass(frozen=True)
class Classified:
    """What a model makes of the galaxies of a catalogue.

    Parameters
    ----------
    table : DataFrame
        The catalogue and what was found, one row a galaxy.
    names : list of str
    files : list of pathlib.Path
    shares : ndarray of shape (n, n_labels)
        Probabilities, or fractions of votes, of the galaxies whose picture came.
    labels : ndarray of shape (n_labels,)
    is_complete : bool
        Whether all came.
    """

    table: Any
    names: list[str]
    files: list[Path]
    shares: NDArray[Any]
    labels: NDArray[Any]
    is_complete: bool


def classified(catalog: Any, manifest: Any, folder: Path, model: Any, size: int) -> Classified:
    """Classify the pictures that came; the rows of the others stay, without probabilities."""
    status, reason = manifest["status"].tolist(), manifest["reason"].tolist()
    came = [i for i, word in enumerate(status) if word == "ok"]
    paths = [folder / path for path in manifest["path"]]
    labels = labels_of(model)
    good: list[int] = []
    found = np.empty((0, len(labels)))
    if came:
        looked = look_at([paths[i] for i in came], size, partial(answers, model))
        for j, why in looked.broken.items():
            status[came[j]], reason[came[j]] = "failed", why
        good = [came[j] for j in looked.rows]
        found = looked.found if good else found
    columns = answer_columns(model, found).set_axis(good).reindex(range(len(catalog)))
    columns["status"], columns["reason"] = status, reason
    columns["cutout"] = [str(paths[i]) if word == "ok" else "" for i, word in enumerate(status)]
    return Classified(
        _beside(catalog, columns),
        [str(manifest["OBJID"].iloc[i]) for i in good],
        [paths[i] for i in good],
        found[:, : len(labels)],
        labels,
        len(good) == len(catalog),
    )


def _beside(catalog: Any, found: Any) -> Any:
    """Put columns beside those of the catalogue, under other names where they are taken."""
    import pandas as pd

    taken = {str(name).lower() for name in catalog.columns}
    while taken & {name.lower() for name in found}:
        found = found.add_prefix("galaxyzoo_")
    return pd.concat([catalog.reset_index(drop=True), found], axis=1)


def gallery(result: Classified, path: Path, size: int) -> None:
    """Draw the surest and the least sure galaxies of each class."""
    from galaxyzoo_ml.images import ImageArray, read_stack
    from galaxyzoo_ml.inspection import plot_galaxies

    path.unlink(missing_ok=True)  # of an earlier run
    if not result.names:
        return
    best, winner = result.shares.max(axis=1), result.shares.argmax(axis=1)
    rows = []
    for i in range(len(result.labels)):
        order = np.flatnonzero(winner == i)
        order = order[np.argsort(-best[order], kind="stable")]
        if len(order) > _N_SUREST + _N_LEAST_SURE:
            order = np.concatenate([order[:_N_SUREST], order[-_N_LEAST_SURE:]])
        rows.append(order)
    chosen = np.concatenate(rows)
    labels = [f"{result.labels[winner[i]]} {best[i]:.2f}\n{result.names[i][:22]}" for i in chosen]
    images = ImageArray(read_stack([result.files[i] for i in chosen], size=size).pixels)
    title = "By predicted class: the surest, then the least sure"
    try:
        figure = plot_galaxies(images, labels, max_images=len(chosen), title=title)
    except ImportError:
        print("no gallery: pip install 'galaxyzoo-ml[plot]'")
        return
    figure.savefig(path, dpi=120)
    print(f"wrote {path}: {len(chosen)} galaxies, the surest and the least sure of each class")
