"""The classifier that a command trains, for Python."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from imblearn.pipeline import Pipeline

from galaxyzoo_ml.balancing import PriorCorrectedClassifier
from galaxyzoo_ml.model_selection import balancing_strategies
from galaxyzoo_ml.neural_network import ARCHITECTURES, PRESETS, GalaxyCNNClassifier
from galaxyzoo_ml.preprocessing import StandardScaler

__all__ = ["galaxy_classifier", "preset_size"]

_COURSE_SIZE = 120

T = TypeVar("T")


def galaxy_classifier(
    preset: str = "course",
    *,
    balance: str = "rotation",
    prior: str = "natural",
    architecture: str | None = None,
    max_epochs: int | None = None,
    n_jobs: int | None = None,
    random_state: int | None = 0,
) -> PriorCorrectedClassifier | Pipeline:
    """Return the classifier that ``galaxyzoo train`` trains, not yet fitted.

    A `~galaxyzoo_ml.preprocessing.StandardScaler` and a net, trained on balanced classes.

    Parameters
    ----------
    preset : {"course", "fast", "best"}, default="course"
        Parameters of the net that belong together: `GalaxyCNNClassifier.from_preset`.
    balance : str, default="rotation"
        A name of `~galaxyzoo_ml.model_selection.balancing_strategies`; "none" leaves the classes
        as they are.
    prior : {"natural", "balanced"}, default="natural"
        Which mix of classes the probabilities are for. "natural" puts that of the galaxies back,
        whatever balances: probabilities that mean what they say for galaxies of the same mix.
        "balanced" keeps that of the balanced training set: rare classes are found more often, and
        are named too often. Without balancing the two are the same.
    architecture : {"course", "residual", "equivariant"}, default=None
        Another net than the preset's.
    max_epochs : int, default=None
        None takes the preset's.
    n_jobs : int, default=None
        Threads, or -1 for one a core. None takes the preset's.
    random_state : int, default=0
        Of sampler and net: the same seed gives the same weights.

    Returns
    -------
    PriorCorrectedClassifier or Pipeline
        The pipeline alone where nothing is balanced, or the balanced mix is kept.

    Raises
    ------
    ValueError
        No such preset, architecture, strategy or prior.

    See Also
    --------
    preset_size : The size of the pictures that a preset is made for.
    train_and_judge : Trains it.

    Examples
    --------
    >>> from galaxyzoo_ml.workflows import galaxy_classifier
    >>> classifier = galaxy_classifier("fast", balance="clone", max_epochs=5)
    >>> [name for name, _ in classifier.estimator.steps]
    ['balance', 'scale', 'cnn']
    """
    strategies = balancing_strategies(random_state=random_state)
    _known("preset", preset, PRESETS)
    strategy = _known("strategy", balance, strategies)
    given = {"architecture": architecture, "max_epochs": max_epochs, "n_jobs": n_jobs}
    parameters = {name: value for name, value in given.items() if value is not None}
    if architecture is not None:
        _known("architecture", architecture, ARCHITECTURES)
    cnn = GalaxyCNNClassifier.from_preset(preset, **parameters, random_state=random_state)
    _known("prior", prior, {"natural": "train", "balanced": None})
    if balance != "none":
        strategy.set_params(prior="train" if prior == "natural" else None)
    net = Pipeline([("scale", StandardScaler()), ("cnn", cnn)])
    balanced: PriorCorrectedClassifier | Pipeline = strategy.apply(net)
    return balanced


def preset_size(preset: str = "course") -> int:
    """Return the side, in pixels, of the pictures that a preset is made for.

    Parameters
    ----------
    preset : {"course", "fast", "best"}, default="course"

    Raises
    ------
    ValueError
        No such preset.

    Examples
    --------
    >>> from galaxyzoo_ml.workflows import preset_size
    >>> preset_size("course"), preset_size("fast")
    (120, 68)
    """
    parameters = _known("preset", preset, PRESETS)
    seen: int | None = parameters.get("input_size")
    return _COURSE_SIZE if seen is None else round(seen / float(parameters["field"]))


def _known(what: str, name: str, known: Mapping[str, T]) -> T:
    if name not in known:
        raise ValueError(f"there is no {what} {name!r}; there are {', '.join(known)}")
    return known[name]
