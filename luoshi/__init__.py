"""Luoshi 落实: what leaders promise, turned into what offices can prove."""

__version__ = "0.1.0"
