"""What the service refuses is said in French on the French pages: no reader of /fr meets an English sentence there."""

import re
import uuid

import httpx

from ramp.web.language import words
from ramp.workflow import french
from ramp.workflow.states import Action, Role, State

from .conftest import HTML, Browser, Service, Start, practice


def title() -> str:
    return f"Formation {uuid.uuid4().hex[:10]}"


def refused(answer: httpx.Response, status: int, sentence: str) -> None:
    """Assert that the page says this in French, and nothing in English where it says it."""
    assert answer.status_code == status, answer.text
    main = re.search(r"<main.*?</main>", answer.text, re.DOTALL)
    assert main, answer.text
    told = re.search(r'<div class="warning" role="alert">.*?</div>', main[0], re.DOTALL)
    shown = told[0] if told else main[0]
    assert 'lang="en"' not in shown, shown
    assert sentence in shown.replace("&#39;", "'"), shown


def test_what_a_visitor_is_refused_is_said_in_french(service: Service) -> None:
    visitor = service.client()
    sent = service.send(practice(title()))
    for path, status, sentence in (
        ("/fr/nowhere/at/all", 404, "Il n’y a rien à l’adresse"),
        ("/fr/submissions/0000000000000000", 404, "Il n’y a pas de contribution 0000000000000000"),
        (f"/fr/submissions/{sent.id}?key=wrong", 404, "Utilisez le lien privé"),
        (f"/fr{sent.link.replace('?', '/versions/7?')}", 400, "Il n’y a pas de version 7"),
        (f"/fr/desk/{sent.id}/edit", 401, "Vous n’êtes pas connecté"),
        ("/fr/sign-in/provider", 404, "Aucun fournisseur d’identité OpenID"),
    ):
        refused(visitor.get(path, headers=HTML), status, sentence)
    for path, data, status, sentence in (
        (f"/fr/desk/{sent.id}/take", {"reason": "x"}, 401, "Connectez-vous à /sign-in"),
        ("/fr/submissions", {"text": " "}, 400, "Rien n’a été envoyé"),
        ("/fr/submissions", {"text": "x", "contact": "nobody"}, 400, "ce n’est pas une adresse électronique"),
        (f"/fr{sent.link.replace('?', '/comments?')}", {"text": " "}, 409, "L’observation est vide"),
        (f"/fr{sent.link.replace('?', '/withdraw?')}", {"reason": " "}, 409, "L’étape « retrait » exige un motif"),
        (f"/fr{sent.link.replace('?', '/withdraw?')}", {"reason": "x", "revision": "x"}, 400, "n’est pas un nombre"),
        (f"/fr{sent.link.replace('?', '/withdraw?')}", {"reason": "x", "revision": "99"}, 409, "Quelqu’un d’autre"),
    ):
        refused(visitor.post(path, data=data, headers=HTML), status, sentence)
    foreign = {**HTML, "Sec-Fetch-Site": "cross-site"}
    refused(visitor.post("/fr/submissions", data={"text": "x"}, headers=foreign), 403, "depuis un autre site")
    refused(visitor.post("/fr/submissions/new", content=b"x", headers=HTML), 400, "n’est pas un formulaire")
    refused(visitor.delete("/fr/desk", headers=HTML), 405, "n’a pas de méthode DELETE")
    unknown = {**HTML, "Authorization": "Bearer unknown"}
    refused(visitor.get("/fr/submissions", headers=unknown), 401, "Ce jeton est inconnu ici")


def test_what_the_desk_refuses_is_said_in_french(service: Service, curator: Browser) -> None:
    sent = service.send(practice(title()))
    submitter = service.sign_in("submitter")
    refused(submitter.page(f"/fr/desk/{sent.id}"), 403, "Le rôle « responsable des données » est nécessaire ici")
    refused(submitter.page("/fr/accounts"), 403, "Le rôle « administration » est nécessaire ici")
    revision = curator.revision(sent.id)
    forged = service.sign_in("curator", "Jean Dupont")
    at = f"/fr/desk/{sent.id}"
    early = curator.post(f"{at}/accept", revision=revision)
    refused(early, 409, "La contribution est dans l’état « en attente » : l’étape « Accepter et publier » n’est pas")
    assert "Cette étape part de « en cours d’examen »" in early.text
    refused(curator.post(f"{at}/bless", revision=revision), 404, "L’étape « bless » n’existe pas")
    refused(forged.client.post(f"{at}/take", data={"csrf": "x"}, headers=HTML), 403, "n’est plus à jour")
    assert curator.act(sent.id, "take").status_code == 200
    refused(curator.post(f"{at}/take", revision=revision), 409, "Quelqu’un d’autre a modifié cette contribution")
    for action in ("return", "reject", "clear"):
        step = words("fr")[f"action_{action}"]
        answer = curator.post(f"{at}/{action}", revision=curator.revision(sent.id), reason=" ")
        refused(answer, 409, f"L’étape « {step} » exige un motif. Indiquez le motif en une phrase.")
    curator.act(sent.id, "reject", "It is a test.")
    client = service.client()
    again = client.post(f"/fr{sent.link.replace('?', '/withdraw?')}", data={"reason": "x"}, headers=HTML)
    refused(again, 409, "La contribution est dans l’état « non acceptée » : l’étape « retrait » n’est pas possible")


def test_what_the_endpoint_refuses_is_said_in_french(service: Service) -> None:
    visitor = service.client()
    for asked, status, sentence in (
        ({"query": "SELECT * {\n ?s ?p }"}, 400, "Le texte n’est pas du SPARQL à la ligne 2, colonne"),
        ({"query": "SELECT * { ?s ?p \u0001 }"}, 400, "ni mot, ni nom, ni chaîne, ni signe"),
        ({"query": "INSERT DATA { <a:a> <a:a> 1 }"}, 400, "C’est une mise à jour (INSERT)"),
        ({"query": "ASK { SERVICE <http://example.org/> {} }"}, 403, "SERVICE (ligne 1, colonne 7)"),
        ({"query": f"ASK {'{' * 200} {'}' * 200}"}, 422, "Le texte est imbriqué sur plus de"),
        ({"query": "SELECT * { ?s ?p ?o }", "format": "doc"}, 406, "Il n’y a pas de format « doc » ici"),
        ({"query": "ASK {}", "default-graph-uri": "here"}, 400, "« here » n’est pas un IRI absolu"),
        ({"update": "CLEAR ALL"}, 400, "Les mises à jour ne sont pas lues par GET"),
    ):
        refused(visitor.get("/fr/sparql", params=asked, headers=HTML), status, sentence)
    long = {"query": f"ASK {{ {'?s ?p ?o . ' * 5000} }}"}
    refused(visitor.post("/fr/sparql", data=long, headers=HTML), 422, "La requête compte 5\u202f001 motifs de triplets")
    refused(visitor.post("/fr/sparql", content=b"{}", headers=HTML), 415, "n’a pas de type de média")
    refused(visitor.get("/fr/validate/jobs/none", headers=HTML), 404, "Ce contrôle n’existe pas")


def test_what_the_pages_refuse_is_said_in_french(service: Service) -> None:
    visitor = service.client()
    for path, status, sentence in (
        ("/fr/queries/nothing-like-it", 404, "Il n’y a pas de question « nothing-like-it »"),
        ("/fr/queries/practice-partners?wrong=1", 400, "La question practice-partners n’a pas de paramètre wrong"),
        ("/fr/queries/practice-partners?limit=x", 400, "limit : « x » n’est pas un nombre entier de 1 à"),
        ("/fr/search?sort=colour", 400, "Les résultats ne se trient pas par « colour »"),
        ("/fr/search?from=x", 400, "from est un nombre de 1 à 9999"),
        ("/fr/search?wrong=1", 400, "Il n’y a pas de paramètre wrong"),
        ("/fr/ontology?wrong=1", 400, "wrong : ce paramètre n’existe pas ici"),
        ("/fr/ontology?lang=de", 400, "lang : « de » est inconnu"),
        ("/fr/ontology/0.0.0", 404, "0.0.0"),
        ("/fr/shapes/nothing", 404, "Il n’y a pas de règles nommées « nothing »"),
        ("/fr/problem/none", 404, "Il n’y a pas de type de problème « none »"),
        ("/fr/sameas?wrong=1", 400, "wrong : ce paramètre n’existe pas ici"),
        ("/fr/linksets/nowhere", 404, "Il n’y a pas d’ensemble de liens « nowhere »"),
        ("/fr/id/organization/ecowas?page=0", 400, "page : « 0 » n’est pas un nombre entier à partir de 1"),
        ("/fr/cite?of=/fr/practices&format=x", 400, "format : « x » est inconnu"),
    ):
        refused(visitor.get(path, headers=HTML, follow_redirects=True), status, sentence)


def test_what_is_busy_says_so_in_french(start: Start) -> None:
    poor = start(budget_seconds=0.0001, budget_refill=0.0001)
    visitor = poor.client()
    answers = [visitor.get("/fr/sparql", params={"query": f"ASK {{ ?s ?p {n} }}"}, headers=HTML) for n in range(3)]
    refused(answers[-1], 429, "Cette adresse a épuisé ses 0,0001 secondes de calcul")


def test_what_admins_are_refused_is_said_in_french(service: Service) -> None:
    admin = service.sign_in("admin")
    refused(admin.post("/fr/accounts/nobody", role="curator"), 404, "Ce compte n’existe pas")
    refused(admin.post("/fr/account", public_name="x" * 121), 400, "Le nom public dépasse 120 caractères")


def test_the_errors_use_the_words_of_the_pages() -> None:
    said = words("fr")
    assert {f"state_{name}": french.STATES[name] for name in State}.items() <= said.items()
    assert {f"action_{name}": french.ACTIONS[name] for name in Action}.items() <= said.items()
    assert {f"role_{name}": french.ROLES[name] for name in Role}.items() <= said.items()
