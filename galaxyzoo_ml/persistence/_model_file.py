"""A model file: one ``.safetensors`` file with its JSON in the header."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeGuard

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from sklearn.base import BaseEstimator
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted
from torch import nn

import galaxyzoo_ml
from galaxyzoo_ml._typing import Estimator
from galaxyzoo_ml._whole_file import write_whole
from galaxyzoo_ml.balancing import PriorCorrectedClassifier
from galaxyzoo_ml.exceptions import ModelFileError
from galaxyzoo_ml.neural_network.training._devices import resolve_device
from galaxyzoo_ml.persistence._chain import steps_of
from galaxyzoo_ml.persistence._prior import corrected, encode_prior
from galaxyzoo_ml.persistence._schema import as_notes, check_chain
from galaxyzoo_ml.persistence._steps import decode_step, encode_step

__all__ = ["describe_model", "load_model", "save_model"]

_KEY = "galaxyzoo_ml"  # of the JSON among the metadata of safetensors
_FORMAT = 1


def save_model(
    estimator: Estimator, path: str | Path, *, notes: dict[str, Any] | None = None
) -> None:
    """Write a trained net, or a pipeline that ends in one, to a model file.

    Parameters
    ----------
    estimator : GalaxyCNNClassifier, GalaxyVoteRegressor, TableNetClassifier or Pipeline
        Or a `~galaxyzoo_ml.balancing.PriorCorrectedClassifier` or a
        `~galaxyzoo_ml.balancing.ResampledClassifier` around one. A pipeline may hold a
        `~galaxyzoo_ml.preprocessing.StandardScaler`, frozen ones and pipelines of them, too;
        samplers, which act during training alone, are left out.
    path : path-like
        Written beside this name and renamed when whole.
    notes : dict, default=None
        Whatever JSON can hold: the size of the images, scores, credits.

    Raises
    ------
    TypeError
        A step that cannot be saved without code, a search (its ``best_estimator_`` can), or notes
        that JSON cannot hold.
    FileNotFoundError
        A folder that is not there.
    sklearn.exceptions.NotFittedError
        A net that was not trained.

    See Also
    --------
    load_model : Reads the file.
    """
    path = Path(path)
    if not path.parent.is_dir():
        raise FileNotFoundError(f"{path}: there is no folder {path.parent}")
    prior: dict[str, Any] = {}
    if isinstance(estimator, PriorCorrectedClassifier):
        check_is_fitted(estimator)
        prior, estimator = {"prior": encode_prior(estimator)}, estimator.estimator_
    tensors: dict[str, torch.Tensor] = {}
    steps = steps_of(estimator)
    is_bare = len(steps) == 1 and not isinstance(estimator, Pipeline)
    header = {
        "format": _FORMAT,
        "version": galaxyzoo_ml.__version__,
        "kind": "net" if is_bare else "pipeline",
        "steps": [encode_step(name, step, tensors) for name, step in steps],
        **prior,
        "notes": as_notes(notes or {}),
    }
    # save_file would make it readable by its owner alone.
    write_whole(path, save(tensors, metadata={_KEY: json.dumps(header)}))


def load_model(
    path: str | Path,
    *,
    module: Callable[..., nn.Module] | nn.Module | None = None,
    device: str | None = None,
) -> Any:
    """Read a trained net, or a pipeline, from a model file. No code of the file is run.

    Parameters
    ----------
    path : path-like
    module : torch.nn.Module class or instance, or a callable that makes one, default=None
        What was the parameter `architecture`, if the net is not of this library.
    device : str, default=None
        Where the net is to be used. None is a CUDA device if there is one, or the CPU: where it
        was trained, and on how many threads, is not in the file.

    Returns
    -------
    GalaxyCNNClassifier, GalaxyVoteRegressor, TableNetClassifier or sklearn.pipeline.Pipeline
        Fitted; inside a `~galaxyzoo_ml.balancing.PriorCorrectedClassifier` if it was saved in one.

    Raises
    ------
    ModelFileError
        A file that is missing, truncated, no model of this library (a pickle, say), of a later
        format, whose description or tensors do not fit, or that needs `module`.
    ValueError
        A `device` that is not here.
    """
    device = resolve_device(device or "auto")
    header, tensors = _read(Path(path))
    try:
        check_chain(header)
        steps = [decode_step(step, tensors, module, device) for step in header["steps"]]
        _check_inputs([step for _, step in steps])
        model = Pipeline(steps) if header["kind"] == "pipeline" else steps[-1][1]
        return corrected(model, header["prior"]) if "prior" in header else model
    except ModelFileError as error:
        raise ModelFileError(f"{path}: {error}") from error
    except (
        LookupError, AttributeError, TypeError, ValueError, RuntimeError, ArithmeticError,
        AssertionError, MemoryError, RecursionError,
    ) as error:  # fmt: skip
        reason = " ".join(str(error).split())[:200]
        raise ModelFileError(
            f"{path}: the model does not fit its description ({reason})"
        ) from error


def describe_model(path: str | Path) -> dict[str, Any]:
    """Read what a model file says of itself, without building the model.

    Parameters
    ----------
    path : path-like

    Returns
    -------
    dict
        ``format``, ``version``, ``kind``, ``steps`` (name, type, params and state of each),
        ``prior`` if it is corrected, and ``notes``.

    Raises
    ------
    ModelFileError
        See `load_model`.
    """
    return _read(Path(path))[0]


def _check_inputs(steps: list[BaseEstimator]) -> None:
    """Refuse steps that do not follow one another."""
    sizes = {step.n_features_in_ for step in steps}
    shapes = {step.image_shape_ for step in steps if hasattr(step, "image_shape_")}
    if len(sizes) > 1 or len(shapes) > 1:
        raise ModelFileError("its steps take inputs of different shapes")


def _read(path: Path) -> tuple[dict[str, Any], dict[str, torch.Tensor]]:
    try:
        with safe_open(path, framework="pt") as file:
            text = (file.metadata() or {}).get(_KEY)
            header = json.loads(text) if text is not None else None
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except FileNotFoundError as error:
        raise ModelFileError(f"{path}: there is no such file") from error
    except (SafetensorError, OSError, ValueError, RecursionError) as error:
        raise ModelFileError(f"{path}: {_what_it_is(path, error)}") from error
    if not _is_description(header):
        raise ModelFileError(f"{path}: a safetensors file, but not a model of galaxyzoo-ml")
    if header.get("format") != _FORMAT:
        raise ModelFileError(
            f"{path}: format {header.get('format')} is not that of this version of galaxyzoo-ml "
            f"({_FORMAT}); the file was written by version {header.get('version')}"
        )
    return header, tensors


def _what_it_is(path: Path, error: Exception) -> str:
    """Say what a file is that is no model."""
    try:
        with path.open("rb") as file:
            start = file.read(2)
    except OSError:
        start = b""
    if start[:1] == b"\x80" or start == b"PK":  # a pickle, or torch's archive of one
        return "a pickle, which is not loaded, for it could run anything; save_model writes models"
    return f"not a whole model file ({' '.join(str(error).split())[:200]})"


def _is_description(header: object) -> TypeGuard[dict[str, Any]]:
    """Whether a header has the form that `save_model` writes."""
    if not isinstance(header, dict) or header.get("kind") not in ("pipeline", "net"):
        return False
    steps, parts = header.get("steps"), {"name": str, "type": str, "params": dict, "state": dict}
    return (
        isinstance(header.get("notes"), dict)
        and isinstance(steps, list)
        and bool(steps)
        and all(
            isinstance(step, dict) and all(isinstance(step.get(k), t) for k, t in parts.items())
            for step in steps
        )
    )
