"""Anybody's catalogue: reading it, and finding its galaxies on the sky.

The way through it: `read_catalog` reads CSV, FITS or VOTable with nothing changed;
`find_positions` tells which columns are the id, right ascension and declination, and returns them
in degrees (``_sexagesimal`` parses hours and minutes); `first_of_permutation` draws a sample that
can grow.
"""
