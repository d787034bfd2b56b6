"""Galaxies in, a trained and judged classifier out."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.utils import Bunch

from galaxyzoo_ml._predictions import FittedClassifier, most_probable
from galaxyzoo_ml._typing import Estimator
from galaxyzoo_ml.balancing import PriorCorrectedClassifier
from galaxyzoo_ml.images._images import Images
from galaxyzoo_ml.workflows._abstention import abstention_of, check_enough
from galaxyzoo_ml.workflows._galaxy_classifier import galaxy_classifier
from galaxyzoo_ml.workflows._installation import peak_memory_mb
from galaxyzoo_ml.workflows._judgement import judge, majority_baseline
from galaxyzoo_ml.workflows._last_step import (
    checkpoint_files,
    inside_correction,
    is_net,
    last_step,
    steps_in,
)
from galaxyzoo_ml.workflows._parts import Part, parts_of, split
from galaxyzoo_ml.workflows._training_result import TrainingResult

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["train_and_judge"]

_SET_ASIDE = 0.1  # of the training galaxies, to find out when to abstain


def train_and_judge(
    galaxies: Bunch,
    model: Estimator | None = None,
    *,
    test: float | Bunch = 0.1,
    abstain: float | None = None,
    id_column: str = "OBJID",
    random_state: int = 0,
    notes: Mapping[str, Any] | None = None,
    checkpoint: str | os.PathLike[str] | None = None,
    progress: bool = False,
) -> TrainingResult:
    """Train a classifier, and judge it on galaxies that it has not seen.

    The galaxies of the test keep their natural mix: the model alone balances, in ``fit``. What
    ``galaxyzoo train`` does.

    Parameters
    ----------
    galaxies : Bunch
        With ``images``, ``target`` (labels) and ``catalog``, such as `load_galaxies` returns.
    model : classifier, default=None
        Any that takes images; it is cloned. None is ``galaxy_classifier(random_state=...)``: the
        course's net, trained on rotations of the rare classes.
    test : float or Bunch, default=0.1
        The fraction of galaxies set aside, every class on both sides; or other galaxies.
    abstain : float, default=None
        Set another tenth of the training galaxies aside, and find on it how sure the model must be
        so that at most this fraction of its names is wrong: `abstention_threshold`.
    id_column : str, default="OBJID"
        The column of the catalogue that names the galaxies.
    random_state : int, default=0
        Of the split, and of the default model.
    notes : mapping, default=None
        What else the report and the model file are to say, as JSON can hold it.
    checkpoint : path-like, default=None
        A file in which a net keeps its state after each epoch, until the result is saved: the same
        call goes on with it, and does not train again what was only judged. Its folder is there
        already.
    progress : bool, default=False
        Show on standard error how far balancing and training are.

    Returns
    -------
    TrainingResult

    Raises
    ------
    DataError
        Labels of one class, classes that cannot be on both sides of the split, test galaxies of
        unknown classes, too few galaxies to learn when to abstain.
    LeakageError
        A galaxy in training and test.
    ImageSizeError
        Images that are too small for the net.
    CheckpointError
        A `checkpoint` of another training.

    See Also
    --------
    galaxy_classifier : Models of other presets and strategies.
    galaxyzoo_ml.model_selection.compare_strategies : Several strategies, cross-validated.

    Examples
    --------
    >>> from galaxyzoo_ml.datasets import make_galaxies
    >>> from galaxyzoo_ml.workflows import galaxy_classifier, train_and_judge
    >>> galaxies = make_galaxies(200, size=48, random_state=0)
    >>> result = train_and_judge(galaxies, galaxy_classifier(max_epochs=1), test=0.3)
    >>> sorted(result.judgement.scores)
    ['accuracy', 'balanced_accuracy', 'log_loss', 'macro_f1', 'weighted_f1']
    >>> result.predictions.columns.tolist()
    ['OBJID', 'label', 'predicted', 'p_elliptical', 'p_spiral', 'p_uncertain']
    >>> files = result.save("my-results")  # doctest: +SKIP
    """
    train, judging = parts_of(galaxies, test, id_column, random_state)
    set_aside = None
    if abstain is not None:
        asked = f"abstain={abstain} (--abstain): a tenth"
        train, set_aside = split(train, _SET_ASIDE, random_state, asked)
        check_enough(abstain, len(set_aside.target))
    started = time.perf_counter()
    fitted = _fitted(model, train, random_state, checkpoint, progress)
    seconds = time.perf_counter() - started
    y_prob, as_trained = _probabilities(fitted, judging.images)
    net, classes, y_test = last_step(fitted), fitted.classes_, judging.target
    return TrainingResult(
        model=fitted,
        judgement=judge(y_test, y_prob, classes=classes),
        uncorrected=None if as_trained is None else judge(y_test, as_trained, classes=classes),
        baseline=majority_baseline(train.target, y_test, classes),
        abstention=None
        if abstain is None or set_aside is None
        else abstention_of(abstain, fitted, set_aside, judging, y_prob),
        predictions=_table(judging, y_prob, classes),
        images=judging.images,
        n_train=len(train.target),
        n_epochs=net.n_iter_ if is_net(net) else None,
        n_seen=net.n_samples_fit_ if is_net(net) else None,
        fit_seconds=seconds,
        peak_memory_mb=peak_memory_mb(),
        notes={"seed": random_state, "size": int(galaxies.images.shape[1]), **(notes or {})},
        kept=() if checkpoint is None else checkpoint_files(fitted, Path(checkpoint)),
    )


def _fitted(
    model: Estimator | None,
    train: Part,
    random_state: int,
    checkpoint: str | os.PathLike[str] | None,
    progress: bool,
) -> FittedClassifier:
    fresh = galaxy_classifier(random_state=random_state) if model is None else clone(model)
    given: dict[str, Any] = {"verbose": int(progress)} if progress else {}
    if checkpoint is not None:
        given |= {"checkpoint": Path(checkpoint), "keep_checkpoint": True}
    own = [_lend(step, given) for step in steps_in(fresh)]
    fresh.fit(train.images, train.target)
    for step, params in zip(steps_in(fresh), own, strict=True):
        step.set_params(**params)
    fitted: FittedClassifier = fresh
    return fitted


def _lend(step: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """Set parameters for one fit alone, where a step has them, and return its own."""
    params = step.get_params(deep=False)
    own = {name: params[name] for name in given if name in params}
    step.set_params(**{name: given[name] for name in own})
    return own


def _probabilities(
    model: FittedClassifier, images: Images
) -> tuple[NDArray[np.float64], NDArray[np.float64] | None]:
    """Return what the model says, and what it said before the natural mix was put back."""
    y_prob = inside_correction(model).predict_proba(images)
    if isinstance(model, PriorCorrectedClassifier):
        return model.correct(y_prob), y_prob
    return y_prob, None


def _table(part: Part, y_prob: NDArray[np.float64], classes: NDArray[Any]) -> pd.DataFrame:
    import pandas as pd

    columns = {f"p_{label}": y_prob[:, i] for i, label in enumerate(classes)}
    winners = most_probable(y_prob, classes)
    return pd.DataFrame({"OBJID": part.ids, "label": part.target, "predicted": winners, **columns})
