"""Galaxies to learn from: fetched, loaded from a folder, or simulated.

``fetch_*`` downloads, ``load_*`` reads what lies on disk, ``make_*`` simulates. All return a
scikit-learn `~sklearn.utils.Bunch` with ``images`` (``data`` where it is a table), ``target``,
``target_names``, ``catalog`` and ``DESCR``. Names are imported when first used, so that simulated
galaxies need no network library.
"""

# The way through it: galaxyzoo1, galaxyzoo2 and galaxy10 are the collections that can be fetched;
# cutouts asks services for pictures of a catalogue, catalogs reads anybody's table;
# folder is what a folder of galaxies is, downloads one verified file, network what both share,
# tables what all readers of tables share;
# simulation stands alone. __init__.pyi lists the public names and where each lives.

from galaxyzoo_ml._lazy_names import lazy_names

__getattr__, __dir__, __all__ = lazy_names(__name__)
