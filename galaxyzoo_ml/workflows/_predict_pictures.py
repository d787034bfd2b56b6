"""Probabilities for pictures that nobody has labelled."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from galaxyzoo_ml.exceptions import DataError
from galaxyzoo_ml.workflows._abstention import is_sure, threshold_of
from galaxyzoo_ml.workflows._picture_files import Pictures, find_pictures, look_at
from galaxyzoo_ml.workflows._picture_model import ModelOrFile, PictureModel, picture_model
from galaxyzoo_ml.workflows._picture_table import PictureTable, result_of
from galaxyzoo_ml.workflows._training_files import model_file

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["predict_pictures"]


def predict_pictures(
    pictures: Pictures,
    model: ModelOrFile = None,
    *,
    abstain: bool | float = False,
    id_column: str = "OBJID",
    on_suspect: str = "warn",
    skip: Collection[str] = (),
    progress: bool = False,
) -> PictureTable:
    """Predict the classes of picture files, or the fractions of their votes.

    Pictures are decoded and looked at block by block: a folder may hold more than memory does. What
    ``galaxyzoo predict`` does.

    Parameters
    ----------
    pictures : path-like, or sequence of path-like
        Files, folders and tables beside their pictures: `find_pictures`.
    model : estimator or path-like, default=None
        Fitted on square pictures in three colours, or its file. None is the net that ships, which
        wants a field scaled to the galaxy.
    abstain : bool or float, default=False
        Name no galaxy of which the model is less sure. True takes the probability that the model
        file knows (`train_and_judge` with ``abstain``).
    id_column : str, default="OBJID"
        The column of a table that names the pictures.
    on_suspect : {"warn", "skip", "raise", "ignore"}, default="warn"
        What to do about pictures that are probably none of the sky, such as the error messages
        that SkyServer draws and sends as pictures: warn and name them, leave them out and say so
        in ``broken``, raise, or not look.
    skip : collection of str, default=()
        Paths, as in the column ``path`` of an earlier result, of pictures that are left out.
    progress : bool, default=False
        Show a bar on standard error.

    Returns
    -------
    PictureTable
        With ``predicted``, ``p_<class>`` and, of a model of Galaxy Zoo's votes, ``predicted_class``
        and the probabilities of the three classes; ``abstained`` (0 or 1) if that was asked for.
        Of a `GalaxyVoteRegressor`, ``fraction_<answer>`` and ``deviation_<answer>``.

    Raises
    ------
    DataError
        No pictures, a model that does not take pictures, or that does not know when to abstain.
    BrokenImageError
        Not one picture can be read; a suspect one, with ``on_suspect="raise"``.
    ModelFileError
        See `load_model`.
    PicturesInterrupted
        Ctrl-C: a KeyboardInterrupt that holds the rows so far.

    Warns
    -----
    DataWarning
        Pictures that are probably none of the sky.

    See Also
    --------
    embed_pictures : What the net knows of them, instead of what it decides.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from PIL import Image
    >>> from galaxyzoo_ml.datasets import make_galaxies
    >>> from galaxyzoo_ml.workflows import predict_pictures
    >>> galaxies = make_galaxies(2, size=68, random_state=0)
    >>> with TemporaryDirectory() as folder:
    ...     for name, pixels in zip(["a", "b"], galaxies.images):
    ...         Image.fromarray(pixels).save(Path(folder, f"{name}.png"))
    ...     predicted = predict_pictures(folder)
    >>> predicted.table["OBJID"].tolist(), predicted.values.shape
    (['a', 'b'], (2, 6))
    """
    threshold = _threshold(abstain, model)
    judge = picture_model(model)
    found = find_pictures(pictures, id_column=id_column).without(set(skip))
    looked = look_at(
        found.files, judge.size, judge.answers, on_suspect=on_suspect, progress=progress
    )

    def table_of(answers: NDArray[Any]) -> pd.DataFrame:
        table = judge.table(answers)
        if threshold is not None:
            _abstain(table, judge, answers, threshold)
        return table

    return result_of(found, looked, table_of, goes_on=bool(skip))


def _threshold(abstain: bool | float, model: ModelOrFile) -> float | None:
    if abstain is False:
        return None
    if abstain is not True:
        return abstain
    if isinstance(model, str | os.PathLike):
        return threshold_of(model_file(Path(model)))
    raise DataError(
        "abstain=True (--abstain) takes the probability from the file of a model that was trained "
        "with it: give the file, or the probability"
    )


def _abstain(
    table: pd.DataFrame, judge: PictureModel, answers: NDArray[Any], threshold: float
) -> None:
    if not judge.is_classifier:
        raise DataError("a model of fractions of votes names no class: it cannot abstain")
    sure = is_sure(answers, threshold)
    for name in {"predicted", "predicted_class"} & set(table):
        table[name] = table[name].where(sure)  # an empty field where not
    table["abstained"] = (~sure).astype(int)
