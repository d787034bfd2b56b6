"""How each kind of step becomes JSON and tensors, and a step again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted
from torch import nn

from galaxyzoo_ml.exceptions import ModelFileError
from galaxyzoo_ml.neural_network import (
    GalaxyCNNClassifier,
    GalaxyVoteRegressor,
    TableNetClassifier,
)
from galaxyzoo_ml.neural_network._input_kind import InputKind
from galaxyzoo_ml.neural_network._net_estimator import NetEstimator
from galaxyzoo_ml.persistence._schema import check_state, check_weights, decoded_array
from galaxyzoo_ml.preprocessing import StandardScaler

__all__ = ["NETS", "decode_step", "encode_step"]

NETS: dict[str, type[NetEstimator]] = {
    "GalaxyCNNClassifier": GalaxyCNNClassifier,
    "GalaxyVoteRegressor": GalaxyVoteRegressor,
    "TableNetClassifier": TableNetClassifier,
}
_NET_STATE = (
    "loss_curve_", "n_samples_fit_", "classes_", "class_prior_", "answers_", "input_kind_",
)  # fmt: skip
_SCALER_STATE = ("mean_", "var_", "scale_")
_OF_A_MACHINE = (  # and not of a model
    "device", "n_jobs", "checkpoint", "keep_checkpoint", "callbacks",
)  # fmt: skip


def encode_step(name: str, step: BaseEstimator, tensors: dict[str, torch.Tensor]) -> dict[str, Any]:
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
        if hasattr(step, "input_dtype_"):
            state["input_dtype_"] = step.input_dtype_
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
            f"saved; galaxyzoo_ml's {supported} can. Save the net alone, and the rest by skops or "
            "joblib"
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
    module: Callable[..., nn.Module] | nn.Module | None,
    device: str,
) -> tuple[str, BaseEstimator]:
    """Return the name and the estimator that `encode_step` described.

    Raises
    ------
    ModelFileError
        An unknown type, a net whose class is not given, or tensors that do not fit.
    """
    name, kind, state = step["name"], step["type"], _decoded_state(step["state"])
    if kind == "StandardScaler":
        return name, _decoded_scaler(step["params"], state)
    params = {key: value for key, value in step["params"].items() if key not in _OF_A_MACHINE}
    if params.pop("custom_architecture", False):
        if module is None:
            raise ModelFileError(
                "its net is not of this library; give its class, an instance or what makes one "
                "with module="
            )
        params["architecture"] = module
    if params.get("image_shape") is not None:
        params["image_shape"] = tuple(params["image_shape"])
    if isinstance(params.get("reflect"), list):
        params["reflect"] = dict(params["reflect"])
    estimator = NETS[kind](**params)
    estimator._validate_params()
    estimator.device = device
    weights = _weights_of(name, tensors)
    if len(weights) != estimator.n_members:
        raise ModelFileError(f"it holds {len(weights)} nets, not {estimator.n_members}")
    return name, estimator.restore(state, weights, check_weights)


def _weights_of(name: str, tensors: dict[str, torch.Tensor]) -> list[dict[str, torch.Tensor]]:
    """Return the weights of each member of a net, from tensors named ``step/member/weight``."""
    nets: dict[int, dict[str, torch.Tensor]] = {}
    for key, tensor in tensors.items():
        member, _, weight = key.removeprefix(f"{name}/").partition("/")
        if not (key.startswith(f"{name}/") and member.isdecimal() and weight):
            raise ModelFileError(f"the tensor {key[:100]!r} is of no step")
        nets.setdefault(int(member), {})[weight] = tensor
    return [nets[member] for member in sorted(nets)]


def _decoded_state(state: dict[str, Any]) -> dict[str, Any]:
    """Return the fitted attributes, each of its kind and none that is not known."""
    decoded: dict[str, Any] = {key: _decoded(value) for key, value in state.items()}
    if "image_shape_" in decoded:
        decoded["image_shape_"] = tuple(int(side) for side in decoded["image_shape_"])
        if len(decoded["image_shape_"]) != 3:
            raise ModelFileError("image_shape_ is not height, width and channels")
    check_state(decoded)
    if "input_kind_" in decoded:
        decoded["input_kind_"] = InputKind(*decoded["input_kind_"])
        if decoded["input_kind_"].dtype not in ("uint8", "float32"):
            raise ModelFileError("input_kind_ is of no known dtype")
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
    if scaler.var_ is not None:
        scaler._var = scaler.var_
    return scaler


def _net_params(estimator: NetEstimator) -> dict[str, Any]:
    """Return the parameters that JSON can hold; what only mattered in training is left out."""
    params = estimator.get_params(deep=False)
    for only_in_training in (*_OF_A_MACHINE, "start_from"):
        params.pop(only_in_training, None)
    if not isinstance(params["random_state"], int | np.integer):
        params.pop("random_state")
    if isinstance(params.get("class_weight"), dict):
        params.pop("class_weight")  # its keys need not be text, and it only mattered in training
    if not isinstance(params.get("architecture", ""), str):
        del params["architecture"]
        params["custom_architecture"] = True
    return {key: _plain(value) for key, value in params.items()}


def _plain(value: object) -> object:
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    if isinstance(value, Mapping):  # JSON would make text of its keys
        return [[_plain(key), _plain(twin)] for key, twin in value.items()]
    return [_plain(each) for each in value] if isinstance(value, tuple | list) else value


def _encoded(value: object) -> object:
    """Return arrays as lists with their dtype; JSON keeps float64 exactly."""
    if isinstance(value, np.ndarray):
        return {"dtype": value.dtype.str, "values": value.tolist()}
    return _plain(value)


def _decoded(value: object) -> object:
    return decoded_array(value) if isinstance(value, dict) else value
