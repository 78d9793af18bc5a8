"""Whether the graph keeps its own rules: shapes for single records, hygiene queries for what holds between them.

Nothing is imported here: who only reads the rules (`shapes`) needs no engine (`running`).
"""
