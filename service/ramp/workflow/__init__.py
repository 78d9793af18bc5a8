"""The way of a submission into the graph: received, checked, reviewed by people, published with its history.

    database     the connection, its transactions and the migrations
    tables       what is kept: accounts, submissions, versions, steps, comments, identifiers, publications
    states       which step leads from which state to which, and who may take it
    gate         the check of what was sent, in a worker process
    receiving    new submissions, amendments, drafts
    reviewing    what curators do: take, comment, clear, return, reject, edit
    minting      permanent identifiers
    provenance   the history as PROV
    journal      what was decided and is to be published, in one transaction each
    publishing   acceptance and withdrawal: tables and graph change together or not at all

Nothing that is not accepted ever enters the graph: the engine only sees what `publishing` gives it.
"""
