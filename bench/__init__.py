"""Benchmarks of the RAMP service side by side with its peers: same data, same queries, same client, one run.

`python -m bench` is the command; `make bench` installs what it needs first. What each part is for:

    seed        the practices of a release, as donors of the skew of synthetic ones
    synthesize  practice graphs of any size, streamed as N-Quads
    mix         the queries, each text new or each text repeated
    client      one HTTP client for all peers, in a process of its own
    peers/      how each peer is set up, loaded, started, measured and stopped
    measure     the plan of a run: who is asked what, how often, in which order
    swap        requests while the graph is replaced beneath them
    report      docs/benchmarks.md from the JSON of a run
"""
