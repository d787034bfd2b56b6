"""The regressor of vote fractions."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from numbers import Real
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from sklearn.base import RegressorMixin, _fit_context
from sklearn.utils import Tags, check_random_state
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import check_consistent_length, check_is_fitted
from skorch.callbacks import Callback
from torch import nn

from galaxyzoo_ml._typing import RandomState
from galaxyzoo_ml.neural_network._image_net_estimator import ImageNetEstimator
from galaxyzoo_ml.neural_network._net_estimator import HeldOut
from galaxyzoo_ml.neural_network._shared_docs import fill_docs
from galaxyzoo_ml.neural_network._soft_labels import soft_labels
from galaxyzoo_ml.neural_network.training._vote_loss import VoteLoss, concentration_of

__all__ = ["GalaxyVoteRegressor"]


@fill_docs
class GalaxyVoteRegressor(RegressorMixin, ImageNetEstimator):
    """A convolutional net, or an ensemble of them, that predicts how volunteers vote.

    Galaxy Zoo's truth is a distribution: of forty volunteers, thirty saw a spiral. A classifier
    learns the winner; this regressor learns the fractions, from votes and how many they were, and
    says how sure it is of each. It is a regressor, and not a classifier of several outputs: its
    targets are fractions, its answers are compared with fractions, and the number of votes says
    how much each galaxy teaches.

    Parameters
    ----------
    likelihood : {"dirichlet-multinomial", "multinomial"}, default="dirichlet-multinomial"
        Whether galaxies that look alike may differ in their true fractions (the net then learns
        by how much), or not.
    n_votes : float, default=40.0
        The number of votes of each galaxy, where `fit` is not given them.
    %(architecture)s
    %(start_from)s
    %(input_size)s
    %(field)s
    %(rotation)s
    %(reflect)s
    %(zoom)s
    %(shift)s
    %(brightness)s
    %(n_members)s
    %(max_epochs)s
    %(batch_size)s
    %(optimizer)s
    %(lr)s
    %(lr_schedule)s
    %(momentum)s
    %(weight_decay)s
    %(averaging)s
    %(precision)s
    %(early_stopping)s
    %(validation_fraction)s
    %(n_iter_no_change)s
    %(warm_start)s
    %(checkpoint)s
    %(keep_checkpoint)s
    %(image_shape)s
    %(device)s
    %(n_jobs)s
    %(callbacks)s
    %(random_state)s
    %(verbose)s

    Attributes
    ----------
    answers_ : ndarray of shape (n_answers,)
        What the columns stand for: the names of a DataFrame's columns, or 0, 1, ...
    net_ : skorch.NeuralNetClassifier
        The trained net; its ``module_`` maps (n, channels, height, width) to the logits of the
        mean fractions and, for "dirichlet-multinomial", the logarithm of their concentration.
    %(nets_)s
    history_ : skorch.history.History
        Of `net_`, as of `GalaxyCNNClassifier`; losses are negative log-likelihoods (nats a
        galaxy, without the constant).
    %(loss_curve_)s
    %(n_iter_)s
    %(image_shape_)s
    %(input_kind_)s
    %(n_features_in_)s

    See Also
    --------
    GalaxyCNNClassifier : Learns labels, soft ones too.

    Notes
    -----
    With mean fractions :math:`p` and concentration :math:`A`, the true fractions of a galaxy are
    taken to be Dirichlet(:math:`A p`) and its votes a draw from them (Walmsley et al. 2020, MNRAS
    491, 1554; 2022, MNRAS 509, 3966, there with the concentrations themselves as outputs). Mean
    and concentration are separate outputs here, so that the mean is a plain softmax.

    Examples
    --------
    >>> import numpy as np
    >>> from galaxyzoo_ml.datasets import make_galaxies
    >>> from galaxyzoo_ml.neural_network import GalaxyVoteRegressor
    >>> galaxies = make_galaxies(60, size=48, random_state=0)
    >>> is_spiral = (galaxies.target == "spiral").astype(float)
    >>> votes = np.column_stack([0.1 + 0.8 * is_spiral, 0.9 - 0.8 * is_spiral])
    >>> regressor = GalaxyVoteRegressor(max_epochs=1, random_state=0).fit(galaxies.images, votes)
    >>> fractions, deviations = regressor.predict(galaxies.images, return_std=True)
    >>> fractions.shape, deviations.shape, bool(np.allclose(fractions.sum(axis=1), 1))
    ((60, 2), (60, 2), True)
    """

    _parameter_constraints: dict[str, Any] = {
        **ImageNetEstimator._parameter_constraints,
        "likelihood": [StrOptions({"dirichlet-multinomial", "multinomial"})],
        "n_votes": [Interval(Real, 0, None, closed="neither")],
    }

    answers_: NDArray[Any]

    def __init__(
        self,
        *,
        likelihood: str = "dirichlet-multinomial",
        n_votes: float = 40.0,
        architecture: str | Callable[..., nn.Module] | nn.Module = "course",
        start_from: nn.Module | None = None,
        input_size: int | None = None,
        field: float = 1.0,
        rotation: str = "none",
        reflect: bool | Mapping[str, str] = False,
        zoom: float = 0.0,
        shift: float = 0.0,
        brightness: float = 0.0,
        n_members: int = 1,
        max_epochs: int = 10,
        batch_size: int = 64,
        optimizer: str = "sgd",
        lr: float = 0.01,
        lr_schedule: str = "linear",
        momentum: float = 0.9,
        weight_decay: float = 0.0,
        averaging: float = 0.0,
        precision: str = "auto",
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        n_iter_no_change: int = 10,
        warm_start: bool = False,
        checkpoint: str | Path | None = None,
        keep_checkpoint: bool = False,
        image_shape: tuple[int, int, int] | None = None,
        device: str = "auto",
        n_jobs: int | None = None,
        callbacks: Sequence[Callback] | None = None,
        random_state: RandomState = None,
        verbose: int = 0,
    ) -> None:
        self.likelihood = likelihood
        self.n_votes = n_votes
        self.architecture = architecture
        self.start_from = start_from
        self.input_size = input_size
        self.field = field
        self.rotation = rotation
        self.reflect = reflect
        self.zoom = zoom
        self.shift = shift
        self.brightness = brightness
        self.n_members = n_members
        self.max_epochs = max_epochs
        self.batch_size = batch_size
        self.optimizer = optimizer
        self.lr = lr
        self.lr_schedule = lr_schedule
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.averaging = averaging
        self.precision = precision
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.n_iter_no_change = n_iter_no_change
        self.warm_start = warm_start
        self.checkpoint = checkpoint
        self.keep_checkpoint = keep_checkpoint
        self.image_shape = image_shape
        self.device = device
        self.n_jobs = n_jobs
        self.callbacks = callbacks
        self.random_state = random_state
        self.verbose = verbose

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(
        self,
        X: ArrayLike,
        y: ArrayLike,
        n_votes: ArrayLike | None = None,
        sample_weight: ArrayLike | None = None,
        X_val: ArrayLike | None = None,
        y_val: ArrayLike | None = None,
        n_votes_val: ArrayLike | None = None,
    ) -> Self:
        """Train the net, from fresh weights unless `warm_start` is set.

        Parameters
        ----------
        X : ImageArray, or array-like of shape (n, height, width, channels) or (n, n_features)
        y : array-like or DataFrame of shape (n, n_answers)
            Fractions of votes: not negative, of sum 1 within 0.01.
        n_votes : array-like of shape (n,), default=None
            How many votes each galaxy got. None takes the parameter `n_votes` for all.
        sample_weight : array-like of shape (n,), default=None
            How much each galaxy counts, not negative.
        X_val, y_val : array-like, default=None
            Other galaxies, by which each epoch is judged, as in `GalaxyCNNClassifier.fit`.
        n_votes_val : array-like of shape (n_val,), default=None
            How many votes each of them got; needed with `X_val` if `n_votes` is given.

        Returns
        -------
        self : object

        Raises
        ------
        ValueError
            What are no fractions, numbers of votes that are not positive, lengths that differ,
            `X_val` without what belongs to it, or a net with another number of outputs.
        ImageSizeError
            Images too small for the net, or of a shape that does not suit it.
        DivergedError
            A loss or answers that are no numbers any more: `lr` is too high.
        CheckpointError
            A `checkpoint` of another training.
        """
        starts = self._starts()
        X = self._validated(X, reset=starts is None)
        known = None if starts is None else self.answers_
        self.answers_, votes = self._votes(y, len(X), n_votes, known)
        weights = None if sample_weight is None else self._checked_weights(len(X), sample_weight)
        rng = check_random_state(self.random_state)
        if X_val is not None:
            if y_val is None or (n_votes is None) != (n_votes_val is None):
                raise ValueError("X_val needs y_val and, where n_votes is given, n_votes_val")
            X_val = self._validated_beside(X_val, X)
            _, votes_val = self._votes(y_val, len(X_val), n_votes_val, self.answers_)
            held_out = HeldOut(self._dataset(X_val, votes_val))
        else:
            held_out = self._hold_out(X, votes, np.zeros(len(X), np.int64), rng)
        self._train(X, votes, weights, held_out, rng, starts)
        return self

    def predict(
        self, X: ArrayLike, return_std: bool = False
    ) -> NDArray[np.float64] | tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the expected fractions of votes and, if asked for, how sure they are.

        Parameters
        ----------
        X : ImageArray, or array-like of shape (n, height, width, channels) or (n, n_features)
            Used in batches: the memory does not grow with n.
        return_std : bool, default=False
            Whether deviations are returned, too.

        Returns
        -------
        fractions : ndarray of shape (n, n_answers), float64
            Rows sum to 1; the mean over members.
        deviations : ndarray of shape (n, n_answers), float64
            One standard deviation of a galaxy's true fractions, before any votes are counted:
            the spread that the net has learnt, and that between members.

        Raises
        ------
        ValueError
            `return_std` for "multinomial", which knows no spread.
        """
        if return_std and not self._dispersed:
            raise ValueError("return_std needs likelihood='dirichlet-multinomial'")
        check_is_fitted(self)
        k = len(self.answers_)
        found = self._of_modules(X, self.answers_of)
        fractions = found[:, :k]
        return (fractions, found[:, k:]) if return_std else fractions

    def answers_of(self, modules: list[nn.Module], x: torch.Tensor) -> torch.Tensor:
        """Return what modules make of a batch; for what exports it.

        Parameters
        ----------
        modules : list of torch.nn.Module
        x : tensor of shape (n, channels, side, side)

        Returns
        -------
        tensor of shape (n, 2 * n_answers), float64
            Mean fractions and their deviations, side by side.
        """
        k = len(self.answers_)
        outputs = torch.stack([module(x).double() for module in modules])
        means = outputs[..., :k].softmax(dim=-1)
        variance = means.var(dim=0, unbiased=False)
        if self._dispersed:
            total = concentration_of(outputs.flatten(0, 1)).view(len(modules), -1, 1)
            variance = variance + (means * (1 - means) / (total + 1)).mean(dim=0)
        return torch.cat([means.mean(dim=0), variance.sqrt()], dim=1)

    @property
    def _dispersed(self) -> bool:
        return self.likelihood == "dirichlet-multinomial"

    def _criterion(self) -> Callable[[], nn.Module]:
        return partial(VoteLoss, dispersed=self._dispersed)

    def _outputs(self) -> list[Hashable]:
        answers: list[Hashable] = self.answers_.tolist()
        return [*answers, None] if self._dispersed else answers  # None: the concentration

    def _votes(
        self, y: ArrayLike, n: int, n_votes: ArrayLike | None, known: NDArray[Any] | None
    ) -> tuple[NDArray[Any], NDArray[np.float32]]:
        """Return the names of the answers, and the votes that each got."""
        if np.ndim(y) != 2:
            raise ValueError(f"y has shape {np.shape(y)}: fractions of shape (n, n_answers) needed")
        answers, fractions = soft_labels(y)
        check_consistent_length(np.empty(n), fractions)
        if known is not None and not np.array_equal(answers, known):
            raise ValueError(f"y has the answers {answers.tolist()}, not {known.tolist()}")
        counts = np.asarray(self.n_votes if n_votes is None else n_votes, dtype=np.float64)
        if n_votes is not None and counts.shape not in ((), (n,)):
            raise ValueError(f"n_votes has shape {counts.shape} for {n} galaxies")
        if not (np.isfinite(counts).all() and (counts > 0).all()):
            raise ValueError("n_votes has to be positive for every galaxy")
        votes = fractions * np.broadcast_to(counts, (n,))[:, None]
        return answers, votes.astype(np.float32)

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.target_tags.single_output = False
        tags.target_tags.multi_output = True
        tags.target_tags.positive_only = True
        return tags
