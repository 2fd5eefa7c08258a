"""Faust: the app factory, the guard around agent bodies, health."""
