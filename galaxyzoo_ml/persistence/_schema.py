"""What a model file may say, checked before anything is built of it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray

from galaxyzoo_ml.exceptions import ModelFileError

__all__ = ["as_notes", "check_chain", "check_state", "check_weights", "decoded_array"]

Json: TypeAlias = dict[str, Any] | list[Any] | str | float | None
"""What a file of JSON can hold."""

_NETS = ("GalaxyCNNClassifier", "GalaxyVoteRegressor", "TableNetClassifier")
_KINDS: dict[str, Any] = {
    "mean_": np.ndarray | None, "var_": np.ndarray | None, "scale_": np.ndarray | None,
    "n_samples_seen_": int | float | np.ndarray, "classes_": np.ndarray, "class_prior_": np.ndarray,
    "answers_": np.ndarray, "loss_curve_": list, "n_samples_fit_": int, "n_features_in_": int,
    "image_shape_": tuple, "feature_names_in_": np.ndarray, "input_kind_": list,
    "input_dtype_": str,
}  # fmt: skip
_NUMBERS = ("mean_", "var_", "scale_", "class_prior_", "n_samples_seen_")
_MOST_VALUES = 1 << 30  # of one image: more is no picture of a galaxy
_LONGEST_LABEL = 10_000


def as_notes(value: object) -> Json:
    """Return notes as JSON holds them: NumPy's numbers become Python's.

    Raises
    ------
    TypeError
        What JSON cannot hold.
    """
    if isinstance(value, np.generic | np.ndarray):
        value = value.tolist()
    if isinstance(value, Mapping):
        return {_key(key): as_notes(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [as_notes(inner) for inner in value]
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(
        f"notes hold {value!r}, a {type(value).__name__}, which JSON cannot: give text or numbers"
    )


def _key(key: object) -> str:
    return key if isinstance(key, str) else str(as_notes(key))


def check_chain(header: dict[str, Any]) -> None:
    """Refuse a description that is not scalers, and a net in the end.

    Raises
    ------
    ModelFileError
    """
    names, types = ([step[key] for step in header["steps"]] for key in ("name", "type"))
    for kind in types:
        if kind not in ("StandardScaler", *_NETS):
            raise ModelFileError(f"a step of the unknown type {kind[:100]!r}")
    if types[-1] not in _NETS:
        raise ModelFileError("its last step is no net")
    if any(kind in _NETS for kind in types[:-1]):
        raise ModelFileError("it holds more than one net")
    if header["kind"] == "net" and len(names) > 1:
        raise ModelFileError("it is described as a net, and holds other steps")
    if len(set(names)) < len(names):
        raise ModelFileError("two of its steps have one name")


def decoded_array(value: dict[str, Any]) -> NDArray[Any]:
    """Return an array of numbers or text from its JSON.

    Raises
    ------
    ModelFileError
        Another dtype, or none.
    """
    dtype = np.dtype(value["dtype"])
    too_wide = dtype.kind == "U" and dtype.itemsize > 4 * _LONGEST_LABEL
    values = value["values"]
    # Objects, as pandas keeps labels, have to be text or numbers.
    are_scalars = isinstance(values, list) and all(isinstance(v, str | int | float) for v in values)
    if dtype.kind == "O" and are_scalars:
        return np.array(values, dtype=object)
    if dtype.kind not in "biufU" or too_wide or dtype.fields is not None:
        raise ModelFileError(f"an array of dtype {str(dtype)[:50]} is no part of a model")
    array: NDArray[Any] = np.array(values, dtype=dtype)
    return array


def check_state(state: dict[str, Any]) -> None:
    """Refuse fitted attributes that are not known, not of their kind, or contradict each other.

    Raises
    ------
    ModelFileError
    """
    for key, value in state.items():
        if not isinstance(value, _KINDS.get(key, ())) or isinstance(value, bool):
            raise ModelFileError(f"{key[:100]} of a step is not what it has to be")
        if key in _NUMBERS and not _are_numbers(value):
            raise ModelFileError(f"{key} of a step does not hold numbers alone")
    _check_inputs(state)
    if not all(type(loss) in (int, float) for loss in state.get("loss_curve_", [])):
        raise ModelFileError("loss_curve_ of a step does not hold numbers alone")
    for name in ("classes_", "answers_"):
        if name in state:
            _check_labels(name, state[name], is_sorted=name == "classes_")
    if "class_prior_" in state and state["class_prior_"].shape != state["classes_"].shape:
        raise ModelFileError("class_prior_ has not one number for each class")


def _check_inputs(state: dict[str, Any]) -> None:
    n_features, shape = state["n_features_in_"], state.get("image_shape_", ())
    values = 1
    for side in shape or (n_features,):
        values *= side
    if values != n_features or not 0 < n_features <= _MOST_VALUES or any(s < 1 for s in shape):
        raise ModelFileError(f"{n_features} features are not images of {shape}")
    if "feature_names_in_" in state and state["feature_names_in_"].shape != (n_features,):
        raise ModelFileError(f"feature_names_in_ does not name {n_features} features")


def _are_numbers(value: object) -> bool:
    if value is None:
        return True
    array = np.asarray(value)
    return array.dtype.kind in "iuf" and array.ndim <= 1 and bool(np.isfinite(array).all())


def _check_labels(name: str, labels: NDArray[Any], *, is_sorted: bool) -> None:
    values = labels.tolist()
    if labels.ndim != 1 or len(values) < 1 + is_sorted or len(set(values)) < len(values):
        raise ModelFileError(f"{name} does not hold labels, each once")
    if is_sorted and not all(one < other for one, other in pairwise(values)):
        raise ModelFileError(f"{name} is not sorted")


def check_weights(weights: Mapping[str, torch.Tensor], wanted: Mapping[str, torch.Tensor]) -> None:
    """Refuse tensors that are not those of a module, or hold what is no number.

    Parameters
    ----------
    weights : mapping of str to tensor
    wanted : mapping of str to tensor
        The state of the module, of which no value is needed.

    Raises
    ------
    ModelFileError
    """
    if set(weights) != set(wanted):
        odd = min(set(weights) ^ set(wanted))
        raise ModelFileError(f"the model does not fit its description (the tensor {odd[:100]!r})")
    for name, tensor in weights.items():
        have, need = (tensor.shape, tensor.dtype), (wanted[name].shape, wanted[name].dtype)
        if have != need:
            raise ModelFileError(
                f"the model does not fit its description ({name[:100]} is {tuple(have[0])}, "
                f"{have[1]}, and has to be {tuple(need[0])}, {need[1]})"
            )
        if not bool(tensor.isfinite().all()):
            raise ModelFileError(f"{name[:100]} holds what is no finite number: it cannot answer")
