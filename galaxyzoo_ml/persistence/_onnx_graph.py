"""All that happens between decoded pixels and answers, as one torch module."""

from __future__ import annotations

import copy

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from torch import nn

from galaxyzoo_ml._prior_correction import moved
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier, GalaxyVoteRegressor
from galaxyzoo_ml.neural_network.nets._folded import folded
from galaxyzoo_ml.neural_network.training._bytes_to_floats import BytesToFloats
from galaxyzoo_ml.preprocessing import StandardScaler

__all__ = ["OnnxGraph"]


class OnnxGraph(nn.Module):
    """Decoded images in, answers out: what is traced when ONNX is written.

    Parameters
    ----------
    estimator : GalaxyCNNClassifier or GalaxyVoteRegressor
        Fitted.
    steps : list of transformers
        What scales the images before it.
    prior : ndarray of shape (n_classes,), float64, default=None
        What the probabilities are multiplied by before they are normalised again.
    """

    def __init__(
        self,
        estimator: GalaxyCNNClassifier | GalaxyVoteRegressor,
        steps: list[StandardScaler],
        prior: NDArray[np.float64] | None,
    ) -> None:
        super().__init__()
        self.image_shape = estimator.image_shape_
        self.estimator = estimator
        self.members = nn.ModuleList(
            copy.deepcopy(folded(net.module_, exported=True)).cpu() for net in estimator.nets_
        )
        self.prior = None if prior is None else torch.from_numpy(prior)
        # Whatever scales images is an affine map, which an image array tells.
        self.input_dtype = _input_dtype([*steps, estimator])
        images = ImageArray(np.zeros((1, *self.image_shape), self.input_dtype))
        for step in steps:
            images = step.transform(images)
        _, self.to_floats = BytesToFloats.of(images)
        self.resize = _resize_matrix(estimator)

    @property
    def output_names(self) -> list[str]:
        """What `forward` returns."""
        if isinstance(self.estimator, GalaxyCNNClassifier):
            return ["probabilities"]
        dispersed = self.estimator.likelihood == "dirichlet-multinomial"
        return ["fractions", "deviations"] if dispersed else ["fractions"]

    def forward(self, images: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Map (n, height, width, channels) of `input_dtype` to (n, n_labels), float32."""
        x = self.to_floats(images)
        if self.resize is not None:
            x = self.resize @ x @ self.resize.T
        members = list(self.members)
        if isinstance(self.estimator, GalaxyVoteRegressor):
            k = len(self.estimator.answers_)
            moments = self.estimator.answers_of(members, x).float()
            return (moments[:, :k], moments[:, k:])[: len(self.output_names)]
        probabilities = self.estimator.answers_of(members, x)
        if self.prior is not None:
            probabilities = moved(probabilities, self.prior)
        return (probabilities.float(),)


def _input_dtype(steps: list[BaseEstimator]) -> type[np.generic]:
    """Return the dtype of the images that the first of some steps was fitted on."""
    first = steps[0]
    kind = getattr(first, "input_kind_", None)  # models of earlier versions know nothing else
    dtype = getattr(first, "input_dtype_", "uint8") if kind is None else kind.dtype
    return np.float32 if dtype == "float32" else np.uint8


def _resize_matrix(estimator: GalaxyCNNClassifier | GalaxyVoteRegressor) -> torch.Tensor | None:
    """Return the matrix (side, height) that takes a column of pixels to the net's input.

    Cutting out the field and resampling it act on rows and columns alike, one after the other, and
    are linear: the matrix is what the estimator's own view makes of each row of pixels. ONNX's
    own resampling is not the same to the last digits.
    """
    view, (height, width, channels) = estimator.view(), estimator.image_shape_
    if view.shape == (height, width, channels):
        return None
    columns = []
    for row in torch.eye(height):
        stripe = row.view(1, 1, height, 1).expand(1, 1, height, width)
        columns.append(view.plain(stripe)[0, 0, :, 0])
    return torch.stack(columns, dim=1)
