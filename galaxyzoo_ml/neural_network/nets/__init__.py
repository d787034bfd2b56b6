"""Nets as plain torch modules: images in, logits out; each says ``embed``, too.

The way through it: `CourseNet` is the net of the course, `ResidualNet` a small residual one,
`EquivariantNet` one whose answer does not depend on how a galaxy is turned (its layers:
``_group_layers``), `DenseNet` the one for tables. ``_net`` says what they have in common,
``_embedding`` serves a module of any other kind, ``_symmetries`` turns and mirrors tensors.
"""
