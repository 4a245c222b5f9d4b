"""Binjiang district as a demo: real places, invented grids, people and matters."""
