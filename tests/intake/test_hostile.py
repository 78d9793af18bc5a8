"""The hostile files of the attack tests, read without a service between: each is refused by the reader itself."""

import io
import zipfile

import pytest
from rich.console import Console

from ramp.errors import BadRequestError, ParameterError, RampError
from ramp.intake.check import Checker
from ramp.intake.readers import form_of
from ramp.intake.render import REPORT_FORMS, text
from ramp.intake.worker import sent
from tests.intake.conftest import Check, record
from tests.service.attack.test_submissions import JUDGED, REFUSED, UNREADABLE

FILES = {name: case for name, case in UNREADABLE.items() if not case[1].startswith("multipart") and case[0]}


@pytest.mark.parametrize("name", FILES)
def test_the_reader_refuses_it(checker: Checker, name: str) -> None:
    body, media_type = FILES[name]
    with pytest.raises(RampError) as caught:
        checker.check(body.encode() if isinstance(body, str) else body, form_of(media_type))
    assert caught.value.status in REFUSED
    assert caught.value.remedy


@pytest.mark.parametrize("name", JUDGED)
def test_the_check_finds_it(checker: Checker, name: str) -> None:
    body, media_type, kind = JUDGED[name]
    report = checker.check(body.replace("{sink}", "http://127.0.0.1:1/").encode(), form_of(media_type))
    assert not report.ok
    assert not kind or kind in {finding.kind for finding in report.findings}


def test_a_locked_workbook_is_refused(check: Check) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    locked = bytearray(out.getvalue())
    at = locked.index(b"PK\x01\x02")
    locked[at + 8] |= 1  # the flag of an encrypted part, in the central directory
    with pytest.raises(RampError, match="encrypted"):
        check(bytes(locked), ".xlsx")


def test_a_body_is_taken_apart() -> None:
    assert [(file.name, file.content) for file in sent(b"x", "text/turtle")] == [("", b"x")]
    assert sent(b"text=x&format=json", "application/x-www-form-urlencoded")[0].media_type == "application/json"
    for body, kind, error in (
        (b"", "text/turtle", BadRequestError),
        (b"text=", "application/x-www-form-urlencoded", BadRequestError),
        (b"url=x", "application/x-www-form-urlencoded", ParameterError),
        (b"text=x&format=doc", "application/x-www-form-urlencoded", ParameterError),
        (b"x", "multipart/form-data", BadRequestError),
        (b"--b\r\n\r\nx\r\n--b--", "multipart/form-data; boundary=b", BadRequestError),
    ):
        with pytest.raises(error):
            sent(body, kind)
    part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.ttl"\r\n\r\nx\r\n--b--\r\n'
    assert [(file.name, file.content) for file in sent(part, "multipart/form-data; boundary=b")] == [("a.ttl", b"x")]


def test_long_reports_say_how_much_is_left_out(check: Check) -> None:
    report = check(
        record(None, {"ramp:claimSubject": None}) + "".join(f"my:x{n} a ramp:Practice .\n" for n in range(200))
    )
    console = Console(file=io.StringIO(), width=120)
    text.show(report, "fr", console)
    assert f"{report.left_out} autres" in console.file.getvalue()
    text.show(report, "en", console)
    for form in REPORT_FORMS:
        assert form.write([report], "fr")
    assert any((finding.path or "").startswith("^") for finding in report.findings)
