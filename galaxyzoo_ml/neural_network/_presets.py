"""Parameters that belong together."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from torch import nn

from galaxyzoo_ml._labels import MIRRORED_LABELS
from galaxyzoo_ml.neural_network.nets._course_net import CourseNet
from galaxyzoo_ml.neural_network.nets._equivariant_net import EquivariantNet
from galaxyzoo_ml.neural_network.nets._residual_net import ResidualNet

__all__ = ["ARCHITECTURES", "PRESETS"]

ARCHITECTURES: Mapping[str, type[nn.Module]] = MappingProxyType(
    {"course": CourseNet, "residual": ResidualNet, "equivariant": EquivariantNet}
)
"""The nets that have a name."""

_EQUIVARIANT: dict[str, Any] = {
    "architecture": "equivariant",
    "input_size": 48,
    "field": 0.706,  # 48 of 68 pixels
    "reflect": MIRRORED_LABELS,
    "rotation": "any",
    "zoom": 0.1,
    "shift": 3.0,
    "brightness": 0.1,
    "optimizer": "adamw",
    "lr": 0.02,
    "lr_schedule": "one-cycle",
    "weight_decay": 0.05,
}

PRESETS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "course": MappingProxyType({"architecture": "course", "max_epochs": 10}),
        "fast": MappingProxyType({**_EQUIVARIANT, "max_epochs": 20}),
        "best": MappingProxyType({**_EQUIVARIANT, "max_epochs": 24, "n_members": 4, "n_jobs": -1}),
    }
)
"""Parameters that belong together, by name; see `GalaxyCNNClassifier.from_preset`."""
