"""The net that ships."""

import re

import numpy as np
import pytest

from galaxyzoo_ml.datasets import (
    CLASS_OF_VOTE,
    MIRRORED_LABELS,
    VOTES,
    load_galaxies,
    make_galaxies,
    merge_votes,
)
from galaxyzoo_ml.persistence import PRETRAINED, describe_model, load_pretrained, pretrained_file


@pytest.mark.parametrize("name", PRETRAINED)
def test_each_is_there_with_a_card_and_notes(name):
    path = pretrained_file(name)
    notes = describe_model(path)["notes"]
    assert notes["name"] == name
    assert {"data", "field", "credits", "command", "n_train"} <= notes.keys()
    assert notes["credits"].split(" (")[0] in path.with_suffix(".md").read_text()


def test_it_knows_the_six_votes_and_the_symmetries_of_the_sky():
    model = load_pretrained("gz1", device="cpu")
    assert set(model.classes_) == set(VOTES)
    images = make_galaxies(30, size=68, random_state=0).images
    upright = model.predict_proba(images)
    np.testing.assert_allclose(model.predict_proba(images.rotate()), upright, atol=1e-5)
    labels = model.classes_.tolist()
    swap = [labels.index(MIRRORED_LABELS.get(label, label)) for label in labels]
    mirrored = model.predict_proba(images.flip())
    np.testing.assert_allclose(mirrored[:, swap], upright, atol=1e-5)


@pytest.mark.parametrize("name", ["gz2", "", "../gz1", "gz1.md", "/etc/passwd"])
def test_no_other_name(name):
    with pytest.raises(ValueError, match="there is no trained net"):
        load_pretrained(name)


def test_it_predicts_its_own_galaxies_as_its_card_says(real_data):
    galaxies = load_galaxies(real_data / "gz1", "vote", size=68, on_suspect="ignore")
    model = load_pretrained("gz1")
    merged, classes = merge_votes(model.predict_proba(galaxies.images), model.classes_)
    truth = np.array([CLASS_OF_VOTE[vote] for vote in galaxies.target])
    accuracy = np.mean(classes[merged.argmax(axis=1)] == truth)
    card = pretrained_file("gz1").with_suffix(".md").read_text()
    (said,) = re.findall(r"trained on: accuracy ([0-9.]+)", card)
    assert accuracy == pytest.approx(float(said), abs=0.0015)
