"""What the graph says about one node or about itself, for people and machines that follow an IRI.

    addresses    where an IRI of the graph answers on this service, and which IRI an address stands for
    description  the values that a description consists of
    describing   reads a description from the store: what is said of a node, what points to it, what all that is called
    naming       what a node is called, also where the graph gives it no label
    nearby       IRIs that resemble one that does not exist
    words        English and French words for terms of other vocabularies, and the order of properties on a page
    contents     what a named graph holds
    vocabulary   the terms of the ontology, for their page
    rules        the rules of the shapes, for theirs
    indexes      an index beside the graph that follows its snapshots
    catalog      VoID, DCAT and schema.org descriptions of the whole

What reads the store runs in a worker; the rest makes values of values.
"""
