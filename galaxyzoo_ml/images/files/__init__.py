"""Picture files become one stack of pixels, once.

The way through it: `read_stack` takes paths (``_picture_path``: plain files, or members of a ZIP
archive), maps the stack that was made of them before (``_stack_cache``) or has a
``_decoding_pool`` make it on all cores; `iter_stacks` goes through the pool block by block and
keeps nothing. One picture is read by `read_image`, and whether it is sound is decided in
``_whole_picture`` alone, for files, members and bytes that were just downloaded.
"""
