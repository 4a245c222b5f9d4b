"""Readers: every list, board and figure, as frozen rows and inside a jurisdiction.

A reader is made of a database and a `Scope`; whatever it gives back lies in the district of
the scope and in its area. Names and phones come out masked.
"""
