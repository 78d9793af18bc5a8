"""Checks files that are too large for one go: piece by piece, with bounded memory and the same findings."""

from ramp.intake.bulk.examining import Examined, Examiner
from ramp.intake.bulk.merging import Merged
from ramp.intake.bulk.running import BULK_BYTES, BULK_FORMS, bulk_form, check_file

__all__ = ["BULK_BYTES", "BULK_FORMS", "Examined", "Examiner", "Merged", "bulk_form", "check_file"]
