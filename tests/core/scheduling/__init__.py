"""Tests of due windows, beats and seals."""
