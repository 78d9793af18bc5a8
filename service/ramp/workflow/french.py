"""How French errors name states, steps and roles: by the words of the pages (`ramp/web/locales/fr/review.po`), which
the workflow, being below the pages, cannot read."""

from collections.abc import Mapping
from types import MappingProxyType

STATES: Mapping[str, str] = MappingProxyType(
    {
        "received": "reçue",
        "validated": "en attente",
        "in-review": "en cours d’examen",
        "returned": "renvoyée",
        "rejected": "non acceptée",
        "accepted": "publiée",
        "superseded": "remplacée",
        "withdrawn": "retirée",
    }
)
ACTIONS: Mapping[str, str] = MappingProxyType(
    {
        "receive": "envoi",
        "amend": "modification",
        "take": "Prendre en examen",
        "release": "Remettre en attente",
        "clear": "Peut être publié",
        "edit": "Modifier la fiche",
        "return": "Renvoyer avec observations",
        "reject": "Refuser",
        "accept": "Accepter et publier",
        "withdraw": "retrait",
    }
)
ROLES: Mapping[str, str] = MappingProxyType(
    {"submitter": "auteur de contributions", "curator": "responsable des données", "admin": "administration"}
)
