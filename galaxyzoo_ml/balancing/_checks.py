"""What samplers, and classifiers around them, check of their input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imblearn.utils import check_target_type
from numpy.typing import NDArray
from sklearn.utils import assert_all_finite, column_or_1d
from sklearn.utils.multiclass import check_classification_targets

from galaxyzoo_ml._base import is_stack, validate_images
from galaxyzoo_ml.images import ImageArray

__all__ = ["class_labels", "images_and_labels", "remember_columns"]


def images_and_labels(
    sampler: Any, X: Any, y: Any, image_shape: Sequence[int] | None = None
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


def class_labels(y: Any) -> NDArray[Any]:
    """Return labels as an array of one dimension, checked as every classifier checks them.

    Raises
    ------
    ValueError
        Labels that are no classes, not finite, or of several outputs.
    """
    labels: NDArray[Any] = column_or_1d(y, warn=True)
    assert_all_finite(labels, input_name="y")
    check_classification_targets(labels)
    return labels


def remember_columns(estimator: Any, X: Any, *fitted: Any) -> None:
    """Set what an estimator knows of the columns of its X, from those fitted inside it.

    Of a stack of images it knows none: others (MAPIE) take ``n_features_in_`` as leave to predict
    rows of that length.
    """
    for name in ("n_features_in_", "feature_names_in_"):
        vars(estimator).pop(name, None)
        for inner in fitted:
            if hasattr(inner, name) and not is_stack(X):
                setattr(estimator, name, getattr(inner, name))
