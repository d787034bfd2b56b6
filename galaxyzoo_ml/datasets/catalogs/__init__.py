"""Anybody's catalogue: reading it, and finding its galaxies on the sky.

The way through it: `read_catalog` tells the format by the first bytes (``_sniff_format``) and reads
it with nothing changed (``tables``); `find_positions` tells which columns are the id, right
ascension and declination, and returns them in degrees (``_sexagesimal`` parses hours and minutes);
`first_of_permutation` draws a sample that can grow.
"""
