"""The web room: everything that speaks HTTP."""

from ramp.web.app import create_app

__all__ = ["create_app"]
