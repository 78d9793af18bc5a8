"""The template goes through LibreOffice and comes back with its drop-down lists, and is read as before."""

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from ramp.intake.check import Checker
from ramp.intake.readers import form_of
from ramp.intake.template import make

OFFICE = shutil.which("soffice")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_the_lists_of_the_template_survive_libreoffice(checker: Checker, tmp_path: Path) -> None:
    made, back = tmp_path / "template.xlsx", tmp_path / "back" / "template.xlsx"
    made.write_bytes(make("xlsx", checker.knowledge, "fr"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(OFFICE), "--headless", profile, "--convert-to", "xlsx", "--outdir", str(back.parent), str(made)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    lists = [
        {str(rule.sqref) for sheet in openpyxl.load_workbook(file) for rule in sheet.data_validations.dataValidation}
        for file in (made, back)
    ]
    assert lists[0] == lists[1]
    assert lists[0]
    assert checker.check(back.read_bytes(), form_of("", back.name)).outcome == "nothing-checked"
