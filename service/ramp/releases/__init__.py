"""Releases that are kept: what each holds, what changed from one to the next, dumps, feeds and the mirror of a feed.

pieces      a dataset as pieces that share no blank node: what is said of one node in one graph
changes     what changed between two releases, by piece and by node, and in words
log         an append-only list of records in one file, read by position
tables      organisations, instruments, claims, practices, treaty actions as CSV and Parquet
building    one release as a folder, made in a process of its own
shelf       the kept releases, oldest first
cutting     when a release is made, while the service runs
querying    a kept release queried as a whole
stream      the change feed as Linked Data Event Stream
atom        the change feed as Atom
catalog     releases in DCAT
following   the pages of a change feed as read by those who follow it
fetching    the pages of a feed fetched for a copy
copying     the folder of a local copy
mirroring   a local copy that follows a feed
"""
