"""The map of the world: who belongs to a body, or is bound by a treaty, on a day."""
