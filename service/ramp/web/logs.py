"""Structured logs on standard error: what happened, never the text of a query at info level."""

import json
import logging
import sys
from typing import Any

from ramp.settings import Settings


def logger(settings: Settings) -> logging.Logger:
    """The service's own logger, in the format and at the level of the settings."""
    log = logging.Logger("ramp", settings.log_level.upper())
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if settings.log_format == "json" else TextFormatter())
    log.addHandler(handler)
    return log


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, event, and what the event brings along."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **_extras(record),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False, default=str)


class TextFormatter(logging.Formatter):
    """The same in a line for people."""

    def format(self, record: logging.LogRecord) -> str:
        extras = " ".join(f"{key}={value}" for key, value in _extras(record).items())
        line = f"{self.formatTime(record)} {record.levelname.lower()} {record.getMessage()} {extras}".rstrip()
        return line if not record.exc_info else f"{line}\n{self.formatException(record.exc_info)}"


_STANDARD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def _extras(record: logging.LogRecord) -> dict[str, Any]:
    return {key: value for key, value in vars(record).items() if key not in _STANDARD}
