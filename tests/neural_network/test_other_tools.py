"""The table of the user guide is what these tests found: each tool is tried on image arrays.

``python -m tests.neural_network.test_other_tools`` writes it again.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from imblearn.ensemble import (
    BalancedBaggingClassifier,
    BalancedRandomForestClassifier,
    EasyEnsembleClassifier,
    RUSBoostClassifier,
)
from imblearn.over_sampling import SMOTE, RandomOverSampler
from imblearn.pipeline import make_pipeline as make_sampling_pipeline
from imblearn.under_sampling import RandomUnderSampler
from mapie.classification import CrossConformalClassifier, SplitConformalClassifier
from sklearn.calibration import CalibratedClassifierCV
from sklearn.decomposition import PCA
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import (
    AdaBoostClassifier,
    BaggingClassifier,
    RandomForestClassifier,
    StackingClassifier,
    VotingClassifier,
)
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.feature_selection import SelectKBest
from sklearn.frozen import FrozenEstimator
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import ConfusionMatrixDisplay
from sklearn.model_selection import (
    FixedThresholdClassifier,
    GridSearchCV,
    HalvingGridSearchCV,
    RandomizedSearchCV,
    StratifiedKFold,
    TunedThresholdClassifierCV,
    cross_val_predict,
    cross_validate,
    learning_curve,
    permutation_test_score,
    train_test_split,
    validation_curve,
)
from sklearn.multiclass import OneVsOneClassifier, OneVsRestClassifier, OutputCodeClassifier
from sklearn.multioutput import ClassifierChain, MultiOutputClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import FunctionTransformer
from sklearn.semi_supervised import SelfTrainingClassifier
from sklearn.utils import resample, shuffle
from skorch import NeuralNetClassifier
from skorch.callbacks import EpochScoring

from galaxyzoo_ml.balancing import (
    ImageSampler,
    PixelPCA,
    PriorCorrectedClassifier,
    ResampledClassifier,
    RotationOversampler,
)
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier
from galaxyzoo_ml.preprocessing import FlattenImages, StandardScaler
from tests.neural_network.nets import TinyNet
from tests.neural_network.small import bytes_and_labels

TABLE = Path(__file__).parents[2] / "docs" / "user_guide" / "other_tools.txt"
HEAD = """\
.. Made by tests/neural_network/test_other_tools.py, which tries each tool; do not edit.

.. list-table::
   :header-rows: 1
   :widths: 38 14 48

   * - Tool
     - Image arrays
     - Where not, or what to know
"""
PIXELS, Y = bytes_and_labels(40)
X = ImageArray(PIXELS)
ROWS = PIXELS.reshape(len(PIXELS), -1)
TWO_TARGETS = np.column_stack([Y, Y])
IN_PART = np.where(np.arange(40) % 3, Y == "dark", -1)  # -1: not labelled
CV = StratifiedKFold(2)


class Seeing(GalaxyCNNClassifier):
    """A net that remembers what the last `fit` was given."""

    seen: type | None = None

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Seeing:
        Seeing.seen = type(X)
        return super().fit(X, y, sample_weight)


def net(**parameters: Any) -> Seeing:
    own = {"architecture": TinyNet, "max_epochs": 2, "batch_size": 8, "lr": 0.1}
    return Seeing(**{**own, "random_state": 0, **parameters})


def flat() -> Seeing:
    return net(image_shape=(6, 6, 3))


def embedded() -> Any:
    return FrozenEstimator(net().fit(X, Y))


def of_resampled() -> Any:
    """An ensemble of nets, each of which has seen another balanced part."""
    members = [
        ResampledClassifier(ImageSampler(RandomUnderSampler(random_state=i)), net(random_state=i))
        for i in range(2)
    ]
    return VotingClassifier([(f"net{i}", each) for i, each in enumerate(members)], voting="soft")


class Lazy(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.LazyLinear(2))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.layers(x.float())


def conformal(model: Any) -> Any:
    split = SplitConformalClassifier(model, confidence_level=0.9, prefit=True)
    split.conformalize(X, Y)
    return split.predict_set(X)


def cross_conformal(model: Any) -> Any:
    return CrossConformalClassifier(model, confidence_level=0.9, cv=2).fit_conformalize(X, Y)


def fit_on_parts() -> Any:
    X_train, _, y_train, _ = train_test_split(X, Y, stratify=Y)
    return net().fit(*shuffle(*resample(X_train, y_train, stratify=y_train)))


def importance_in_an_embedding() -> Any:
    features = embedded().transform(X)
    probe = LogisticRegression().fit(features, Y)
    return permutation_importance(probe, features, Y, n_repeats=1)


LR = {"lr": [0.1, 0.01]}
FOREST = {"sampling_strategy": "all", "replacement": True, "bootstrap": False}


class Tool(NamedTuple):
    """A row of the table: how a tool is used, and what to do where it takes no images."""

    name: str
    use: Callable[[], Any]
    advice: str = ""
    detour: Callable[[], Any] | None = None


BY_ROWS = "flattened rows, and the net's ``image_shape=``"
BY_EMBEDDING = "a frozen net, `PixelPCA` or `FlattenImages` before it"
TOOLS = [
    Tool("train_test_split, shuffle, resample", fit_on_parts),
    Tool("cross_validate, cross_val_predict", lambda: (cross_validate(net(), X, Y, cv=CV),
         cross_val_predict(net(), X, Y, cv=CV, method="predict_proba"))),
    Tool("learning_curve, validation_curve",
         lambda: (learning_curve(net(), X, Y, cv=CV, train_sizes=[0.5, 1.0]),
                  validation_curve(net(), X, Y, cv=CV, param_name="lr", param_range=[0.1]))),
    Tool("permutation_test_score",
         lambda: permutation_test_score(net(), X, Y, cv=CV, n_permutations=1)),
    Tool("GridSearchCV, RandomizedSearchCV", lambda: (GridSearchCV(net(), LR, cv=CV).fit(X, Y),
         RandomizedSearchCV(net(), LR, n_iter=1, cv=CV).fit(X, Y))),
    Tool("HalvingGridSearchCV", lambda: HalvingGridSearchCV(
         net(), LR, cv=CV, resource="max_epochs", min_resources=1, max_resources=2).fit(X, Y),
         'by galaxies, or by ``resource="max_epochs"``',
         lambda: HalvingGridSearchCV(net(), LR, cv=CV, min_resources=20).fit(X, Y)),
    Tool("TunedThresholdClassifierCV, FixedThresholdClassifier",
         lambda: (TunedThresholdClassifierCV(net(), cv=CV).fit(X, Y),
                  FixedThresholdClassifier(net(), threshold=0.3).fit(X, Y))),
    Tool("CalibratedClassifierCV", lambda: (
         CalibratedClassifierCV(embedded(), method="temperature").fit(X, Y),
         CalibratedClassifierCV(net(), cv=CV).fit(X, Y)), "see :doc:`probabilities`"),
    Tool("VotingClassifier", lambda: VotingClassifier([("a", net()), ("b", net())]).fit(X, Y)),
    Tool("StackingClassifier",
         lambda: StackingClassifier([("a", net())], LogisticRegression(), cv=CV).fit(X, Y),
         "without ``passthrough=True``"),
    Tool("OneVsRestClassifier", lambda: OneVsRestClassifier(net()).fit(X, Y)),
    Tool("MultiOutputClassifier", lambda: MultiOutputClassifier(net()).fit(X, TWO_TARGETS)),
    Tool("Pipeline, FeatureUnion", lambda: (
         make_union(net(), PixelPCA(2)).fit(X, Y).transform(X),
         make_pipeline(StandardScaler(), net()).fit(X, Y)),
         "``memory=`` works: content decides"),
    Tool("FunctionTransformer, DummyClassifier", lambda: (
         DummyClassifier().fit(X, Y).score(X, Y),
         make_pipeline(FunctionTransformer(), net()).fit(X, Y))),
    Tool("ConfusionMatrixDisplay and other displays",
         lambda: ConfusionMatrixDisplay.from_estimator(net().fit(X, Y), X, Y)),
    Tool("AdaBoostClassifier",
         lambda: AdaBoostClassifier(net(max_epochs=8), n_estimators=2).fit(X, Y)),
    Tool("BaggingClassifier", lambda: BaggingClassifier(net(), n_estimators=2).fit(X, Y),
         f"``n_members=`` of the net; or {BY_ROWS}",
         lambda: (net(n_members=2).fit(X, Y), BaggingClassifier(flat(), 2).fit(ROWS, Y))),
    Tool("OneVsOneClassifier, OutputCodeClassifier", lambda: OneVsOneClassifier(net()).fit(X, Y),
         BY_ROWS, lambda: (OneVsOneClassifier(flat()).fit(ROWS, Y),
                           OutputCodeClassifier(flat(), random_state=0).fit(ROWS, Y))),
    Tool("ClassifierChain", lambda: ClassifierChain(net()).fit(X, TWO_TARGETS),
         "``MultiOutputClassifier``",
         lambda: MultiOutputClassifier(net()).fit(X, TWO_TARGETS)),
    Tool("SelfTrainingClassifier", lambda: SelfTrainingClassifier(net()).fit(X, IN_PART),
         BY_ROWS, lambda: SelfTrainingClassifier(flat()).fit(ROWS, IN_PART)),
    Tool("permutation_importance",
         lambda: permutation_importance(net().fit(X, Y), X, Y, n_repeats=1),
         "of the columns of an embedding, ``net.transform(X)`` or `PixelPCA`",
         importance_in_an_embedding),
    Tool("PCA, SelectKBest", lambda: PCA(2).fit(X), "`FlattenImages` before them, or `PixelPCA`",
         lambda: (make_pipeline(FlattenImages(), PCA(2)).fit_transform(X), PixelPCA(2).fit(X),
                  make_pipeline(FlattenImages(), SelectKBest(k=3)).fit_transform(X, Y))),
    Tool("LogisticRegression, RandomForestClassifier, KNeighborsClassifier and other learners of "
         "tables", lambda: LogisticRegression().fit(X, Y), BY_EMBEDDING,
         lambda: (make_pipeline(embedded(), LogisticRegression()).fit(X, Y),
                  make_pipeline(PixelPCA(2), KNeighborsClassifier()).fit(X, Y),
                  make_pipeline(FlattenImages(), RandomForestClassifier(2)).fit(X, Y))),
    Tool("imbalanced-learn's Pipeline",
         lambda: make_sampling_pipeline(RotationOversampler(), StandardScaler(), net()).fit(X, Y),
         "with the samplers of :doc:`balancing`"),
    Tool("imbalanced-learn's samplers", lambda: SMOTE().fit_resample(X, Y),
         "inside an `ImageSampler`", lambda: (
             ImageSampler(SMOTE()).fit_resample(X, Y),
             ImageSampler(RandomOverSampler()).fit_resample(X, Y))),
    Tool("BalancedBaggingClassifier",
         lambda: BalancedBaggingClassifier(net(), n_estimators=2).fit(X, Y),
         "a vote of `ResampledClassifier` (below); or " + BY_ROWS,
         lambda: (of_resampled().fit(X, Y), BalancedBaggingClassifier(flat(), 2).fit(ROWS, Y))),
    Tool("BalancedRandomForestClassifier",
         lambda: BalancedRandomForestClassifier(2, **FOREST).fit(X, Y), BY_EMBEDDING,
         lambda: make_pipeline(
             embedded(), BalancedRandomForestClassifier(2, **FOREST)).fit(X, Y).score(X, Y)),
    Tool("EasyEnsembleClassifier, RUSBoostClassifier",
         lambda: EasyEnsembleClassifier(2).fit(X, Y), BY_EMBEDDING,
         lambda: (make_pipeline(embedded(), EasyEnsembleClassifier(2)).fit(X, Y),
                  make_pipeline(PixelPCA(2), RUSBoostClassifier(n_estimators=2)).fit(X, Y))),
    Tool("skorch's callbacks", lambda: net(
         callbacks=[EpochScoring("accuracy", on_train=True, lower_is_better=False)]).fit(X, Y),
         "see :doc:`neural_network`"),
    Tool("skorch's NeuralNetClassifier", lambda: NeuralNetClassifier(
         Lazy, max_epochs=1, verbose=0, criterion=torch.nn.CrossEntropyLoss).fit(
             X, (Y == "dark").astype(np.int64)),
         "pixels arrive channels last and unscaled; "
        "``GalaxyCNNClassifier(architecture=module)`` sees to both",
         lambda: net(architecture=Lazy).fit(X, Y)),
    Tool("MAPIE's classifiers", lambda: conformal(net().fit(X, Y)),
         "``PriorCorrectedClassifier(net, tau=0)`` in place of the net; see :doc:`probabilities`",
         lambda: (conformal(PriorCorrectedClassifier(net(), tau=0).fit(X, Y)),
                  cross_conformal(PriorCorrectedClassifier(net(), tau=0)))),
]  # fmt: skip


def row_of(tool: Tool) -> str:
    """Use a tool, and return its row: whether it hands image arrays on, renders or refuses them."""
    Seeing.seen = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tool.use()
    except (ValueError, UserWarning) as error:
        assert re.search("dim 4|are not images", str(error)), error  # noqa: PT017  and nothing else
        taken = "no"
    else:
        taken = {ImageArray: "yes", np.ndarray: "rendered"}[Seeing.seen or ImageArray]
    return f"   * - {tool.name}\n     - {taken}\n" + f"     - {tool.advice}".rstrip() + "\n"


@pytest.mark.filterwarnings("ignore")  # of other people's tools
@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_a_tool_does_with_images_what_the_table_says(tool: Tool) -> None:
    row = row_of(tool)
    assert row in TABLE.read_text()
    assert bool(tool.advice) or " no\n" not in row
    if tool.detour is not None:
        tool.detour()


def test_the_table_has_no_other_rows() -> None:
    names = [line[7:] for line in TABLE.read_text().splitlines() if line.startswith("   * - ")]
    assert names == ["Tool", *(tool.name for tool in TOOLS)]


if __name__ == "__main__":
    TABLE.write_text(HEAD + "".join(map(row_of, TOOLS)))
