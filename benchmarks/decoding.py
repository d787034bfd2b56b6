"""Decoding JPEGs for a net: at a fraction of their size, beside all of it resampled by Pillow.

Then how far the pixels differ, in grey levels, and how many pictures a second the net that ships
takes of a folder, beside decoding alone and the net alone.
"""

import io
import tempfile
import time
from pathlib import Path

import numpy as np
from data import header, real_folder, row
from PIL import Image

from galaxyzoo_ml.datasets import make_galaxies
from galaxyzoo_ml.images import iter_stacks, read_image
from galaxyzoo_ml.persistence import load_pretrained
from galaxyzoo_ml.workflows import predict_pictures

SIZE = 68  # what the net that ships takes
N = 2000


def whole(path):
    """Decode all of a picture, then make it smaller."""
    with Image.open(io.BytesIO(path.read_bytes())) as picture:
        rgb = picture.convert("RGB")
    return np.asarray(rgb.resize((SIZE, SIZE), Image.Resampling.BILINEAR))


def milliseconds(function, paths):
    """Return the CPU time of a call, and what it returned."""
    function(paths[0])  # Pillow loads its decoders once
    started = time.process_time()
    found = [function(path) for path in paths]
    return 1e3 * (time.process_time() - started) / len(paths), np.array(found)


def enlarged(paths, folder):
    """Write pictures at twice their size: 424 pixels, as Galaxy Zoo 2 has them."""
    for path in paths:
        with Image.open(path) as picture:
            size = tuple(2 * side for side in picture.size)
            picture.resize(size, Image.Resampling.BICUBIC).save(folder / path.name, quality=80)
    return sorted(folder.iterdir())


def decoding(paths):
    """Compare the two ways on some pictures."""
    with Image.open(paths[0]) as picture:
        width = picture.width
    scaled, ours = milliseconds(lambda path: read_image(path, size=SIZE), paths)
    peer, theirs = milliseconds(whole, paths)
    row(f"{width} to {SIZE} pixels, CPU an image", scaled, peer, None, "ms")
    difference = np.abs(ours.astype(int) - theirs)
    print(f"  {difference.mean():.3f} grey levels apart, {np.mean(difference > 2):.2%} above 2")


def prediction(paths):
    """Predict files, beside decoding and predicting alone."""
    model = load_pretrained("gz1")
    started = time.perf_counter()
    pixels = np.concatenate([block.pixels for block in iter_stacks(paths, size=SIZE)])
    decoded = time.perf_counter()
    model.predict_proba(pixels)
    asked = time.perf_counter()
    predict_pictures(paths, model)
    seconds = time.perf_counter() - asked
    row(f"{len(paths)} files predicted, beside one after the other", seconds, asked - started,
        max(decoded - started, asked - decoded), "s")  # fmt: skip


def main(folder):
    """Measure on real galaxies where there are some."""
    real = real_folder()
    paths = sorted((real / "images").iterdir())[:N] if real else []
    if not paths:
        for i, pixels in enumerate(make_galaxies(N, size=212, random_state=0).images):
            Image.fromarray(pixels).save(folder / f"{i}.jpg", quality=80)
        paths = sorted(folder.glob("*.jpg"))
    (folder / "large").mkdir()
    header()
    decoding(paths[:500])
    decoding(enlarged(paths[:200], folder / "large"))
    prediction(paths)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        main(Path(temporary))
