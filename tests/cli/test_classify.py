"""``galaxyzoo classify``, against a real server on this machine."""

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from galaxyzoo_ml.cli import main
from galaxyzoo_ml.datasets import make_galaxies
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier
from galaxyzoo_ml.persistence import save_model
from tests.datasets.cutout_server import CutoutServer, catalog_of

N = 6
VOTES = ["edge_on", "elliptical", "merger"]


@pytest.fixture
def server():
    with CutoutServer() as running:
        yield running


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """Return a net that has seen a few galaxies, and tells votes."""
    galaxies = make_galaxies(
        30, "vote", size=64, random_state=0, proportions=dict.fromkeys(VOTES, 1)
    )
    net = GalaxyCNNClassifier(max_epochs=1, random_state=0).fit(galaxies.images, galaxies.target)
    path = tmp_path_factory.mktemp("model") / "model.safetensors"
    save_model(net, path)
    return path


@pytest.fixture
def catalog():
    return catalog_of(N).drop(columns="target").assign(radius=np.arange(1, N + 1) * 1.0)


def classify(path, server, model, *arguments):
    options = ["--cutout-url", server.url, "--rate", 1000, "--size", 64, "--model", model]
    return main(["classify", *map(str, [path, *options, *arguments])])


def hours(degrees):
    seconds = round(degrees * 240, 4)
    return f"{int(seconds // 3600):02}:{int(seconds // 60 % 60):02}:{seconds % 60:07.4f}"


def as_degrees(catalog, path):
    catalog.to_csv(path, index=False)


def as_sexagesimal(catalog, path):
    changed = catalog.assign(ra=catalog["ra"].map(hours), dec="-00:05:12.12")
    changed.rename(columns={"ra": "RAJ2000", "dec": "DEJ2000"}).to_csv(path, index=False)


def as_astropy(catalog, path):
    table = pytest.importorskip("astropy.table")
    table.Table.from_pandas(catalog).write(
        path, format="fits" if path.suffix == ".fits" else "votable"
    )


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("mine.csv", as_degrees),
        ("mine.tsv", as_sexagesimal),
        ("mine.fits", as_astropy),
        ("mine.vot", as_astropy),
    ],
)
def test_the_whole_path(tmp_path, server, model, catalog, capsys, name, write):
    write(catalog, tmp_path / name)
    assert classify(tmp_path / name, server, model) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert "6 to ask sdss-dr7 for, at 1000 a second" in printed.out
    assert "every field is 12.8 arcsec wide" in printed.out
    assert sorted(server.numbers) == list(range(N))
    table = pd.read_csv(tmp_path / f"{name}-classified.csv")
    assert table["OBJID"].tolist() == catalog["OBJID"].tolist()
    assert table["radius"].tolist() == catalog["radius"].tolist()
    votes = table[[f"p_{vote}" for vote in VOTES]].to_numpy()
    np.testing.assert_allclose(votes.sum(axis=1), 1, atol=1e-5)
    assert table["predicted"].tolist() == [VOTES[i] for i in votes.argmax(axis=1)]
    np.testing.assert_allclose(table["p_spiral"], table["p_edge_on"])
    np.testing.assert_allclose(table["p_uncertain"], table["p_merger"])
    assert set(table["predicted_class"]) <= {"spiral", "elliptical", "uncertain"}
    assert set(table["status"]) == {"ok"}
    with Image.open(tmp_path / f"{name}-gallery.png") as picture:
        assert picture.size[0] > 500
    n_asked = len(server.numbers)
    assert classify(tmp_path / name, server, model) == 0
    assert "all are there" in capsys.readouterr().out
    assert len(server.numbers) == n_asked


def test_what_fails_keeps_its_row_and_names_its_reason(tmp_path, server, model, catalog, capsys):
    server.faults = {2: ["404"] * 9}
    path = tmp_path / "mine.csv"
    catalog.iloc[::-1].to_csv(path, index=False)
    out = tmp_path / "results" / "out.csv"
    assert classify(path, server, model, "--out", out, "--dir", tmp_path / "there") == 1
    assert "1 failed: http-404" in capsys.readouterr().out
    table = pd.read_csv(out)
    assert table["OBJID"].tolist() == catalog["OBJID"].tolist()[::-1]
    failed = table.iloc[N - 1 - 2]
    assert failed["status"] == "failed"
    assert failed["reason"].startswith("http-404")
    assert failed[["predicted", "p_elliptical", "predicted_class", "cutout"]].isna().all()
    assert table.drop(index=N - 1 - 2)["predicted"].notna().all()
    assert (tmp_path / "results" / "out.csv-gallery.png").exists()
    server.faults = {}
    server.forget()
    assert classify(path, server, model, "--out", out, "--dir", tmp_path / "there") == 0
    assert server.numbers == [2]


def test_one_bad_row_stops_no_other_and_a_repeated_galaxy_is_fetched_once(
    tmp_path, server, model, catalog, capsys
):
    catalog = catalog.astype({"OBJID": object})
    catalog.loc[1, "radius"] = -9999
    catalog.loc[2, "dec"] = np.nan
    catalog.loc[3, "OBJID"] = None
    catalog = pd.concat([catalog, catalog.iloc[[0, 4]]], ignore_index=True)
    catalog.loc[N + 1, "ra"] += 0.01  # another galaxy of the same name
    path = tmp_path / "mine.csv"
    catalog.to_csv(path, index=False)
    options = ["--radius-column", "radius", "--field", 6.4]
    assert classify(path, server, model, *options) == 1
    printed = capsys.readouterr()
    assert "4 rows cannot be asked for, the first is row 1: radius = -9999" in printed.out
    assert printed.err == ""
    assert sorted(server.numbers) == [0, 4, 5]
    table = pd.read_csv(tmp_path / "mine.csv-classified.csv")
    assert len(table) == len(catalog)
    assert np.flatnonzero(table["status"] == "failed").tolist() == [1, 2, 3, N + 1]
    assert table["reason"][[1, 2, 3, N + 1]].tolist() == [
        "radius = -9999.0 is no radius", "dec is missing", "OBJID is missing",
        "its id stands twice, for another field",
    ]  # fmt: skip
    assert table.loc[0, "cutout"] == table.loc[N, "cutout"]
    assert table.loc[0, "predicted"] == table.loc[N, "predicted"]
    assert table["predicted"].isna().tolist() == (table["status"] == "failed").tolist()


def test_a_table_of_a_file_is_asked_for(tmp_path, server, model, catalog, capsys):
    fits = pytest.importorskip("astropy.io.fits")
    table = pytest.importorskip("astropy.table").Table.from_pandas(catalog)
    names = ["FIRST", "SECOND"]
    units = [fits.BinTableHDU(table[i : i + 2], name=name) for i, name in enumerate(names)]
    fits.HDUList([fits.PrimaryHDU(), *units]).writeto(tmp_path / "mine.fits")
    for wanted, expected in (("2", [1, 2]), ("first", [0, 1])):
        server.forget()
        arguments = [
            "--hdu",
            wanted,
            "--dir",
            tmp_path / wanted,
            "--out",
            tmp_path / f"{wanted}.csv",
        ]
        assert classify(tmp_path / "mine.fits", server, model, *arguments) == 0
        assert sorted(server.numbers) == expected
    capsys.readouterr()
    assert classify(tmp_path / "mine.fits", server, model, "--hdu", "THIRD") == 2
    assert (
        "there is no table hdu='THIRD'; there are 1 (FIRST), 2 (SECOND)" in capsys.readouterr().err
    )


def test_nothing_came(tmp_path, server, model, catalog):
    server.always = "404"
    as_degrees(catalog, tmp_path / "mine.csv")
    assert classify(tmp_path / "mine.csv", server, model) == 1
    table = pd.read_csv(tmp_path / "mine.csv-classified.csv")
    assert table["status"].tolist() == ["failed"] * N
    assert table["predicted"].isna().all()
    assert not (tmp_path / "mine.csv-gallery.png").exists()


def test_a_dry_run_asks_for_nothing_and_writes_nothing(tmp_path, server, model, catalog, capsys):
    as_degrees(catalog, tmp_path / "mine.csv")
    arguments = ["--dry-run", "--max", 4, "--rate", 0.5]
    assert classify(tmp_path / "mine.csv", server, model, *arguments) == 0
    printed = capsys.readouterr().out
    assert "4 to ask" in printed
    assert "8 s or more" in printed
    assert server.numbers == []
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]


def test_fields_scaled_to_the_galaxies(tmp_path, server, model, catalog, capsys):
    as_degrees(catalog, tmp_path / "mine.csv")
    options = ["--radius-column", "radius", "--field", 6.4]
    assert classify(tmp_path / "mine.csv", server, model, *options) == 0
    manifest = pd.read_csv(tmp_path / "mine.csv-cutouts" / "manifest.csv")
    np.testing.assert_allclose(manifest["scale"], catalog["radius"] / 10)
    assert "&scale=0.3&" in manifest["url"][2]
    catalog.loc[1, "radius"] = 2.5  # measured anew
    as_degrees(catalog, tmp_path / "mine.csv")
    server.forget()
    assert classify(tmp_path / "mine.csv", server, model, *options) == 0
    assert server.numbers == [1]
    capsys.readouterr()
    assert classify(tmp_path / "mine.csv", server, model) == 2  # fields of one width: elsewhere
    assert "go into another folder" in capsys.readouterr().err


def test_columns_of_the_catalogue_are_not_overwritten(tmp_path, server, model, catalog):
    catalog["Status"] = "observed"
    as_degrees(catalog, tmp_path / "mine.csv")
    assert classify(tmp_path / "mine.csv", server, model) == 0
    table = pd.read_csv(tmp_path / "mine.csv-classified.csv")
    assert set(table["Status"]) == {"observed"}
    assert set(table["galaxyzoo_status"]) == {"ok"}
    assert "galaxyzoo_predicted" in table


@pytest.mark.parametrize(
    ("text", "arguments", "message"),
    [
        (None, [], "No such file"),
        ("id,x,y\n1,2,3\n", [], "like the ra or the dec; there are id, x, y"),
        ("id,ra,dec\n1,2,3\n", ["--dec-column", "y"], "no column 'y'"),
        ("id,ra,dec\n1,2,93\n", [], "row 0 of the catalogue: dec: '93' is not from -90 to 90"),
        ("id,ra,dec\n1,2,3\n", ["--hdu", "1"], "hdu=1 (--hdu) is for a FITS file"),
        ("id,ra [pix],dec\n1,2,3\n", [], "ra [pix] is in 'pix', which is no angle"),
        ("id,ra,dec,r (pix)\n1,2,3,4\n", ["--radius-column", "r (pix)"], "which is no angle"),
        ("587722981742084097,2,3\n", [], "it has no line of names: line 1 holds values"),
        ("id,ra,dec\na/b,2,3\n", [], "cannot be the name of a file"),
        ("id,ra,dec,r\n1,2,3,-9999\n", ["--radius-column", "r"], "r = -9999 is no radius"),
        ("id,ra,dec\n1,2,3\n", ["--radius-column", "r"], "no column 'r'"),
        ("id,ra,dec\n1,2,3\n", ["--service", "hubble"], "hubble"),
        ("id,ra,dec\n1,2,3\n", ["--model", "mine.csv"], "mine.csv"),
        ("id,ra,dec\n1,2,3\n", ["--out", "mine.csv"], "is what is read"),
    ],
)
def test_bad_input_is_one_line_and_status_2(
    tmp_path, server, model, capsys, monkeypatch, text, arguments, message
):
    monkeypatch.chdir(tmp_path)
    if text is not None:
        (tmp_path / "mine.csv").write_text(text)
    assert classify("mine.csv", server, model, *arguments) == 2
    printed = capsys.readouterr()
    assert message in printed.err
    assert printed.err.count("\n") == 1
    assert server.numbers == []
