"""Picture files become one stack of pixels, once.

The way through it: `read_stack` names a stack by its files (``_picture_path``: plain files, or
members of a ZIP archive), maps it from the cache or decodes it on all cores (``_read_image``);
`iter_stacks` decodes block by block and keeps nothing.
"""
