"""How any net learns: a config and data in, trained skorch nets out. It knows no estimator.

The way through it: ``_config`` says all that decides, ``_build`` makes nets, ``_members`` trains
them from the start (``train_members``) or for one pass more (``train_further``). Data become
batches in ``_image_dataset`` and ``_table_dataset``: ``_bytes_to_floats``, then ``_view`` (field,
size) with ``_augmentation``. ``_callbacks`` lists what accompanies a training: the rate schedule,
averaged weights, early stopping, checkpoint, divergence, progress. Losses: ``_cross_entropy``,
``_vote_loss``. ``_torch_session`` borrows torch's global state and gives it back.
"""
