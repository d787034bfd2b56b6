"""``galaxyzoo compare``, as a user types it."""

import subprocess
import sys

import pandas as pd
import pytest
from PIL import Image

from galaxyzoo_ml.cli import main
from galaxyzoo_ml.model_selection import StrategyComparison
from tests.cli.test_train import write_folder

FAST = ["--size", "48", "--epochs", "1", "--cv", "2"]


def compare(*arguments):
    return main(["compare", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path):
    from galaxyzoo_ml.datasets import make_galaxies

    mix = {"elliptical": 2, "edge_on": 1}
    galaxies = make_galaxies(60, size=64, random_state=0, proportions=mix)
    return write_folder(tmp_path / "galaxies", galaxies)


def test_a_whole_comparison(folder, tmp_path, capsys):
    out = tmp_path / "new" / "out"
    strategies = ["--strategies", "none", "class-weight", "rotation-prior"]
    assert compare(folder, *FAST, *strategies, "--repeats", 2, "--out", out) == 0
    printed = capsys.readouterr()
    assert printed.err == ""  # nobody watches: no progress bar
    table = pd.read_csv(out / "comparison.csv", keep_default_na=False)
    assert list(table) == ["strategy", "fold", "seed", "metric", "class", "value"]
    assert table["strategy"].unique().tolist() == ["none", "class-weight", "rotation-prior"]
    assert sorted(table["seed"].unique()) == [0, 1]
    assert set(table.loc[table["metric"] == "recall", "class"]) == {"elliptical", "spiral"}
    with Image.open(out / "comparison.png") as picture:
        assert picture.size[0] > 600
    summary = StrategyComparison(table, test_ratio=1).summary()
    means = summary[(summary["strategy"] == "none") & (summary["metric"] == "balanced_accuracy")]
    assert f"{means['mean'].item():.3f}" in printed.out
    for metric in ("accuracy", "balanced_accuracy", "macro_f1"):
        assert f"\n{metric}: " in printed.out  # a sentence on which differences are noise
    assert "Means of 4 folds, and differences to 'none'" in printed.out


def test_the_same_seed_gives_the_same_scores(folder, tmp_path):
    tables = []
    for name in ("one", "two"):
        arguments = [folder, *FAST, "--strategies", "clone", "--seed", 3, "--out", tmp_path / name]
        assert compare(*arguments) == 0
        table = pd.read_csv(tmp_path / name / "comparison.csv")
        tables.append(table[~table["metric"].isin(["fit_seconds", "peak_memory_mb"])])
    pd.testing.assert_frame_equal(*tables)


def test_simulated_galaxies_and_one_strategy(tmp_path, capsys):
    arguments = ["--simulate", 200, *FAST, "--strategies", "undersample", "--out", tmp_path]
    assert compare(*arguments) == 0
    assert "differences" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--strategies", "rotate"], "invalid choice: 'rotate'"),
        (["--cv", "1"], "not a whole number of at least 2"),
        (["--cv", "40"], "the class 'spiral' has 16 galaxies, too few for 40 folds"),
        (["--preset", "huge"], "no preset 'huge'"),
        (["--column", "colour"], "no column 'colour'"),
        (["--simulate", "50"], "either a folder DIR or --simulate"),
    ],
)
def test_bad_input_is_one_line_and_status_2(folder, tmp_path, capsys, arguments, message):
    assert compare(folder, "--size", 48, "--epochs", 1, "--out", tmp_path / "out", *arguments) == 2
    printed = capsys.readouterr()
    assert message in printed.err
    assert printed.err.count("\n") == 1


def test_help_names_the_strategies_and_loads_nothing_heavy():
    code = (
        "import sys; from galaxyzoo_ml.cli import main; main(['compare', '--help'])\n"
        "assert not {'torch', 'sklearn', 'pandas'} & set(sys.modules), 'heavy'"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    for name in ("none", "class-weight", "rotation-tempered"):
        assert name in run.stdout
