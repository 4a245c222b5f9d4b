"""Numbered changes of the tables, from nothing to what the models of the core say.

A file per change in ``versions``, named and numbered with four digits (``0002_…``), for both
databases alike. `storage.schema.migrate` runs them inside its own transaction.
"""
