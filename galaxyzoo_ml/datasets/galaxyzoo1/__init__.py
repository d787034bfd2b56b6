"""Galaxy Zoo 1: its catalogue, its labels, its galaxies with pictures.

The way through it: `fetch_galaxyzoo1` draws a sample of `fetch_galaxyzoo1_catalog`, labels it
(``_galaxyzoo1_labels``) and asks ``cutouts`` for pictures. The catalogue's file is downloaded,
read (``_catalog_csv`` or ``_catalog_fits``), checked (``_catalog_checks``) and kept parsed
(``_parsed_copy``).
"""
