"""The folder of a training or a comparison: what it holds, and what of it is no galaxy."""

from __future__ import annotations

from pathlib import Path

from galaxyzoo_ml.exceptions import DataError

__all__ = [
    "MODEL",
    "PREDICTIONS",
    "REPORT",
    "TRAINING_FILES",
    "holds_results",
    "is_plot",
    "model_file",
]

REPORT, PREDICTIONS, MODEL = "report.json", "predictions.csv", "model.safetensors"
_PLOTS = ("loss.png", "confusion.png", "reliability.png", "galaxies.png", "mistakes.png")
TRAINING_FILES = (REPORT, PREDICTIONS, MODEL, *_PLOTS)
"""What `TrainingResult.save` may write into a folder."""

_GALLERY = "-gallery.png"


def model_file(path: Path) -> Path:
    """Return the model that a folder holds; any other path is returned as it is.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    pathlib.Path

    Raises
    ------
    DataError
        A folder without a model, or with several of which none is called model.safetensors.
    """
    if not path.is_dir():
        return path
    models = sorted(path.glob("*.safetensors"))
    if path / MODEL in models:
        return path / MODEL
    if len(models) == 1:
        return models[0]
    if models:
        names = ", ".join(model.name for model in models)
        raise DataError(f"{path} holds several models: name one of {names}")
    raise DataError(f"{path} holds no model: there is no {MODEL} in it")


def holds_results(folder: Path) -> bool:
    """Tell a folder with a model, or with the report of a training, from one of pictures.

    Parameters
    ----------
    folder : pathlib.Path

    Returns
    -------
    bool
    """
    return (folder / REPORT).is_file() or any(folder.glob("*.safetensors"))


def is_plot(path: Path) -> bool:
    """Tell a plot that this library has drawn beside its results from the picture of a galaxy."""
    folder, name = path.parent, path.name
    if name in _PLOTS:
        return any((folder / other).is_file() for other in (REPORT, PREDICTIONS))
    if name == "comparison.png":
        return (folder / "comparison.csv").is_file()
    return name.endswith(_GALLERY) and any(
        (folder / f"{name.removesuffix(_GALLERY)}{rest}").is_file()
        for rest in ("", "-classified.csv")
    )
