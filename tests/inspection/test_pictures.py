"""Pictures say what they should; how they look is for eyes."""

import numpy as np
import pytest

from galaxyzoo_ml.datasets import make_galaxies
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.inspection import (
    ConfusionDisplay,
    LossCurveDisplay,
    ReliabilityDisplay,
    plot_galaxies,
    plot_mistakes,
)
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
