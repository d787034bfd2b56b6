"""One wording for each parameter and attribute that several estimators have."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from textwrap import indent
from typing import TypeVar

__all__ = ["fill_docs"]

T = TypeVar("T")

_TEXTS = """
architecture : {"course", "residual", "equivariant"}, torch.nn.Module class or instance, callable
    The net (`CourseNet`, `ResidualNet`, `EquivariantNet`). A class is called with
    those of ``image_shape``, ``n_classes`` and ``mirror`` that it takes, and so is a function
    that makes a module; an instance is copied and trained on from its weights. They return
    logits, and no softmax of them.
start_from : torch.nn.Module
    A trained net of the same architecture (``trained.net_.module_``) whose weights `fit`
    begins with, all but those of its last layer: to learn another question from few labels.
    Choose a lower `lr` than that of the first training.
input_size : int
    Pixels a side that the net is given; images are resampled without aliasing. None leaves
    them as they are.
field : float
    The central part of the image that the net is given, as a fraction of its side.
rotation : {"none", "quarters", "any"}
    How images are turned while the net learns, anew in each epoch.
reflect : bool or mapping of str to str
    Whether they are mirrored, too. A mirrored clockwise spiral is an anticlockwise one: True
    asserts that no label has a handedness; a mapping says which labels swap
    (`galaxyzoo_ml.datasets.MIRRORED_LABELS`); labels that it does not name are taken to have
    none. It also decides which symmetries the equivariant net knows.
zoom : float
    Sizes are multiplied by exp(u), u uniform between minus and plus this.
shift : float
    The largest shift along each axis, in pixels of the net's input.
brightness : float
    Values, counted from zero, are multiplied by exp(u), u uniform between minus and plus this.
n_members : int
    Nets that are trained from different seeds; their predictions are averaged.
max_epochs : int
    How often the training set is passed through.
batch_size : int
    Rows per step.
optimizer : {"sgd", "adam", "adamw"}
lr : float
    Learning rate.
lr_schedule : {"constant", "linear", "cosine", "one-cycle"}
    How the rate changes, step by step: it stays, falls to zero, or rises and falls.
momentum : float
    Of "sgd".
weight_decay : float
    Of matrices and filters; biases and scales do not decay.
label_smoothing : float
    How much of a label is spread over all classes.
averaging : float
    Decay, step by step, of an average of the weights that replaces them in the end (0.99,
    say). 0 takes the last weights.
precision : {"auto", "float32", "bfloat16"}
    In which products are computed while the net learns; predictions are in float32. "auto" is
    bfloat16 on a CPU that computes in it (AVX512_BF16, AMX), and float32 elsewhere and on a GPU:
    ``history_[-1, "precision"]`` says which. Bits are the same on processors of one kind.
class_weight : "balanced", dict of label to float, or None
    Weights of the classes in the loss, as in scikit-learn; "balanced" counts the weights of
    rows, where `fit` is given them.
early_stopping : bool
    Hold out galaxies, stop when their loss no longer falls, and keep the best epoch. Of an
    `~galaxyzoo_ml.images.ImageArray` whole source images are held out, each once, unmixed and
    unturned, and every row that touches one is dropped: nothing leaks, whatever sampler came
    before. The sources of an ndarray are not known, so that its *rows* are held out, which
    does leak behind a sampler: use an image array, or give `fit` ``X_val`` and ``y_val``.
validation_fraction : float
    The fraction that is held out (of each class, where there are classes).
n_iter_no_change : int
    Epochs without a lower held-out loss after which the training ends.
warm_start : bool
    Whether `fit` begins with the weights of the last one: as many members, of one shape.
checkpoint : path-like
    A file written after each epoch: a fit that was killed goes on from it, to the same bits.
    It needs a whole number as `random_state`, and is removed when the fit is done. Each member
    of an ensemble has a file of its own, kept until all are done.
keep_checkpoint : bool
    Whether the file stays when the fit is done: the same fit, in a script that was killed later,
    then takes the trained net from it.
image_shape : tuple of (height, width, channels)
    How flattened rows are images; one entry may be -1. None refuses flattened rows.
device : str
    Where the net is trained and used: "cpu", "cuda", "cuda:1"; "auto" takes a CUDA device if
    there is one. A base stack of images that fits is kept there.
n_jobs : int
    Torch's number of threads during `fit` and prediction; -1 is all cores. None leaves it as
    it is. The members of an ensemble are trained in so many processes, one thread each.
callbacks : list of skorch callbacks
    One net is listened to by the callbacks as they are (so that optuna's pruning callback
    reports to its study); several by copies. One that raises KeyboardInterrupt at the end of an
    epoch, as skorch's own do, ends the training; Ctrl-C is raised. ``EpochScoring`` and
    ``BatchScoring`` score class numbers, of training or of held-out galaxies; ``LRScheduler``
    needs ``lr_schedule="constant"``.
random_state : int, RandomState or None
    Initial weights, order of batches and augmentation: same seed, same weights, bit for bit,
    on the same machine, versions and number of threads.
verbose : int
    1 shows a progress bar over epochs on standard error (of an ensemble, its first net's).
classes_ : ndarray of shape (n_classes,)
    The labels, sorted.
nets_ : list of skorch.NeuralNetClassifier
    All members; `net_` is the first. They are for reading (``module_``, ``history``): X and y are
    not what skorch's own ``fit``, ``predict`` and ``score`` take.
loss_curve_ : list of float
    The mean training loss of each epoch.
n_iter_ : int
    The number of epochs.
n_samples_fit_ : int
    The number of rows trained on, after whatever balanced them.
class_prior_ : ndarray of shape (n_classes,), float64
    Their mix, weighted: what the probabilities take for granted.
image_shape_ : tuple of int
    Height, width and channels.
input_kind_ : tuple of (dtype, low, high, mean, spread)
    What `fit` saw: "uint8", or "float32" and the values of some images. `predict` warns of
    another kind, and `~galaxyzoo_ml.persistence.export_onnx` writes a file that takes this one.
n_features_in_ : int
    The number of values in a row: of images, height * width * channels.
"""


def fill_docs(cls: type[T]) -> type[T]:
    """Replace each line ``%(name)s`` of a class's docstring by the text of that name.

    Defaults are those of the signature.

    Raises
    ------
    KeyError
        A name without a text.
    """
    if cls.__doc__ is None:  # python -OO
        return cls
    parameters = inspect.signature(cls).parameters

    def filled(line: re.Match[str]) -> str:
        margin, name = line.groups()
        head, *text = _ENTRIES[name].split("\n")
        if name in parameters:
            head += f", default={_shown(parameters[name].default)}"
        return indent("\n".join([head, *text]), margin)

    cls.__doc__ = re.sub(r"^( *)%\((\w+)\)s$", filled, cls.__doc__, flags=re.MULTILINE)
    return cls


def _shown(default: object) -> str:
    return f'"{default}"' if isinstance(default, str) else repr(default)


def _entries(texts: str) -> Mapping[str, str]:
    """Return each entry of a numpydoc section, by name."""
    entries = re.split(r"\n(?=\w)", texts.strip())
    return {entry.split(" : ")[0]: entry for entry in entries}


_ENTRIES = _entries(_TEXTS)
