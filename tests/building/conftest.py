"""The workspace that every test of building may begin with."""

from tests.building.leaf import workspace

__all__ = ["workspace"]
