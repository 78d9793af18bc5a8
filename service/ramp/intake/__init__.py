"""The gate for new practice records: reads what was sent, checks it against the graph, says what to mend and where.

Nothing here stores anything, opens a connection or follows a reference. Data flows through the modules in this order:
`readers` (bytes to triples with positions), `check` (ownership, shapes, personal data, duplicates), `render` (reports).
"""
