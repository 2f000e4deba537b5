"""Whoosh, embedded: one folder, one writer, no service beside the forum.

All that knows the library is in here, because nobody develops it any more (docs/decisions).
"""
