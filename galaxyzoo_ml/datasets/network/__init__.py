"""What files and cutouts share on their way through a network.

The way through it: a policy says how patient to be, ``_retry`` what is worth asking again and how
long a server asks to wait, ``_rate_limit`` spaces requests, ``_locked_folder`` keeps a second
process out, ``_progress`` shows how far a run is, ``_loop_thread`` runs asynchronous work for
callers that are not.
"""
