"""
Exercise 2.1: creating better training sets
===========================================

Two charges attract, repel or ignore each other. A net of 2-10-10-3 units with tanh (exercise
1.1(e)) is to learn which, from the 121 pairs -5 <= q1, q2 <= 5; only 21 of them are neutral.

(a) Does it help to bring the input to zero mean and unit variance?
(b) Does it help to balance the classes, and how?

Every score is that of pairs which the net has not seen: five folds, three seeds. Scaling and
balancing happen inside the pipeline, so that they know the training folds alone. The sheet's
batches of one are batches of 16 here, with the rate raised from 0.01 to 0.16 in proportion.
"""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from imblearn.over_sampling import SMOTE, RandomOverSampler
from imblearn.pipeline import Pipeline
from imblearn.under_sampling import RandomUnderSampler
from sklearn.base import clone
from sklearn.metrics import balanced_accuracy_score, make_scorer, recall_score
from sklearn.model_selection import GridSearchCV, StratifiedKFold

from galaxyzoo_ml.balancing import CloneOversampler
from galaxyzoo_ml.datasets import make_charges
from galaxyzoo_ml.neural_network import TableNetClassifier
from galaxyzoo_ml.preprocessing import StandardScaler

charges = make_charges()
X, y, classes = charges.data, charges.target, charges.target_names
print(charges.catalog["target"].value_counts().to_string(), end="\n\n")

# %%
# One grid holds every question: a step of a pipeline can be searched like any other parameter. The
# grid is searched once for each seed, which draws the folds, the samples and the initial weights.

STRATEGIES = {
    "none": "passthrough",
    "over-sampling": RandomOverSampler(),
    "cloning": CloneOversampler(),
    "under-sampling": RandomUnderSampler(),
    "SMOTE": SMOTE(),
}
SCALING = {"as they are": "passthrough", "normalised": StandardScaler()}
EPOCHS = (10, 30, 100)
SEEDS = (0, 1, 2)


def recall_of(label):
    """Return a scorer: which fraction of one class is recognised."""
    return make_scorer(recall_score, labels=[label], average="macro", zero_division=0)


SCORERS = {
    "balanced accuracy": make_scorer(balanced_accuracy_score),
    **{label: recall_of(label) for label in classes},
}


def searched(seed):
    """Return the scores of the whole grid with one seed: a row a combination."""
    samplers = [
        step if step == "passthrough" else clone(step).set_params(random_state=seed)
        for step in STRATEGIES.values()
    ]
    net = TableNetClassifier(batch_size=16, lr=0.16, random_state=seed)
    pipeline = Pipeline([("balance", "passthrough"), ("scale", "passthrough"), ("net", net)])
    grid = {"balance": samplers, "scale": list(SCALING.values()), "net__max_epochs": EPOCHS}
    folds = StratifiedKFold(5, shuffle=True, random_state=seed)
    search = GridSearchCV(pipeline, grid, scoring=SCORERS, cv=folds, refit=False, n_jobs=2)
    results = pd.DataFrame(search.fit(X, y).cv_results_)
    names = {str(step): name for step, name in zip(samplers, STRATEGIES, strict=True)}
    scaling = {str(step): name for name, step in SCALING.items()}
    return pd.DataFrame(
        {
            "seed": seed,
            "balancing": results["param_balance"].map(lambda step: names[str(step)]),
            "input": results["param_scale"].map(lambda step: scaling[str(step)]),
            "epochs": results["param_net__max_epochs"].astype(int),
            **{name: results[f"mean_test_{name}"] for name in SCORERS},
        }
    )


table = pd.concat([searched(seed) for seed in SEEDS])

# %%
# The table: means over the folds, then mean and spread over the seeds.

scores = table.groupby(["input", "balancing", "epochs"], sort=False)[list(SCORERS)].agg(
    ["mean", "std"]
)
text = pd.DataFrame(
    {
        column: [f"{mean:.2f} +- {std:.2f}" for mean, std in scores[column].itertuples(index=False)]
        for column in SCORERS
    },
    index=scores.index,
)
print("Balanced accuracy, and recall of each class: mean +- spread over seeds")
print(text.to_string(), end="\n\n")

# %%
# What each measure adds: the difference that it makes with one seed, then mean and standard
# deviation over the seeds. Normalising is compared with the same balancing, and balancing with none
# on the same input.

runs = table.set_index(["input", "balancing", "epochs", "seed"]).sort_index()


def difference(to, base):
    """Return what one way adds to another, by quantity and number of epochs."""
    spread = (runs.loc[to] - runs.loc[base]).groupby("epochs").agg(["mean", "std"])
    return {
        (quantity, f"{epochs} epochs"): f"{row['mean']:+.2f} +- {row['std']:.2f}"
        for quantity in ("balanced accuracy", "neutral")
        for epochs, row in spread[quantity].iterrows()
    }


effects = {
    f"normalising, balanced by {name}": difference(("normalised", name), ("as they are", name))
    for name in STRATEGIES
} | {
    f"{name}, {scaling}": difference((scaling, name), (scaling, "none"))
    for scaling in SCALING
    for name in list(STRATEGIES)[1:]
}
print("What it adds to the balanced accuracy and to the recall of neutral")
print(pd.DataFrame(effects).T.to_string(), end="\n\n")

# %%
# What SMOTE invents: it draws lines between neutral points. A line from one axis to the other
# leaves both: what lies on it has q1 * q2 different from 0, and is labelled neutral all the same.

X_smote, y_smote = SMOTE(random_state=0).fit_resample(X, y)
new = X_smote[len(X) :]
wrong = np.abs(new[:, 0] * new[:, 1]) > 1e-12
print(f"SMOTE makes {len(new)} neutral points; {wrong.sum()} of them have q1 * q2 != 0")

# %%
# The pictures.

figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4.5), layout="constrained")
colours = {"attractive": "tab:blue", "neutral": "0.4", "repulsive": "tab:orange"}
for label in classes:
    left.scatter(*X[y == label].T, s=14, color=colours[label], label=label)
left.scatter(*new[wrong].T, marker="x", color="tab:red", label="SMOTE's, with q1 q2 != 0")
left.scatter(*new[~wrong].T, marker="x", color="tab:green", label="SMOTE's, with q1 q2 = 0")
left.set(xlabel="q1", ylabel="q2", title="What SMOTE takes for neutral", aspect="equal")
left.legend(fontsize=7, loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
for (scaling, strategy), part in scores["neutral"].groupby(level=[0, 1], sort=False):
    line = "-" if scaling == "normalised" else ":"
    colour = f"C{list(STRATEGIES).index(strategy)}"
    right.errorbar(
        EPOCHS, part["mean"], part["std"], ls=line, color=colour, marker="o", ms=3, capsize=2,
        label=strategy if line == "-" else None,
    )  # fmt: skip
right.set_xscale("log")
right.set_xticks(EPOCHS, EPOCHS)
right.minorticks_off()
right.set(xlabel="epochs", ylabel="recall of neutral", ylim=(-0.03, 1.03))
right.set_title("Solid: normalised input. Dotted: as it is.")
right.legend(fontsize=8, frameon=False)
figure.savefig("exercise_2_1.png", dpi=120)
print("wrote exercise_2_1.png")

# %%
# What helped, and why.

print(
    """
(a) Normalising costs time here and wins little. The charges already have mean zero, and a deviation
    of 3.2; dividing by it makes the inputs, and with them the steps of the first layer, smaller.
    After 10 epochs the balanced accuracy is lower by 0.13 to 0.16, but for under-sampling. After 30
    epochs it makes no difference to sets balanced by repetition or SMOTE, and after 100 to none of
    them. Left unbalanced, the net finds the neutral class perhaps later with normalised input
    (-0.19 +- 0.32 in recall after 30 epochs) and perhaps better in the end (+0.20 +- 0.18 after
    100): both are about their spread. Normalising is a remedy for inputs whose scales differ, and
    these have one scale.
(b) Balancing brings the neutral class early. Left alone, the net finds no neutral pair in the first
    10 epochs. Over-sampling, cloning and SMOTE find almost half of them by then, and add 0.3 to 0.6
    in recall after 30 epochs. After 100 they add about 0.2 on the input as it is, one to two
    spreads, and nothing on normalised input: a balanced set saves time rather than lifting the
    ceiling. With both measures the neutral class is learnt: 0.95 to 0.98 of it. Cloning equally
    often is no better than drawing with replacement.
    Under-sampling also finds neutral pairs early, but pays with the others: it trains on about 50
    pairs of 97, and its balanced accuracy is never above that of no balancing.
    SMOTE is not better than repeating points. It works in the plane of the charges, where a line
    from one axis to the other is not neutral: five of its 29 points are labelled wrongly.
"""
)
