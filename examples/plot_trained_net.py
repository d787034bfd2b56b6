"""
A trained net, put to use
=========================

The net that ships knows the six votes of Galaxy Zoo 1. Four things to do with it: name galaxies,
find those that look alike, teach it another question with few labels, and hand it to someone who
has no torch. The galaxies here are simulated, the net has learnt from real ones.
"""

import json

import numpy as np
from sklearn.frozen import FrozenEstimator
from sklearn.neighbors import NearestNeighbors
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler as TableScaler

from galaxyzoo_ml.datasets import make_galaxies, merge_votes
from galaxyzoo_ml.inspection import plot_galaxies
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier
from galaxyzoo_ml.persistence import load_pretrained

galaxies = make_galaxies(1_000, "vote", size=68, random_state=0)
images, votes = galaxies.images, galaxies.target
net = load_pretrained("gz1")

# %%
# **Names.** Its answers are votes; `merge_votes` adds them up to the three classes.

probabilities, classes = merge_votes(net.predict_proba(images), net.classes_)
surest = np.argsort(-probabilities, axis=0)[:8].T.ravel()
labels = [f"{classes[p.argmax()]} {p.max():.2f}" for p in probabilities[surest]]
figure = plot_galaxies(images[surest], labels, title="The surest of each class")
figure.savefig("surest.png", dpi=120)

# %%
# **Galaxies that look alike.** What the net knows of a galaxy before it decides is an embedding,
# the same for each way in which a galaxy can be turned.

embedding = TableScaler().fit_transform(net.transform(images))
neighbors = NearestNeighbors(n_neighbors=7).fit(embedding).kneighbors(return_distance=False)
shown = [int(np.flatnonzero(votes == vote)[0]) for vote in np.unique(votes)]
rows = np.column_stack([shown, neighbors[shown]]).ravel()
title = "One galaxy of each kind (left), and those nearest to it"
figure = plot_galaxies(images[rows], votes[rows], title=title)
figure.savefig("neighbors.png", dpi=120)

# %%
# **Another question, few labels.** Do the arms wind like an S or like a Z? A net that starts from
# what the trained one knows, with a new last layer, learns more of it from forty galaxies than one
# that starts from nothing. In the mirror an S is a Z, which both are told; both scale as the
# trained net does.

spirals = make_galaxies(
    400, "vote", size=68, proportions={"spiral_clockwise": 1, "spiral_anticlockwise": 1},
    random_state=1,
)  # fmt: skip
y = np.where(spirals.target == "spiral_clockwise", "Z", "S")
few, others = np.arange(40), np.arange(40, len(y))
for name, start in {"from scratch": None, "fine-tuned": net[-1].net_.module_}.items():
    classifier = GalaxyCNNClassifier.from_preset(
        "fast", start_from=start, reflect={"S": "Z", "Z": "S"}, batch_size=20, max_epochs=40,
        lr=0.005, random_state=0,
    )  # fmt: skip
    model = make_pipeline(FrozenEstimator(net[:-1]), classifier).fit(spirals.images[few], y[few])
    score = model.score(spirals.images[others], y[others])
    print(f"{name:14}{score:6.3f} of {len(others)} named rightly")

# %%
# **Without torch.** One file, decoded pictures in, probabilities out::
#
#     galaxyzoo export --onnx gz1.onnx

try:
    import onnx  # noqa: F401
    import onnxruntime
    import onnxscript  # noqa: F401
except ImportError:
    print("pip install 'galaxyzoo-ml[onnx]' onnxruntime")
else:
    from galaxyzoo_ml.persistence import export_onnx

    export_onnx(net, "gz1.onnx")
    session = onnxruntime.InferenceSession("gz1.onnx")
    (answers,) = session.run(None, {"images": np.asarray(images)})
    names = json.loads(session.get_modelmeta().custom_metadata_map["classes"])
    furthest = np.abs(answers - net.predict_proba(images)).max()
    print(f"{names}\nno probability differs by more than {furthest:.0e}")
