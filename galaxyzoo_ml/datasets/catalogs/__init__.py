"""Anybody's catalogue: reading it, and finding its galaxies on the sky.

The way through it: `read_catalog` tells the format by the first bytes (``_sniff_format``) and
reads it with nothing changed (``_read_text`` by its ``_text_layout``, ``_read_described``,
``_read_parquet``; of FITS and VOTable ``_choose_table`` takes one); `find_positions` finds the
columns (``_position_columns``, by ``_ucds`` and ``_known_names``; ``_ids``) and their degrees
(``_coordinate``; ``_written_angles`` and ``_sexagesimal`` parse text); `find_radii` sizes;
`first_of_permutation` draws a sample that can grow.
"""
