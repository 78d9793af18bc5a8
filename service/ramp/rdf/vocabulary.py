"""The terms of the RAMP ontology as an rdflib namespace; written by `python -m ramp.rdf.writing`."""

from rdflib.namespace import DefinedNamespace, Namespace
from rdflib.term import URIRef


class RAMP(DefinedNamespace):
    """https://w3id.org/ramp/ontology#"""

    _fail = True
    _NS = Namespace("https://w3id.org/ramp/ontology#")

    AgendaItem: URIRef  # agenda item
    Consultation: URIRef  # consultation
    CoverageStatement: URIRef  # coverage statement
    Doubt: URIRef  # doubt
    EvidenceLine: URIRef  # evidence line
    Finding: URIRef  # finding
    Instrument: URIRef  # instrument
    Mandate: URIRef  # mandate
    Measure: URIRef  # recommended measure
    Mechanism: URIRef  # regional mechanism
    MembershipEvent: URIRef  # membership event
    NonPartyObservation: URIRef  # non-party observation
    Participation: URIRef  # participation
    Practice: URIRef  # practice
    Recommendation: URIRef  # recommendation
    Report: URIRef  # report
    ReportedCount: URIRef  # reported count
    ResponseClaim: URIRef  # response claim
    SearchRecord: URIRef  # search record
    State: URIRef  # State or territory
    Step: URIRef  # step of drafting
    TreatyAction: URIRef  # treaty action
    accessedOn: URIRef  # accessed on
    acronym: URIRef  # acronym
    actionDate: URIRef  # action date
    actionKind: URIRef  # action kind
    actor: URIRef  # actor
    adoptedBy: URIRef  # adopted by
    adoptingAct: URIRef  # adopting act
    adoptingBody: URIRef  # adopting organ
    bearsOn: URIRef  # bears on
    beneficiary: URIRef  # beneficiary
    budget: URIRef  # budget
    carriedOutBy: URIRef  # carried out by
    carriedOutByOther: URIRef  # carried out by others
    challenge: URIRef  # challenge
    charterEntryIntoForce: URIRef  # entry into force of the charter
    claimBasis: URIRef  # claim basis
    claimMeasure: URIRef  # claimed measure
    claimRecommendation: URIRef  # claimed recommendation
    claimSubject: URIRef  # claim subject
    closedForSignature: URIRef  # closed for signature
    concerns: URIRef  # concerns
    confidence: URIRef  # confidence
    containedIn: URIRef  # contained in
    convenedBy: URIRef  # convened by
    correspondsToTheme: URIRef  # corresponds to theme
    countOf: URIRef  # count of
    coverageOf: URIRef  # coverage of
    dateStatus: URIRef  # status of the action date
    degree: URIRef  # degree of response
    depositary: URIRef  # depositary
    derivesFrom: URIRef  # derives from
    direction: URIRef  # direction of evidence
    doubtAbout: URIRef  # doubt about
    doubtfulProperty: URIRef  # doubtful property
    effectiveDate: URIRef  # effective date
    effectiveDateStatus: URIRef  # status of the effective date
    endorsedBy: URIRef  # endorsed by
    establishedBy: URIRef  # established by
    eventKind: URIRef  # event kind
    eventOrganization: URIRef  # event organization
    eventState: URIRef  # event State
    evidenceFor: URIRef  # evidence for
    evidenceKind: URIRef  # evidence kind
    exploitation: URIRef  # form of exploitation
    findingKind: URIRef  # finding kind
    findingScope: URIRef  # finding scope
    foundIn: URIRef  # found in
    funder: URIRef  # funder
    grantedBy: URIRef  # granted by
    hasMeasure: URIRef  # has measure
    hasObjective: URIRef  # has objective
    hasOutput: URIRef  # has output
    hasPanelTopic: URIRef  # has panel topic
    headingGroup: URIRef  # heading group
    hostCountry: URIRef  # host country
    inPart: URIRef  # in part
    iso3166Alpha2: URIRef  # ISO 3166-1 alpha-2 code
    iso3166Alpha3: URIRef  # ISO 3166-1 alpha-3 code
    launched: URIRef  # launched
    legallyBinding: URIRef  # legally binding
    m49: URIRef  # M49 code
    mandateOf: URIRef  # mandate of
    memberCount: URIRef  # number of members
    memberName: URIRef  # member name
    mirrorOf: URIRef  # mirror of
    monitoredBy: URIRef  # monitored by
    namedOnly: URIRef  # is merely named
    namedParty: URIRef  # named party
    nationality: URIRef  # nationality
    ofMechanism: URIRef  # of mechanism
    openedForSignature: URIRef  # opened for signature
    openedForSignatureAt: URIRef  # opened for signature at
    operationalFrom: URIRef  # operational from
    outcome: URIRef  # outcome
    participant: URIRef  # participant
    participationIn: URIRef  # participation in
    participationRole: URIRef  # participation role
    participationStatus: URIRef  # participation status
    partner: URIRef  # partner
    partnerName: URIRef  # partner name
    partyCount: URIRef  # number of parties
    periodCovered: URIRef  # period covered
    practiceType: URIRef  # practice type
    preambleCites: URIRef  # act named in the preamble
    presentedTo: URIRef  # presented to
    provisionTopic: URIRef  # topic of the provision
    reissued: URIRef  # reissued
    relevance: URIRef  # relevance
    reportReference: URIRef  # reference in the report
    reportedBy: URIRef  # reported by
    reportsOn: URIRef  # reports on
    respondsTo: URIRef  # responds to
    sameMatterAs: URIRef  # same matter as
    scope: URIRef  # scope
    searchedClaim: URIRef  # searched claim
    searchedFor: URIRef  # searched for
    searchedMechanism: URIRef  # searched mechanism
    searchedOn: URIRef  # searched on
    series: URIRef  # series
    signatoryCount: URIRef  # number of signatories
    signatoryNotParty: URIRef  # signatory not seen as party
    statedIn: URIRef  # stated in
    stepOf: URIRef  # step of
    supplements: URIRef  # supplements
    titleOfficialIn: URIRef  # official title language
    titleTranslatedIn: URIRef  # translated title language
    transpositionDeadline: URIRef  # transposition deadline
    treaty: URIRef  # treaty
    unMemberSince: URIRef  # United Nations member since
    unStatus: URIRef  # United Nations status
    verificationStatus: URIRef  # verification status
    writtenUnder: URIRef  # written under
