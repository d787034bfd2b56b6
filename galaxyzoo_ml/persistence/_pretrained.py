"""Nets that ship with the library."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from sklearn.pipeline import Pipeline

from galaxyzoo_ml.persistence._model_file import load_model

__all__ = ["PRETRAINED", "load_pretrained", "pretrained_file"]

PRETRAINED: tuple[str, ...] = ("gz1",)
"""The names of the trained nets that ship with the library."""


def load_pretrained(name: str = "gz1", *, device: str | None = None) -> Pipeline:
    """Load a trained net that ships with the library.

    Parameters
    ----------
    name : {"gz1"}, default="gz1"
        "gz1": an equivariant net, trained on the six votes of 5,331 galaxies of Galaxy Zoo 1. It
        takes pictures of 68 x 68 pixels, uint8, of a field scaled to the galaxy. Its model card
        (:doc:`/user_guide/pretrained`) says what it can do, and on what.
    device : str, default=None
        Where the net is to be used. None is a CUDA device if there is one, or the CPU.

    Returns
    -------
    sklearn.pipeline.Pipeline
        A `~galaxyzoo_ml.preprocessing.StandardScaler` and a
        `~galaxyzoo_ml.neural_network.GalaxyCNNClassifier`, fitted.

    Raises
    ------
    ValueError
        Another name.

    See Also
    --------
    galaxyzoo_ml.datasets.merge_votes : From six votes to three classes.

    Examples
    --------
    >>> from galaxyzoo_ml.datasets import make_galaxies, merge_votes
    >>> from galaxyzoo_ml.persistence import load_pretrained
    >>> model = load_pretrained("gz1")
    >>> galaxies = make_galaxies(3, size=68, random_state=0)
    >>> probabilities, classes = merge_votes(model.predict_proba(galaxies.images), model.classes_)
    >>> probabilities.shape, classes.tolist()
    ((3, 3), ['elliptical', 'spiral', 'uncertain'])
    """
    return load_model(pretrained_file(name), device=device)


def pretrained_file(name: str = "gz1") -> Path:
    """Return the model file of a net that ships; its card is beside it, ``<name>.md``.

    Parameters
    ----------
    name : {"gz1"}, default="gz1"

    Returns
    -------
    pathlib.Path

    Raises
    ------
    ValueError
        Another name.

    Examples
    --------
    >>> from galaxyzoo_ml.persistence import describe_model, pretrained_file
    >>> describe_model(pretrained_file("gz1"))["notes"]["size"]
    68
    """
    if name not in PRETRAINED:
        raise ValueError(f"there is no trained net {name!r}; there are {', '.join(PRETRAINED)}")
    return Path(str(files("galaxyzoo_ml.persistence") / "pretrained" / f"{name}.safetensors"))
