"""What samplers, and classifiers around them, check of their input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from imblearn.utils import check_target_type
from numpy.typing import ArrayLike, NDArray
from sklearn import get_config
from sklearn.utils import (
    ClassifierTags,
    Tags,
    assert_all_finite,
    check_consistent_length,
    column_or_1d,
    get_tags,
)
from sklearn.utils.metadata_routing import MetadataRouter, MethodMapping, process_routing
from sklearn.utils.multiclass import check_classification_targets

from galaxyzoo_ml._base import ImageEstimator, is_stack, validate_images
from galaxyzoo_ml._typing import Estimator, ImagesOrTable
from galaxyzoo_ml.images import ImageArray

__all__ = [
    "class_labels",
    "fit_params",
    "images_and_labels",
    "remember_columns",
    "routes_to",
    "set_wrapper_tags",
]


def images_and_labels(
    sampler: ImageEstimator,
    X: ImagesOrTable,
    y: ArrayLike,
    image_shape: Sequence[int] | None = None,
) -> tuple[ImageArray | NDArray[Any], NDArray[Any], bool]:
    """Return images, their labels in one dimension, and whether the labels were one-hot.

    Raises
    ------
    ValueError
        What is no stack of images, labels of several outputs, or another number of them.
    """
    labels, is_one_hot = check_target_type(y, indicate_one_vs_all=True)
    images = validate_images(sampler, X, reset=True, image_shape=image_shape)
    if len(images) != len(labels):
        raise ValueError(
            "Found input variables with inconsistent numbers of samples: "
            f"{len(images)} images and {len(labels)} labels"
        )
    return images, labels, is_one_hot


def class_labels(X: ImagesOrTable, y: ArrayLike) -> NDArray[Any]:
    """Return the labels of X in one dimension, checked as every classifier checks them.

    Raises
    ------
    ValueError
        Labels that are no classes, not finite, of several outputs, or not one for each row of X.
    """
    labels: NDArray[Any] = column_or_1d(y, warn=True)
    assert_all_finite(labels, input_name="y")
    check_classification_targets(labels)
    check_consistent_length(X, labels)
    return labels


def remember_columns(estimator: object, X: ImagesOrTable, *fitted: object) -> None:
    """Set what an estimator knows of the columns of its X, from those fitted inside it.

    Of a stack of images it knows none: others (MAPIE) take ``n_features_in_`` as leave to predict
    rows of that length.
    """
    for name in ("n_features_in_", "feature_names_in_"):
        vars(estimator).pop(name, None)
        for inner in fitted:
            if hasattr(inner, name) and not is_stack(X):
                setattr(estimator, name, getattr(inner, name))


def fit_params(
    estimator: object, sample_weight: ArrayLike | None, params: Mapping[str, Any], n_rows: int
) -> dict[str, Any]:
    """Return what a classifier around another one passes on to the `fit` of the one inside.

    Raises
    ------
    ValueError
        A weight for each row is needed, and none may be negative.
    """
    given = {name: value for name, value in params.items() if value is not None}
    if sample_weight is not None:
        weights = column_or_1d(sample_weight, dtype=np.float64)
        assert_all_finite(weights, input_name="sample_weight")
        if len(weights) != n_rows or weights.min(initial=0) < 0 or not weights.any():
            raise ValueError(
                f"sample_weight must hold {n_rows} numbers, none negative and not all zero; got "
                f"{len(weights)}, the least {weights.min(initial=0):g}"
            )
        given["sample_weight"] = weights
    if get_config()["enable_metadata_routing"] and given:
        return dict(process_routing(estimator, "fit", **given).estimator.fit)
    return given


def routes_to(inner: Estimator, owner: object) -> MetadataRouter:
    """Return scikit-learn's routing of a classifier around another one."""
    return MetadataRouter(owner=type(owner).__name__).add(
        estimator=inner,
        method_mapping=MethodMapping().add(caller="fit", callee="fit"),
    )


def set_wrapper_tags(tags: Tags, estimator: Estimator) -> Tags:
    """Set the tags of a classifier around another one: its own, but of one output alone."""
    inner = get_tags(estimator)
    tags.input_tags = inner.input_tags
    tags.classifier_tags = replace(inner.classifier_tags or ClassifierTags(), multi_label=False)
    tags.target_tags.multi_output = tags.target_tags.two_d_labels = False
    return tags
