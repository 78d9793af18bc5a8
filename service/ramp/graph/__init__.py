"""The graph as files: names, folders, reading, mappings, derived facts, and the release that is built from them."""
