"""What files and cutouts share on their way through a network.

The way through it: `NetworkPolicy` (``_policy``) says how patient to be; ``_http`` makes the
clients, the only ones that know httpx; ``_errors`` puts what went wrong into words;
``_worth_a_retry`` and ``_retry_after`` say whether and when to ask again, ``_backoff`` how long to
wait otherwise; ``_rate_limit`` spaces requests, ``_file_lock`` keeps a second process out,
``_progress`` shows how far a run is, ``_loop_thread`` runs asynchronous work for callers that are
not.
"""
