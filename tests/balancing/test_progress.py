"""How far balancing is, for whoever asks."""

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE

from galaxyzoo_ml.balancing import CloneOversampler, ImageSampler, PixelPCA, RotationOversampler

X = np.random.default_rng(0).integers(0, 256, (70, 8, 8, 3), dtype=np.uint8)
Y = np.repeat(["elliptical", "spiral", "merger"], [40, 20, 10])


@pytest.mark.parametrize(
    "sampler", [CloneOversampler(), RotationOversampler(), ImageSampler(SMOTE())], ids=str
)
def test_balancing_shows_a_bar_where_it_is_asked_for(sampler, capfd):
    sampler.fit_resample(X, Y)
    assert capfd.readouterr() == ("", "")
    sampler.set_params(verbose=1).fit_resample(X, Y)
    printed = capfd.readouterr()
    assert printed.out == ""
    assert "balancing: 100%" in printed.err


def test_an_embedding_shows_a_bar_over_images(capfd):
    ImageSampler(SMOTE(), verbose=1).fit_resample(X, Y)
    assert "embedding: 100%" in (printed := capfd.readouterr().err)
    assert "70/70" in printed
    pca = PixelPCA(verbose=1).fit(X)
    assert "70/70" in capfd.readouterr().err
    pca.transform(X[:5])
    assert "5/5" in capfd.readouterr().err
    PixelPCA().fit(X).transform(X)
    assert capfd.readouterr().err == ""
