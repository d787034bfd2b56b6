"""How any net learns: batches in, a trained skorch net out. It knows no estimator.

The way through it: ``_batches`` makes tensors of image arrays or tables, seen through ``_view``
(field, size, augmentation); ``_members`` trains one net or an ensemble (``_net``), under
callbacks: ``_optimization``, ``_averaging``, ``_early_stopping``, ``_checkpoint``, ``_progress``.
``_torch_session`` borrows torch's global state and gives it back.
"""
