"""Which mechanism has answered which recommendation: the matrix, its cells, its downloads, and mechanisms compared.

`memory` reads what the matrix is made of once for each version of the graph, `filters` what the reader wants to see of
it, `cells` counts, and the other modules show.
"""
