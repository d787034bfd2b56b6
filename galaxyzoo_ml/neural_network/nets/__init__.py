"""Nets as plain torch modules: images in, logits out.

The way through it: `CourseNet` is the net of the course, `ResidualNet` a small residual one,
`EquivariantNet` one whose answer does not depend on how a galaxy is turned (its layers:
``_group_layers``), `DenseNet` the one for tables. ``_embedding`` returns what a net knows before
its last layer.
"""
