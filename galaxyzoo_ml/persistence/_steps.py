"""How each kind of step becomes JSON and tensors, and a step again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.utils.validation import check_is_fitted
from torch import nn

from galaxyzoo_ml.exceptions import ModelFileError
from galaxyzoo_ml.neural_network import (
    GalaxyCNNClassifier,
    GalaxyVoteRegressor,
    TableNetClassifier,
)
from galaxyzoo_ml.preprocessing import StandardScaler

__all__ = ["NETS", "decode_step", "encode_step"]

NETS: dict[str, type[Any]] = {
    "GalaxyCNNClassifier": GalaxyCNNClassifier,
    "GalaxyVoteRegressor": GalaxyVoteRegressor,
    "TableNetClassifier": TableNetClassifier,
}
_NET_STATE = ("loss_curve_", "n_samples_fit_", "classes_", "class_prior_", "answers_")
_SCALER_STATE = ("mean_", "var_", "scale_")
_KINDS: dict[str, Any] = {
    "mean_": np.ndarray | None, "var_": np.ndarray | None, "scale_": np.ndarray | None,
    "n_samples_seen_": int | float | np.ndarray, "classes_": np.ndarray, "class_prior_": np.ndarray,
    "answers_": np.ndarray, "loss_curve_": list, "n_samples_fit_": int, "n_features_in_": int,
    "image_shape_": tuple, "feature_names_in_": np.ndarray,
}  # fmt: skip


def encode_step(name: str, step: Any, tensors: dict[str, torch.Tensor]) -> dict[str, Any]:
    """Return the JSON of a step, and add its tensors.

    Raises
    ------
    TypeError
        A step of another kind.
    """
    check_is_fitted(step)
    kind = type(step).__name__
    if type(step) is StandardScaler:
        state = {key: _encoded(getattr(step, key)) for key in _SCALER_STATE}
        state["n_samples_seen_"] = _encoded(step.n_samples_seen_)
        params = step.get_params()
    elif NETS.get(kind) is type(step):
        params = _net_params(step)
        state = {key: _encoded(getattr(step, key)) for key in _NET_STATE if hasattr(step, key)}
        for i, net in enumerate(step.nets_):
            for key, tensor in net.module_.state_dict().items():
                tensors[f"{name}/{i}/{key}"] = tensor.detach().cpu().contiguous()
    else:
        supported = ", ".join(["StandardScaler", *NETS])
        raise TypeError(
            f"the step {name!r} is a {kind} of {type(step).__module__.split('.')[0]} and cannot be "
            f"saved; galaxyzoo_ml's {supported} can"
        )
    state["n_features_in_"] = int(step.n_features_in_)
    if hasattr(step, "image_shape_"):
        state["image_shape_"] = list(step.image_shape_)
    if hasattr(step, "feature_names_in_"):
        state["feature_names_in_"] = _encoded(step.feature_names_in_)
    return {"name": name, "type": kind, "params": params, "state": state}


def decode_step(
    step: dict[str, Any],
    tensors: dict[str, torch.Tensor],
    module: type[nn.Module] | None,
    device: str | None,
) -> tuple[str, Any]:
    """Return the name and the estimator that `encode_step` described.

    Raises
    ------
    ModelFileError
        An unknown type, a net whose class is not given, or tensors that do not fit.
    """
    name, kind, state = step["name"], step["type"], _decoded_state(step["state"])
    if kind == "StandardScaler":
        return name, _decoded_scaler(step["params"], state)
    if kind not in NETS:
        raise ModelFileError(f"a step of the unknown type {kind!r}")
    params = dict(step["params"])
    if params.pop("custom_architecture", False):
        if module is None:
            raise ModelFileError("its net is not of this library; give its class with module=")
        params["architecture"] = module
    if params.get("image_shape") is not None:
        params["image_shape"] = tuple(params["image_shape"])
    if isinstance(params.get("reflect"), list):
        params["reflect"] = dict(params["reflect"])
    estimator = NETS[kind](**params)
    estimator._validate_params()
    estimator.device = device or _present(estimator.device)
    weights = _weights_of(name, tensors)
    if len(weights) != params.get("n_members", 1):
        raise ModelFileError(f"it holds {len(weights)} nets, not {params.get('n_members', 1)}")
    return name, estimator._restore(state, weights)


def _weights_of(name: str, tensors: dict[str, torch.Tensor]) -> list[dict[str, torch.Tensor]]:
    """Return the weights of each net of a step, from tensors named ``step/net/weight``."""
    nets: dict[int, dict[str, torch.Tensor]] = {}
    for key, tensor in tensors.items():
        step, member, rest = key.split("/", 2)
        if step == name:
            nets.setdefault(int(member), {})[rest] = tensor
    return [nets[member] for member in sorted(nets)]


def _decoded_state(state: dict[str, Any]) -> dict[str, Any]:
    """Return the fitted attributes, each of its kind and none that is not known."""
    decoded = {key: _decoded(value) for key, value in state.items()}
    if "image_shape_" in decoded:
        decoded["image_shape_"] = tuple(int(side) for side in decoded["image_shape_"])
    for key, value in decoded.items():
        if not isinstance(value, _KINDS.get(key, ())):
            raise ModelFileError(f"{key} of a step is not what it has to be")
    n_features = decoded["n_features_in_"]
    if np.prod(decoded.get("image_shape_", n_features)) != n_features:
        raise ModelFileError(f"{n_features} features are not images of {decoded['image_shape_']}")
    return decoded


def _decoded_scaler(params: dict[str, Any], state: dict[str, Any]) -> StandardScaler:
    scaler = StandardScaler(**params)
    scaler._validate_params()
    n_columns = state.get("image_shape_", (state["n_features_in_"],))[-1]
    needed = {"mean_": scaler.with_mean, "var_": scaler.with_std, "scale_": scaler.with_std}
    for name, is_needed in needed.items():
        value = state[name]
        if value is None and not is_needed:
            continue
        if np.shape(value) != (n_columns,):
            raise ModelFileError(f"{name} of the scaler has not {n_columns} values")
        if not np.isfinite(value).all() or (name == "scale_" and not np.all(value)):
            raise ModelFileError(f"{name} of the scaler cannot be scaled by")
    for key, value in state.items():
        setattr(scaler, key, value)
    scaler._var = scaler.var_
    return scaler


def _present(device: str) -> str:
    """Return the device if it is there, else the CPU."""
    kind, _, index = device.partition(":")
    is_there = {
        "cuda": int(index or 0) < torch.cuda.device_count(),
        "mps": torch.backends.mps.is_available(),
    }
    return device if is_there.get(kind, True) else "cpu"


def _net_params(estimator: Any) -> dict[str, Any]:
    """Return the parameters that JSON can hold; what only mattered in training is left out."""
    params = estimator.get_params(deep=False)
    for only_in_training in ("callbacks", "checkpoint", "start_from"):
        params.pop(only_in_training, None)
    if not isinstance(params["random_state"], int | np.integer):
        params.pop("random_state")
    if isinstance(params.get("class_weight"), dict):
        params.pop("class_weight")  # its keys need not be text, and it only mattered in training
    if not isinstance(params.get("architecture", ""), str):
        del params["architecture"]
        params["custom_architecture"] = True
    return {key: _plain(value) for key, value in params.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Mapping):  # JSON would make text of its keys
        return [[_plain(key), _plain(twin)] for key, twin in value.items()]
    return list(value) if isinstance(value, tuple) else value


def _encoded(value: Any) -> Any:
    """Return arrays as lists with their dtype; JSON keeps float64 exactly."""
    if isinstance(value, np.ndarray):
        return {"dtype": value.dtype.str, "values": value.tolist()}
    return _plain(value)


def _decoded(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    array: NDArray[Any] = np.array(value["values"], dtype=np.dtype(value["dtype"]))
    return array
