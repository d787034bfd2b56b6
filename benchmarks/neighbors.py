"""Whether galaxies that are near in a net's embedding look alike: pictures, and agreement.

    python benchmarks/neighbors.py [--seed 0]

The net that ships embeds the galaxies of ``gz2_votes``, which it was not trained on. Ten of them
and the seven nearest to each are drawn into ``build/neighbors.png``. The number: how far the votes
of a galaxy's nearest neighbours are from its own, beside those of galaxies drawn by chance, for
the net's embedding and for `PixelPCA`.
"""

import argparse

import numpy as np
from data import ROOT, real_folder
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler

from galaxyzoo_ml.balancing import PixelPCA
from galaxyzoo_ml.datasets import load_galaxies
from galaxyzoo_ml.inspection import plot_galaxies, save_figure
from galaxyzoo_ml.persistence import load_pretrained

ANSWERS = ["smooth", "featured", "artifact"]
N_SHOWN, N_NEAREST = 10, 7


def main():
    """Embed, look for neighbours, draw, compare votes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    galaxies = load_galaxies(real_folder("gz2_votes"), ANSWERS, id_column="GalaxyID", size=68)
    images, votes = galaxies.images, galaxies.target
    rng = np.random.default_rng(arguments.seed)
    embeddings = {
        "the net that ships": load_pretrained("gz1").transform(images),
        "PixelPCA": PixelPCA(random_state=0).fit_transform(images),
    }
    print("root-mean-square difference of votes to those of")
    for name, embedding in embeddings.items():
        found = nearest(StandardScaler().fit_transform(embedding))
        print(f"{name:24}{difference(votes, found):.3f}")
        if name != "PixelPCA":
            draw(images, votes, found, rng)
    by_chance = rng.integers(len(votes), size=(len(votes), N_NEAREST))
    print(f"{'chance':24}{difference(votes, by_chance):.3f}")


def nearest(coordinates):
    """Return the numbers of the nearest rows of each row."""
    neighbors = NearestNeighbors(n_neighbors=N_NEAREST).fit(coordinates)
    return neighbors.kneighbors(return_distance=False)


def difference(votes, others):
    """Return how far a galaxy's votes are from those of each of the others."""
    return np.sqrt(np.mean((votes[:, None] - votes[others]) ** 2))


def draw(images, votes, found, rng):
    """Draw ten galaxies, each with its neighbours beside it."""
    chosen = rng.choice(len(images), N_SHOWN, replace=False)
    rows = np.column_stack([chosen, found[chosen]]).ravel()
    labels = [f"featured {votes[row, 1]:.2f}" for row in rows]
    title = "Ten galaxies (left), and those nearest to each"
    figure = plot_galaxies(
        images[rows], labels, n_columns=1 + N_NEAREST, max_images=len(rows), title=title
    )
    path = ROOT / "build" / "neighbors.png"
    path.parent.mkdir(exist_ok=True)
    save_figure(figure, path, dpi=110)
    print(f"wrote {path}")


if __name__ == "__main__":
    main()
