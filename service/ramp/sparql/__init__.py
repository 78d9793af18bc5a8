"""The SPARQL room: what a request says, whether it may run, and in which format the answer goes out."""
