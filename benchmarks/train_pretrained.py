"""Train the net that ships: ``galaxyzoo_ml/persistence/pretrained/gz1.safetensors``.

    python benchmarks/train_pretrained.py            # on all galaxies; writes the file
    python benchmarks/train_pretrained.py --judge    # on four fifths; scores several fields

It runs on one thread, so that the same machine and versions give the same bits. ``--judge`` writes
no file: it trains on the training part of fold 0 of ``galaxy_accuracy.py``, and scores the held-out
fifth as it is, cut out narrower, and seen in a wider field. Up to 1.41 times the width all pixels
are real (the net leaves out the margin of what it is trained on); beyond that the margin is black.
"""

import argparse
import time

import numpy as np
import torch
from data import ROOT, real_folder
from imblearn.pipeline import Pipeline
from PIL import Image
from sklearn.metrics import balanced_accuracy_score, log_loss
from sklearn.model_selection import StratifiedKFold

from galaxyzoo_ml.balancing import RotationOversampler, TemperedStrategy
from galaxyzoo_ml.datasets import CLASS_OF_VOTE, load_galaxies, merge_votes
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier
from galaxyzoo_ml.persistence import save_model
from galaxyzoo_ml.preprocessing import StandardScaler

SIZE = 68  # pixels a side of the stack, of which the net sees the central 48
FILE = ROOT / "galaxyzoo_ml" / "persistence" / "pretrained" / "gz1.safetensors"
NOTES = {
    "name": "gz1",
    "size": SIZE,
    "column": "vote",
    "field": "5.1 Petrosian radii a side, of which the net sees the central 3.6: the central "
    "half of Galaxy Zoo 1's pictures of 423 pixels of 0.024 Petrosian radii",
    "data": "Galaxy Zoo 1, plurality of the votes, 5,331 galaxies",
    "credits": "Galaxy Zoo 1 (Lintott et al. 2008, MNRAS 389, 1179; Lintott et al. 2011, "
    "MNRAS 410, 166); images: Sloan Digital Sky Survey",
    "command": "python benchmarks/train_pretrained.py",
}
WIDTHS = (0.5, 0.7, 0.85, 1.0, 1.2, 1.41, 2.0)


def main():
    """Train and save, or train on a part and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--judge", action="store_true")
    arguments = parser.parse_args()
    if real_folder() is None:
        parser.error("the galaxies of gz1 are not here: set GALAXYZOO_ML_REAL_DATA")
    torch.set_num_threads(1)
    if arguments.judge:
        judge()
        return
    galaxies = load_galaxies(real_folder(), "vote", size=SIZE)
    model = trained(galaxies.images, galaxies.target)
    save_model(model, FILE, notes=NOTES | {"n_train": len(galaxies.target)})
    print(f"wrote {FILE}: {FILE.stat().st_size:,} bytes")
    report("the galaxies it was trained on", model, galaxies.images, galaxies.target)


def trained(images, votes):
    """Return the pipeline, trained."""
    cnn = GalaxyCNNClassifier.from_preset("fast", random_state=0, device="cpu")
    sampler = RotationOversampler(sampling_strategy=TemperedStrategy(0.3), random_state=0)
    started = time.perf_counter()
    model = Pipeline([("balance", sampler), ("scale", StandardScaler()), ("cnn", cnn)])
    model.fit(images, votes)
    print(f"trained on {len(votes):,} galaxies in {time.perf_counter() - started:.0f} s")
    return model


def judge():
    """Train on four fifths, and score the others in several fields."""
    galaxies = load_galaxies(real_folder(), "vote", size=212)  # as the files are
    votes = galaxies.target
    folds = StratifiedKFold(5, shuffle=True, random_state=0).split(votes, votes)
    train, test = next(folds)
    standard = load_galaxies(real_folder(), "vote", size=SIZE)
    model = trained(standard.images[train], votes[train])
    held_out = np.asarray(galaxies.images[test])
    for width in WIDTHS:
        report(f"field x {width}", model, in_field(held_out, width), votes[test])


def in_field(pixels, width):
    """Return pictures whose field is so many times as wide, of the size of the stack."""
    whole = pixels.shape[1]
    if width <= 1:
        margin = round(whole * (1 - width) / 2)
        box, side = (margin, margin, whole - margin, whole - margin), SIZE
    else:
        box, side = (0, 0, whole, whole), round(SIZE / width / 2) * 2
    margin = (SIZE - side) // 2
    seen = np.zeros((len(pixels), SIZE, SIZE, 3), np.uint8)
    for row, picture in zip(seen, pixels, strict=True):
        small = Image.fromarray(picture).resize((side, side), Image.Resampling.BILINEAR, box)
        row[margin : margin + side, margin : margin + side] = small
    return seen


def report(name, model, images, votes):
    """Print the scores of the three classes that the votes make, and of the votes."""
    probabilities = model.predict_proba(images)
    merged, classes = merge_votes(probabilities, model.classes_)
    truth = np.array([CLASS_OF_VOTE[vote] for vote in votes])
    predicted = classes[merged.argmax(axis=1)]
    right = model.classes_[probabilities.argmax(axis=1)] == votes
    print(
        f"{name:32} accuracy {np.mean(predicted == truth):.3f}, balanced "
        f"{balanced_accuracy_score(truth, predicted):.3f}, log loss "
        f"{log_loss(truth, merged, labels=classes):.3f}, accuracy of six {right.mean():.3f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
