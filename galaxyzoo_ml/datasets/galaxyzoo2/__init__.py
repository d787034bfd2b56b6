"""Galaxy Zoo 2's pictures in bulk, with the labels of Galaxy Zoo 1.

The way through it: `fetch_galaxyzoo2_images` downloads the archive and its mapping, joins the
mapping to Galaxy Zoo 1's catalogue, draws a sample and decodes its members where they lie in the
archive.
"""
