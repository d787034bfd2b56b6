"""A folder of galaxies: pictures beside a table.

The way through it: `load_galaxies` (``_load_galaxies``) reads the table (``_read_table``:
labels.csv, manifest.csv, or the course's training_data.txt by ``_course_table``; ``_one_row_each``
looks for galaxies that stand twice), leaves out what has no good picture (``_status``), and hands
the paths to `galaxyzoo_ml.images.read_stack`. ``_manifest`` is what ``fetch`` writes: a row
(``_cutout_result``) for every galaxy asked for, and a ``_journal`` while a run goes on, which
readers fold in memory.
"""
