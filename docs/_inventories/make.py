"""Write the small inventories through which intersphinx links to other projects' pages.

The documentation is built without a network, so the few names that it mentions are listed here.
``python docs/_inventories/make.py`` after a change.
"""

from pathlib import Path

HOMES = {
    "python": "https://docs.python.org/3",
    "numpy": "https://numpy.org/doc/stable",
    "scipy": "https://docs.scipy.org/doc/scipy",
    "sklearn": "https://scikit-learn.org/stable",
    "imblearn": "https://imbalanced-learn.org/stable",
    "torch": "https://docs.pytorch.org/docs/stable",
    "skorch": "https://skorch.readthedocs.io/en/stable",
    "pandas": "https://pandas.pydata.org/docs",
    "matplotlib": "https://matplotlib.org/stable",
    "pillow": "https://pillow.readthedocs.io/en/stable",
}

# Project -> role -> page ("$" stands for the name) -> names.
NAMES = {
    "python": {
        "class": {"library/pathlib.html#$": "pathlib.Path"},
        "exception": {
            "library/exceptions.html#$": """
                FileNotFoundError MemoryError OSError TypeError ValueError
            """
        },
    },
    "numpy": {
        "class": {
            "reference/generated/$.html#$": "numpy.ndarray numpy.memmap",
            "reference/random/generator.html#$": "numpy.random.Generator",
        },
    },
    "scipy": {"class": {"reference/generated/$.html#$": "scipy.sparse.csr_array"}},
    "sklearn": {
        "class": {
            "modules/generated/$.html#$": """
                sklearn.base.BaseEstimator
                sklearn.calibration.CalibratedClassifierCV
                sklearn.calibration.CalibrationDisplay
                sklearn.decomposition.PCA
                sklearn.ensemble.StackingClassifier
                sklearn.ensemble.VotingClassifier
                sklearn.frozen.FrozenEstimator
                sklearn.metrics.ConfusionMatrixDisplay
                sklearn.model_selection.GridSearchCV
                sklearn.model_selection.RandomizedSearchCV
                sklearn.model_selection.StratifiedGroupKFold
                sklearn.model_selection.StratifiedKFold
                sklearn.neural_network.MLPClassifier
                sklearn.pipeline.Pipeline
                sklearn.preprocessing.StandardScaler
                sklearn.utils.Bunch
            """
        },
        "function": {
            "modules/generated/$.html#$": """
                sklearn.calibration.calibration_curve
                sklearn.metrics.balanced_accuracy_score
                sklearn.metrics.classification_report
                sklearn.metrics.log_loss
                sklearn.model_selection.cross_validate
                sklearn.model_selection.cross_val_predict
                sklearn.model_selection.learning_curve
                sklearn.model_selection.train_test_split
            """
        },
    },
    "imblearn": {
        "class": {
            "references/generated/$.html#$": """
                imblearn.over_sampling.ADASYN
                imblearn.over_sampling.BorderlineSMOTE
                imblearn.over_sampling.RandomOverSampler
                imblearn.over_sampling.SMOTE
                imblearn.combine.SMOTEENN
                imblearn.combine.SMOTETomek
                imblearn.pipeline.Pipeline
                imblearn.under_sampling.NearMiss
                imblearn.under_sampling.RandomUnderSampler
                imblearn.under_sampling.TomekLinks
            """
        },
    },
    "torch": {
        "class": {
            "generated/$.html#$": "torch.nn.Module",
            "tensors.html#$": "torch.Tensor",
        },
    },
    "skorch": {"class": {"classifier.html#$": "skorch.classifier.NeuralNetClassifier"}},
    "pandas": {"class": {"reference/api/$.html#$": "pandas.DataFrame pandas.Series"}},
    "matplotlib": {
        "class": {
            "api/_as_gen/$.html#$": "matplotlib.axes.Axes",
            "api/figure_api.html#$": "matplotlib.figure.Figure",
        },
    },
    "pillow": {"class": {"reference/Image.html#$": "PIL.Image.Image"}},
}


def write(folder: Path) -> None:
    """Write one inventory for each project into the folder."""
    import sphobjinv

    for project, roles in NAMES.items():
        inventory = sphobjinv.Inventory()
        inventory.project, inventory.version = project, ""
        for role, pages in roles.items():
            for page, names in pages.items():
                inventory.objects += [
                    sphobjinv.DataObjStr(
                        name=name,
                        domain="py",
                        role=role,
                        priority="1",
                        uri=page.replace("$", name),
                        dispname="-",
                    )
                    for name in names.split()
                ]
        data = sphobjinv.compress(inventory.data_file())
        sphobjinv.writebytes(folder / f"{project}.inv", data)


if __name__ == "__main__":
    write(Path(__file__).parent)
