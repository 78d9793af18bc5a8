"""RAMP, Regional Anti-trafficking Mechanisms and Practices: a knowledge graph and the service that answers from it."""

__version__ = "0.1.0"
