"""Whole ways from galaxies to results: what the commands do, for Python.

`train_and_judge` trains a classifier and judges it on galaxies that it has not seen;
`predict_pictures` and `embed_pictures` ask a model about picture files; `classify_catalog` goes
from positions on the sky to probabilities. Each prints nothing, and returns an object with tables,
numbers and pictures.
"""

# The way through it: a command of cli parses, calls one function of here, and prints its result.
# Training: _train_and_judge -> _parts (who learns, who judges), _galaxy_classifier (the model),
# _judgement, _abstention -> _training_result, which reports and saves.
# Pictures: _picture_files finds and decodes, _picture_model answers; _predict_pictures,
# _embed_pictures and _classify_catalog (behind _find_fields) make tables of the answers.

from galaxyzoo_ml._lazy_names import lazy_names

__getattr__, __dir__, __all__ = lazy_names(__name__)
