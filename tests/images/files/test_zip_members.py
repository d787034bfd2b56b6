"""Pictures in a ZIP archive are read where they are."""

import io
import zipfile

import numpy as np
import pytest
from PIL import Image

from galaxyzoo_ml.exceptions import BrokenImageError
from galaxyzoo_ml.images import read_image, read_stack


def jpeg(level):
    buffer = io.BytesIO()
    Image.new("RGB", (20, 20), (level, level, level)).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "pictures.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for i in range(5):
            file.writestr(f"images/{i}.jpg", jpeg(40 * i))
        file.writestr("images/bad.jpg", b"no picture")
        file.writestr("images/bomb.jpg", bytes(70 << 20))
    return zipfile.Path(zipfile.ZipFile(path))


def test_members_become_a_stack_without_being_unpacked(archive, tmp_path):
    paths = [archive / "images" / f"{i}.jpg" for i in range(5)]
    stack = read_stack(paths, cache_dir=tmp_path / "cache")
    assert np.median(stack.pixels, axis=(1, 2, 3)).tolist() == [0, 40, 80, 120, 160]
    again = read_stack(paths, cache_dir=tmp_path / "cache")
    assert again.pixels.filename == stack.pixels.filename
    assert sorted(p.name for p in tmp_path.iterdir()) == ["cache", "pictures.zip"]


def test_another_archive_is_another_stack(archive, tmp_path):
    first = read_stack([archive / "images" / "1.jpg"], cache_dir=tmp_path / "cache")
    with zipfile.ZipFile(tmp_path / "pictures.zip", "w") as file:
        file.writestr("images/1.jpg", jpeg(200))
    changed = zipfile.Path(zipfile.ZipFile(tmp_path / "pictures.zip")) / "images" / "1.jpg"
    second = read_stack([changed], cache_dir=tmp_path / "cache")
    assert np.median(second.pixels) == 200
    assert first.pixels.filename != second.pixels.filename


@pytest.mark.parametrize(
    ("name", "reason"), [("bad", "not a whole"), ("bomb", "too many"), ("none", "no such file")]
)
def test_what_is_no_picture_is_refused(archive, name, reason):
    with pytest.raises(BrokenImageError, match=reason):
        read_image(archive / "images" / f"{name}.jpg")


def test_a_damaged_member_is_refused(archive, tmp_path):
    content = bytearray((tmp_path / "pictures.zip").read_bytes())
    start = content.index(b"images/1.jpg") + len(b"images/1.jpg")
    content[start + 200 : start + 210] = bytes(10)
    (tmp_path / "pictures.zip").write_bytes(content)
    damaged = zipfile.Path(zipfile.ZipFile(tmp_path / "pictures.zip")) / "images" / "1.jpg"
    with pytest.raises(BrokenImageError, match="not a whole picture"):
        read_image(damaged)
