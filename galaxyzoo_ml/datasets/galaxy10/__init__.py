"""Galaxy10: two sets of ten classes, each in one HDF5 file.

The way through it: `fetch_galaxy10_sdss` and `fetch_galaxy10_decals` download one file, copy its
images into a stack once, and map that stack.
"""
