"""A trained net as an ONNX file, for whoever has no torch."""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.utils.validation import check_is_fitted

import galaxyzoo_ml
from galaxyzoo_ml._prior_correction import prior_ratio
from galaxyzoo_ml._typing import Estimator
from galaxyzoo_ml._whole_file import write_whole
from galaxyzoo_ml.balancing import PriorCorrectedClassifier
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier, GalaxyVoteRegressor
from galaxyzoo_ml.persistence._chain import steps_of
from galaxyzoo_ml.persistence._onnx_graph import OnnxGraph
from galaxyzoo_ml.preprocessing import StandardScaler

__all__ = ["export_onnx"]


def export_onnx(estimator: Estimator, path: str | Path) -> None:
    """Write a trained net of images as ONNX, with all that a prediction does inside.

    The file has one input, ``images`` (n, height, width, channels), n free: uint8 as decoded, or
    float32 where the model was fitted on floats. A classifier's has one output,
    ``probabilities`` (n, n_classes), float32. Scaling, the field and its resampling, symmetries,
    the members of an ensemble, softmax and priors are part of the graph. Its metadata hold
    ``classes``, the labels as a JSON list, and ``version``. It is one file. That of a regressor
    of votes has the outputs ``fractions`` and, if it knows them, ``deviations`` (n, n_answers),
    and ``answers`` in its metadata.

    Parameters
    ----------
    estimator : GalaxyCNNClassifier, GalaxyVoteRegressor, Pipeline or PriorCorrectedClassifier
        Fitted. A pipeline may hold a `~galaxyzoo_ml.preprocessing.StandardScaler`; samplers, which
        act during training alone, are left out.
    path : path-like
        Written beside this name and renamed when whole.

    Raises
    ------
    TypeError
        Another model, or a step that ONNX is not written for.
    ValueError
        A net of one's own that takes a fixed number of images.
    ImportError
        onnx or onnxscript are not installed.
    FileNotFoundError
        A folder that is not there.
    sklearn.exceptions.NotFittedError
        A net that was not trained.

    See Also
    --------
    save_model : Writes a file that `load_model` reads.

    Examples
    --------
    >>> from galaxyzoo_ml.persistence import export_onnx, load_pretrained
    >>> export_onnx(load_pretrained("gz1"), "gz1.onnx")  # doctest: +SKIP
    >>> session = onnxruntime.InferenceSession("gz1.onnx")  # doctest: +SKIP
    >>> session.run(None, {"images": pixels})  # doctest: +SKIP
    """
    path = Path(path)
    if not path.parent.is_dir():
        raise FileNotFoundError(f"{path}: there is no folder {path.parent}")
    graph = _graph_of(estimator)
    program = _program(graph)
    name = "classes" if hasattr(graph.estimator, "classes_") else "answers"
    labels = getattr(graph.estimator, f"{name}_").tolist()
    program.model.metadata_props[name] = json.dumps(labels)
    program.model.metadata_props["version"] = galaxyzoo_ml.__version__
    write_whole(path, program.model_proto.SerializeToString())


def _graph_of(estimator: Estimator) -> OnnxGraph:
    """Return the graph of an estimator."""
    check_is_fitted(estimator)
    prior = None
    if isinstance(estimator, PriorCorrectedClassifier):
        prior = prior_ratio(estimator.prior_, estimator.trained_prior_, estimator.tau)
        estimator = estimator.estimator_
    *steps, net = [step for _, step in steps_of(estimator)]
    if not isinstance(net, GalaxyCNNClassifier | GalaxyVoteRegressor):
        raise TypeError(
            "ONNX is written for a GalaxyCNNClassifier or a GalaxyVoteRegressor, not for a "
            f"{type(net).__name__}"
        )
    for step in steps:
        if not isinstance(step, StandardScaler):
            raise TypeError(
                f"ONNX is written for a StandardScaler before the net, not for a "
                f"{type(step).__name__}"
            )
    return OnnxGraph(net, steps, prior).eval()


def _program(graph: OnnxGraph) -> Any:
    """Return the program that torch makes of a graph."""
    try:
        import onnx  # noqa: F401
        import onnxscript  # noqa: F401
    except ImportError as error:
        raise ImportError(
            "ONNX files need onnx and onnxscript: pip install 'galaxyzoo-ml[onnx]'"
        ) from error
    two = torch.from_numpy(
        np.zeros((2, *graph.image_shape), graph.input_dtype)
    )  # 1 would be no free size
    with _silence(), torch.no_grad():
        program: Any = torch.onnx.export(
            graph,
            (two,),
            input_names=["images"],
            output_names=graph.output_names,
            dynamic_shapes=({0: torch.export.Dim("n")},),
            dynamo=True,
            verbose=False,
        )
    if isinstance(program.model.graph.inputs[0].shape[0], int):
        raise ValueError(
            "this net takes a fixed number of images: len(x) and int(...) are constants to ONNX; "
            "use x.shape[0]"
        )
    return program


@contextmanager
def _silence() -> Iterator[None]:
    """Keep to itself what torch says of itself: a deprecation, and that torchvision is missing."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=FutureWarning, module="torch|copyreg")
        logger.setLevel(logging.ERROR)
        try:
            yield
        finally:
            logger.setLevel(level)
