"""Pictures of catalogue positions, asked for one by one.

The way through it: `fetch_cutouts` makes a plan (``_plan``: which galaxies are still needed),
opens the folder's record (``_cutout_folder``), and lets ``_run`` keep a few requests in flight.
Each is asked by ``_client`` of a service (``_services``), and its body is judged by ``_check``
before it is kept.
"""
