"""Notices by e-mail, where a mail server is configured. A notice says that something happened and where to read it;
it never holds any part of a record. That it cannot be sent is logged, and stops nothing."""

import asyncio
import logging
import smtplib
from dataclasses import dataclass
from email.message import EmailMessage

from ramp.settings import Settings

_SUBJECTS = {
    "received": ("Your record was received", "Votre fiche a été reçue"),
    "arrived": ("A record waits for review", "Une fiche attend d'être examinée"),
    "returned": ("Your record was returned with comments", "Votre fiche vous est renvoyée avec des observations"),
    "rejected": ("Your record was not accepted", "Votre fiche n'a pas été acceptée"),
    "accepted": ("Your record is published", "Votre fiche est publiée"),
    "withdrawn": ("Your record was withdrawn", "Votre fiche a été retirée"),
    "comment": ("There is a new comment on your record", "Votre fiche a reçu une nouvelle observation"),
}
_TEXT = (
    "{subject}.\n\nRead more here: {link}\n\nRAMP sends this because the address was given with a record.\n",
    "{subject}.\n\nPour en savoir plus : {link}\n\nRAMP écrit à cette adresse parce qu'elle accompagnait une fiche.\n",
)


@dataclass(frozen=True, slots=True)
class Mailer:
    """Sends notices by the mail server of the settings; without one it does nothing."""

    settings: Settings
    log: logging.Logger

    async def send(self, kind: str, to: str | None, lang: str, link: str) -> None:
        """A notice of one kind to one address, in its reader's language."""
        if self.settings.smtp_host is None or not to:
            return
        french = lang == "fr"
        message = EmailMessage()
        message["Subject"] = f"RAMP{' : ' if french else ': '}{_SUBJECTS[kind][french]}"
        message["From"], message["To"] = self.settings.mail_from, to
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(_TEXT[french].format(subject=_SUBJECTS[kind][french], link=link))
        try:
            await asyncio.to_thread(self._deliver, message)
        except (OSError, smtplib.SMTPException) as error:
            self.log.error("mail not sent", extra={"notice": kind, "reason": type(error).__name__})

    def _deliver(self, message: EmailMessage) -> None:
        settings = self.settings
        with smtplib.SMTP(settings.smtp_host or "", settings.smtp_port, timeout=20) as server:
            if settings.smtp_starttls:
                server.starttls()
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password or "")
            server.send_message(message)


def is_address(text: str) -> bool:
    """Whether the text is one plain e-mail address, so that it may stand in a header."""
    name, at, host = text.partition("@")
    return bool(at and name and "." in host.strip(".") and len(text) <= 254 and text.isprintable() and " " not in text
                and not set(text) & set('<>",;:()[]\\') and host.count("@") == 0)  # fmt: skip
