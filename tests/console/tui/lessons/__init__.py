"""One test or more for each lesson on speed and size (13 to 19) and on Chinese (20 to 23).

How fast, against the least that could do it, is measured by `tests.bench`; here stands what
must hold on any machine.
"""
