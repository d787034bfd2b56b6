"""Pictures of catalogue positions, asked for one by one.

The way through it: `fetch_cutouts` finds what is still needed (``_needed_cutouts``), opens the
folder's record (``_cutout_folder``), and lets ``_many_cutouts`` keep a few requests in flight. Each
is made by ``_ask_for_cutout`` to a service (``_services``), and its body is judged by
``_check_cutout`` before it is kept.
"""
