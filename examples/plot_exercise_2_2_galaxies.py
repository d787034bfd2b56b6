"""
Exercise 2.2: classify galaxies
===============================

The sheet's letters (a) to (f), with one change: it scales and balances before it splits, which
puts copies of test galaxies into the training set. Here the split (d) comes before (b) and (c).
At the end the sheet's own order is followed once, to see what it would have claimed.

Without arguments the galaxies are simulated; with a folder (``labels.csv`` or the course's
``training_data.txt`` beside the pictures) they are real::

    python examples/plot_exercise_2_2_galaxies.py [FOLDER]
"""

import sys
from collections import Counter

from imblearn.pipeline import Pipeline
from sklearn.dummy import DummyClassifier
from sklearn.metrics import accuracy_score, balanced_accuracy_score, classification_report
from sklearn.model_selection import train_test_split

from galaxyzoo_ml.balancing import RotationOversampler
from galaxyzoo_ml.datasets import load_galaxies, make_galaxies
from galaxyzoo_ml.inspection import ConfusionDisplay, LossCurveDisplay, plot_galaxies
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier
from galaxyzoo_ml.preprocessing import StandardScaler

folder = sys.argv[1] if len(sys.argv) > 1 and __name__ == "__main__" else None

# %%
# **(a) Read the galaxies.** The pixels are decoded once and stay where they are; everything that
# follows moves recipes.

if folder:
    galaxies = load_galaxies(folder, size=120)
else:
    galaxies = make_galaxies(2000, random_state=0)
X, y = galaxies.images, galaxies.target
print("(a)", X)
print("   ", dict(Counter(y.tolist())))
one_of_each = [list(y).index(label) for label in galaxies.target_names]
plot_galaxies(X[one_of_each], galaxies.target_names).savefig("exercise_2_2_galaxies.png", dpi=120)

# %%
# **(d) Split 90 : 10**, before anything is learnt from the galaxies, with the natural mix on both
# sides.

X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.1, stratify=y, random_state=0)
print(f"(d) {len(X_train)} galaxies to train on, {len(X_test)} to test on")

# %%
# **(b) Zero mean and unit variance**, **(c) a balanced training set by rotations**, **(e) the
# network of the sheet** and **(f) ten epochs**. As steps of one pipeline, (b) and (c) see the
# training set alone, and the test set is never resampled.

pipeline = Pipeline(
    [
        ("balance", RotationOversampler(random_state=0)),  # (c)
        ("scale", StandardScaler()),  # (b)
        ("cnn", GalaxyCNNClassifier(max_epochs=10, random_state=0)),  # (e)
    ]
)
pipeline.fit(X_train, y_train)  # (f)
cnn = pipeline["cnn"]
print("(b) mean and deviation of each channel:", pipeline["scale"].mean_, pipeline["scale"].scale_)
print(f"(c) {cnn.n_samples_fit_} images after balancing")
print(f"(e) {sum(p.numel() for p in cnn.net_.module_.parameters()):,} parameters")
print(f"(f) loss after {cnn.n_iter_} epochs: {cnn.loss_curve_[-1]:.3f}")

predicted = pipeline.predict(X_test)
majority = DummyClassifier().fit(y_train, y_train).predict(y_test)
print(classification_report(y_test, predicted, zero_division=0))
LossCurveDisplay.from_estimator(cnn).figure_.savefig("exercise_2_2_loss.png", dpi=120)
confusion = ConfusionDisplay.from_predictions(y_test, predicted, labels=pipeline.classes_)
confusion.figure_.savefig("exercise_2_2_confusion.png", dpi=120)

# %%
# **What the leak would have claimed.** The sheet's order: scale and balance everything, then
# split. Rotated twins of training galaxies are now in the test set, and the rare class, repeated
# many times, is as frequent there as the others.

X_all, y_all = RotationOversampler(random_state=0).fit_resample(X, y)
X_all = StandardScaler().fit_transform(X_all)
leaky_train, leaky_test, leaky_y_train, leaky_y_test = train_test_split(
    X_all, y_all, test_size=0.1, stratify=y_all, random_state=0
)
shared = set(leaky_train.sources) & set(leaky_test.sources)
leaky = GalaxyCNNClassifier(max_epochs=10, random_state=0).fit(leaky_train, leaky_y_train)
claimed = leaky.predict(leaky_test)

rows = {
    "split, then balance (honest)": (y_test, predicted),
    "balance, then split (leaky)": (leaky_y_test, claimed),
    "always the most frequent class": (y_test, majority),
}
print(f"{'':34}{'accuracy':>10}{'balanced accuracy':>20}")
for name, (truth, answer) in rows.items():
    accuracy, balanced = accuracy_score(truth, answer), balanced_accuracy_score(truth, answer)
    print(f"{name:34}{accuracy:10.3f}{balanced:20.3f}")
print(f"{len(shared)} galaxies are on both sides of the leaky split")
