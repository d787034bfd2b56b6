"""Pictures say what they should; how they look is for eyes."""

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler as TableScaler

from galaxyzoo_ml.datasets import make_charges, make_galaxies
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.inspection import (
    ConfusionDisplay,
    LossCurveDisplay,
    ReliabilityDisplay,
    StrategiesDisplay,
    plot_galaxies,
    plot_mistakes,
    reliability_table,
    save_figure,
)
from galaxyzoo_ml.model_selection import StrategyComparison
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier
from galaxyzoo_ml.preprocessing import StandardScaler


@pytest.fixture(scope="module")
def galaxies():
    return make_galaxies(12, size=32, random_state=0)


def test_galaxies_are_drawn_with_their_labels(galaxies):
    figure = plot_galaxies(galaxies.images, galaxies.target, n_columns=5)
    assert [ax.get_xlabel() for ax in figure.axes] == galaxies.target.tolist()
    np.testing.assert_array_equal(figure.axes[3].images[0].get_array(), galaxies.images[3])


@pytest.mark.parametrize("label", ["spiral", "spiral_anticlockwise 1.00\n588017604144136295"])
def test_labels_of_neighbours_do_not_overlap(galaxies, label):
    figure = plot_galaxies(galaxies.images[:3], [label] * 3)
    figure.draw_without_rendering()
    boxes = [ax.xaxis.label.get_window_extent() for ax in figure.axes]
    assert boxes[0].x1 < boxes[1].x0
    assert boxes[1].x1 < boxes[2].x0


def test_only_what_is_drawn_is_rendered(galaxies):
    many = galaxies.images[np.zeros(10**7, int)]  # 30 GB
    assert len(plot_galaxies(many, max_images=3).axes) == 3


def test_scaled_and_grey_images_can_be_drawn(galaxies, tmp_path):
    scaled = StandardScaler().fit_transform(galaxies.images)
    grey = ImageArray(np.asarray(galaxies.images)[..., :1])
    for images in (scaled, grey, scaled * 0):
        plot_galaxies(images[:2], title="a title").savefig(tmp_path / "galaxies.png")
    assert (tmp_path / "galaxies.png").read_bytes().startswith(b"\x89PNG")


def test_nothing_to_draw(galaxies):
    with pytest.raises(ValueError, match="no galaxies"):
        plot_galaxies(galaxies.images[:0])
    with pytest.raises(ValueError, match="12 images and 3 labels"):
        plot_galaxies(galaxies.images, ["a"] * 3)


def test_mistakes_come_in_order_of_confidence(galaxies):
    p = np.array([[0.6, 0.4], [0.1, 0.9], [0.8, 0.2], [0.7, 0.3]])
    figure = plot_mistakes(galaxies.images[:4], ["b", "b", "b", "a"], p, classes=["a", "b"])
    assert [ax.get_xlabel() for ax in figure.axes] == ["a 80%\nlabel: b", "a 60%\nlabel: b"]
    assert "2 most confident of 2 mistakes in 4" in figure.get_suptitle()
    assert plot_mistakes(galaxies.images[:1], ["a"], p[:1], classes=["a", "b"]) is None


def test_the_confusion_matrix_shows_fractions_of_rows_and_numbers():
    display = ConfusionDisplay.from_predictions(
        list("aabbbb"), list("abbbba"), labels=["a", "b", "c"]
    )
    texts = [text.get_text() for text in display.ax_.texts]
    assert texts[:2] == ["50%\n1", "50%\n1"]
    assert texts[3:5] == ["25%\n1", "75%\n3"]
    assert texts[8] == "0%\n0"  # a class without galaxies


@pytest.mark.parametrize(
    ("normalize", "texts"),
    [
        ("pred", ["50%\n1", "25%\n1", "50%\n1", "75%\n3"]),
        ("all", ["17%\n1", "17%\n1", "17%\n1", "50%\n3"]),
        (None, ["1", "1", "1", "3"]),
    ],
)
def test_fractions_can_be_of_something_else(normalize, texts):
    display = ConfusionDisplay.from_predictions(
        list("aabbbb"), list("abbbba"), normalize=normalize, display_labels=["left", "right"]
    )
    assert [text.get_text() for text in display.ax_.texts] == texts
    assert [label.get_text() for label in display.ax_.get_yticklabels()] == ["left", "right"]


def test_what_a_confusion_matrix_cannot_show():
    with pytest.raises(ValueError, match=r"normalize must be .* got 'row'"):
        ConfusionDisplay.from_predictions(["a", "b"], ["a", "b"], normalize="row")
    with pytest.raises(ValueError, match="2 classes and 1 display_labels"):
        ConfusionDisplay(np.eye(2, dtype=int), display_labels=["a"]).plot()
    assert plt.get_fignums() == []


def test_weights_are_summed():
    display = ConfusionDisplay.from_predictions(["a", "a"], ["a", "b"], sample_weight=[0.5, 1.5])
    assert display.ax_.texts[1].get_text() == "75%\n1.5"


def test_displays_draw_what_an_estimator_says():
    X, y = make_charges(return_X_y=True)
    model = make_pipeline(TableScaler(), LogisticRegression()).fit(X[::2], y[::2])
    X, y = X[1::2], y[1::2]
    confusion = ConfusionDisplay.from_estimator(model, X, y)
    np.testing.assert_array_equal(confusion.confusion_matrix, confusion_matrix(y, model.predict(X)))
    display = ReliabilityDisplay.from_estimator(model, X, y, n_bins=4)
    expected = reliability_table(y, model.predict_proba(X), classes=model.classes_, n_bins=4)
    pd.testing.assert_frame_equal(display.table, expected)


def test_a_notebook_shows_every_picture(galaxies):
    """Pyplot knows the figures, so its ``show`` and the end of a cell find them."""
    p = np.array([[0.6, 0.4], [0.1, 0.9]])
    scores = pd.DataFrame(
        [(name, fold, 0, "accuracy", "", 0.5) for name in ("none", "clone") for fold in range(2)],
        columns=["strategy", "fold", "seed", "metric", "class", "value"],
    )
    comparison = StrategyComparison(scores, test_ratio=1)
    figures = [
        plot_galaxies(galaxies.images[:2]),
        plot_mistakes(galaxies.images[:2], ["b", "a"], p),
        ConfusionDisplay.from_predictions(["a", "b"], ["a", "b"]).figure_,
        ReliabilityDisplay.from_predictions(["a", "b"], p).figure_,
        LossCurveDisplay([1.0]).plot().figure_,
        StrategiesDisplay.from_comparison(comparison).figure_,
        comparison.plot("clone").figure_,
    ]
    assert [plt.figure(number) for number in plt.get_fignums()] == figures


def test_who_gives_axes_or_a_figure_gets_no_other():
    figure = Figure()
    left, right = figure.subplots(1, 2)
    assert LossCurveDisplay([1.0]).plot(left).figure_ is figure
    display = ConfusionDisplay.from_predictions(["a", "b"], ["a", "b"], ax=right)
    assert (display.ax_, display.figure_) == (right, figure)
    assert plt.get_fignums() == []


def test_what_is_saved_is_closed(tmp_path):
    figure = LossCurveDisplay([1.0]).plot().figure_
    with pytest.raises(OSError, match="no_folder"):
        save_figure(figure, tmp_path / "no_folder" / "loss.png")
    assert plt.get_fignums() == []
    save_figure(LossCurveDisplay([1.0]).plot().figure_, tmp_path / "loss.png")
    assert plt.get_fignums() == []
    assert (tmp_path / "loss.png").read_bytes().startswith(b"\x89PNG")


def test_mistakes_of_a_list_of_images_and_more_than_plot_galaxies_would_draw(galaxies):
    images = np.asarray(galaxies.images)[np.zeros(60, int)]
    figure = plot_mistakes(
        list(images), ["a"] * 60, np.tile([0.1, 0.9], (60, 1)), classes=["a", "b"], max_images=55
    )
    assert len(figure.axes) == 55
    assert "55 most confident of 60" in figure.get_suptitle()
    with pytest.raises(ValueError, match="60 images and 1 labels"):
        plot_mistakes(images, ["a"], [[0.1, 0.9]], classes=["a", "b"])


def test_the_held_out_loss_is_drawn_where_there_is_one():
    images, y = make_galaxies(12, size=48, random_state=0).images, np.arange(12) % 2
    net = GalaxyCNNClassifier(max_epochs=2, n_jobs=1, random_state=0)
    alone = LossCurveDisplay.from_estimator(net.fit(images, y))
    assert [line.get_label() for line in alone.ax_.lines if line.get_marker() == "o"] == [
        "training"
    ]
    display = LossCurveDisplay.from_estimator(
        make_pipeline("passthrough", net.fit(images, y, X_val=images[:6], y_val=y[:6]))
    )
    training, held_out = display.ax_.lines
    assert training.get_ydata().tolist() == net.loss_curve_
    assert held_out.get_ydata().tolist() == list(net.history_[:, "valid_loss"])
    assert held_out.get_label() == "held out"


def test_losses_are_drawn_on_axes_whose_ticks_are_fixed():
    ax = Figure().subplots()
    ax.set_xticks([1, 3])
    LossCurveDisplay([1.0, 0.5, 0.4]).plot(ax)
    assert ax.get_xticks().tolist() == [1, 3]


def test_the_loss_curve_starts_at_epoch_one():
    display = LossCurveDisplay([1.0, 0.5], chance=0.9).plot()
    assert display.ax_.lines[0].get_xdata().tolist() == [1, 2]
    assert display.ax_.get_ylabel() == "loss (nats)"


def test_reliability_is_drawn_with_its_spread_and_the_histogram():
    p = np.linspace(0.5, 1, 40)
    display = ReliabilityDisplay.from_predictions(
        ["a"] * 40, np.stack([p, 1 - p], axis=1), classes=["a", "b"], n_bins=4
    )
    diagonal, points = display.ax_.lines[:2]
    np.testing.assert_array_equal(diagonal.get_xdata(), diagonal.get_ydata())
    confidence = np.asarray(points.get_xdata(), dtype=float)
    np.testing.assert_allclose(confidence, p.reshape(4, 10).mean(axis=1))
    assert points.get_ydata().tolist() == [1, 1, 1, 1]
    (above,) = display.ax_.child_axes
    assert sum(bar.get_height() for bar in above.patches) == 40
