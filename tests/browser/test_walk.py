"""An officer and a curator walk the whole way in a browser, in both languages, without any script."""

import base64
import io
import re
import uuid
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, expect

from ..workflow.conftest import REPOSITORY, Service

ID = "https://w3id.org/ramp/id/"
SCHEME = "https://w3id.org/ramp/scheme/"
WORDS = {
    "en": {
        "fill": "Fill in the form", "send": "Send", "check": "Check", "waiting": "waiting", "sign_in": "Sign in",
        "take": "Take into review", "return": "Return with comments", "returned": "returned", "amend": "Amend",
        "accept": "Accept and publish", "published": "published", "withdraw": "Withdraw", "withdrawn": "withdrawn",
        "edit": "Edit", "save_version": "Save as new version", "desk": "Review desk", "save": "Save and go on later",
        "go_on": "Go on", "draft": "draft",
    },
    "fr": {
        "fill": "Remplir le formulaire", "send": "Envoyer", "check": "Vérifier", "waiting": "en attente",
        "sign_in": "Se connecter", "take": "Prendre en examen", "return": "Renvoyer avec observations",
        "returned": "renvoyée", "amend": "Modifier", "accept": "Accepter et publier", "published": "publiée",
        "withdraw": "Retirer", "withdrawn": "retirée", "edit": "Modifier la fiche",
        "save_version": "Enregistrer comme nouvelle version", "desk": "Bureau d’examen",
        "save": "Enregistrer et continuer plus tard", "go_on": "Continuer", "draft": "brouillon",
    },
}  # fmt: skip


@pytest.fixture
def officer(context: BrowserContext) -> Page:
    return context.new_page()


def fill(page: Page, title: str, other_title: str) -> None:
    page.fill("[name='title.en']", title)
    page.fill("[name='title.fr']", other_title)
    page.select_option("[name='practiceType']", f"{SCHEME}practice-type/training")
    page.select_option("[name='reportedBy']", f"{ID}organization/ecowas")
    page.fill("[name='description.en']", "Judges were trained in two countries.")
    page.select_option("[name='recommendation']", [f"{ID}recommendation/111", f"{ID}recommendation/120"])
    page.select_option("[name='degree']", f"{SCHEME}degree/partly")
    page.fill("[name='source']", "https://example.org/report")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_from_the_form_to_the_graph_and_back(chromium: Chromium, officer: Page, service: Service, lang: str) -> None:
    words, name = WORDS[lang], f"Training of judges {uuid.uuid4().hex[:8]}"
    officer.goto(f"/submissions?lang={lang}")
    officer.click(f"text={words['fill']}")
    expect(officer.locator("html")).to_have_attribute("lang", lang)

    # Filled badly, then mended by following what the page says beside the fields.
    officer.fill("[name='title.en']", name)
    officer.fill("[name='start']", "31/02/2010")
    officer.click(f"button:has-text('{words['send']}')")
    for field in ("practiceType", "reportedBy", "start", "recommendation"):
        expect(officer.locator(f"#f-{field}-wrong")).to_be_visible()
    expect(officer.locator("[name='title.en']")).to_have_value(name)
    officer.fill("[name='start']", "2010-02")
    fill(officer, name, f"Formation de juges {name[-8:]}")
    officer.click(f"button:has-text('{words['check']}')")
    expect(officer.locator(".good")).to_be_visible()
    officer.click(f"button:has-text('{words['send']}')")
    expect(officer.locator(".lead .state")).to_have_text(words["waiting"])
    private = officer.url

    # The curator returns it.
    desk = chromium.new_context(base_url=service.url, java_script_enabled=False).new_page()
    desk.set_default_timeout(90_000)
    desk.goto(f"/desk?lang={lang}")
    desk.fill("#token", service.token("curator", "Awa Diop"))
    desk.click(f"main button:has-text('{words['sign_in']}')")
    expect(desk.locator("h1")).to_have_text(words["desk"])
    desk.click(f"td a:has-text('{name}')" if lang == "en" else f"td a:has-text('{name[-8:]}')")
    desk.click(f"button:has-text('{words['take']}')")
    desk.fill("#reason", "Please give the end date.")
    desk.click(f"button:has-text('{words['return']}')")
    expect(desk.locator(".lead .state")).to_have_text(words["returned"])

    # The officer comes back by the private link alone, and amends.
    officer.goto(private)
    expect(officer.locator(".history")).to_contain_text("Please give the end date.")
    officer.click(f".actions a:text-is('{words['amend']}')")
    expect(officer.locator("[name='start']")).to_have_value("2010-02")
    officer.fill("[name='end']", "2011")
    officer.click(f"button:has-text('{words['send']}')")
    expect(officer.locator(".lead .state")).to_have_text(words["waiting"])
    expect(officer.locator(".change ins")).to_contain_text("2011")

    # The curator edits and accepts.
    desk.reload()
    desk.click(f"button:has-text('{words['take']}')")
    desk.click(f".actions a:text-is('{words['edit']}')")
    desk.fill("[name='description.fr']", "Des juges ont été formés dans deux pays.")
    desk.fill("#reason", "French description added.")
    desk.click(f"button:has-text('{words['save_version']}')")
    expect(desk.locator(".change ins")).to_contain_text("Des juges ont été formés")
    desk.fill("#reason", "Complete.")
    desk.click(f"button:has-text('{words['accept']}')")
    expect(desk.locator(".lead .state")).to_have_text(words["published"])

    # It is in the graph and on its page; then it is withdrawn.
    assert service.ask(
        f'?p skos:prefLabel "{name}"@en ; ramp:respondsTo rec:111, rec:120 ; ramp:ofMechanism org:ecowas'
    )
    officer.goto(private)
    public = officer.get_attribute("a[href*='/id/practice/']", "href")
    assert public
    officer.goto(public)
    expect(officer.locator("h1")).to_contain_text(name[-8:])
    officer.goto(private)
    officer.locator("details", has_text=words["withdraw"]).last.locator("summary").click()
    officer.fill("#reason", "It did not take place.")
    officer.click(f"details button:has-text('{words['withdraw']}')")
    expect(officer.locator(".lead .state")).to_have_text(words["withdrawn"])
    answer = officer.goto(public)
    assert answer is not None
    assert answer.status == 410
    expect(officer.locator("main")).to_contain_text("It did not take place.")
    desk.context.close()


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_draft_is_left_and_found_again(officer: Page, lang: str) -> None:
    words = WORDS[lang]
    officer.goto(f"/submissions/new?lang={lang}")
    officer.fill("[name='title.fr']", "Permanence téléphonique")
    officer.click(f"button:has-text('{words['save']}')")
    expect(officer.locator(".lead .state")).to_have_text(words["draft"])
    officer.click(f"a:has-text('{words['go_on']}')")
    expect(officer.locator("[name='title.fr']")).to_have_value("Permanence téléphonique")


def test_a_file_is_sent_and_its_report_names_the_cells(officer: Page, service: Service, tmp_path: Path) -> None:
    template = service.client().get("/template.csv").content.decode("utf-8-sig").splitlines()[0]
    width = template.count(",") + 1
    table = tmp_path / "records.csv"
    table.write_text(f"{template}\n{','.join(['Some title', *[''] * (width - 1)])}\n", encoding="utf-8")
    officer.goto("/submissions?lang=en")
    officer.set_input_files("#file", table)
    officer.click("main button:has-text('Send')")
    expect(officer.locator(".lead .state")).to_have_text("received")
    expect(officer.locator("#report + .findings")).to_contain_text("cell")


DROP = """([name, data]) => {
    const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
    const dropped = new DataTransfer();
    dropped.items.add(new File([bytes], name));
    const form = document.querySelector("#file").form;
    for (const kind of ["dragenter", "dragover", "drop"])
        form.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: dropped }));
}"""
BADLY = {
    "Title (English)": "Regional helpline {}", "Titre (français)": "Permanence régionale {}",
    "Kind of practice": "trainning", "Reported by": "ECOWAS Commision", "Start": "05/10/2010",
    "Description (English)": "A helpline for the whole region, open day and night since it began.",
    "Recommendations answered": "para 111", "How far": "partially", "Evidence: pages": "www.example.org/report",
}  # fmt: skip


@pytest.mark.parametrize("context", [True], indirect=True)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_template_is_mended_by_its_report_alone(
    context: BrowserContext, service: Service, lang: str, tmp_path: Path
) -> None:
    page, unique = context.new_page(), uuid.uuid4().hex[:8]
    book = openpyxl.load_workbook(io.BytesIO(service.client().get(f"/{lang}/template.xlsx").content))
    sheet = book["Practices"]
    for heading, value in BADLY.items():
        cell = next(cell for cell in sheet[1] if heading in str(cell.value))
        sheet.cell(2, cell.column).value = value.format(unique)
    file = tmp_path / "practices.xlsx"
    page.goto(f"/{lang}/validate")
    expect(page.locator("#drop-hint")).to_be_visible()
    for _ in range(3):
        book.save(file)
        page.evaluate(DROP, [file.name, base64.b64encode(file.read_bytes()).decode()])
        page.click("main form[enctype] button[type=submit]")
        expect(page.locator("section.report h2")).to_be_visible()
        wrong = page.locator(".violation-finding").all()
        if not wrong:
            break
        for finding in wrong:
            where = re.search(r"\b([A-Z]{1,2}\d+)\b", finding.locator(".where").inner_text())
            said = finding.locator(".remedy").inner_text()
            assert where, said
            offered = re.search(r"[“«]\s*([^”»]+?)\s*[”»]|(\d{4}-\d\d-\d\d)", said)
            if offered:
                sheet[where[1]].value = offered[1] or offered[2]
            else:
                assert "https://" in said
                sheet[where[1]].value = f"https://{sheet[where[1]].value}"
    expect(page.locator(".violation-finding")).to_have_count(0)
    page.goto(f"/{lang}/submissions")
    page.set_input_files("#file", file)
    page.click(f"main form[enctype] button:has-text('{WORDS[lang]['send']}')")
    expect(page.locator(".lead .state")).to_have_text(WORDS[lang]["waiting"])
    expect(page.locator("h1")).to_contain_text(unique)


@pytest.mark.parametrize("context", [True], indirect=True)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_form_in_the_browser_sends_what_was_filled_in(context: BrowserContext, service: Service, lang: str) -> None:
    if not (REPOSITORY / "service/ramp/web/static/built/record-form.js").is_file():
        pytest.skip("the form in the browser is not built: run `make form`")
    page, name = context.new_page(), f"Sent by the form {uuid.uuid4().hex[:8]}"
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    page.goto(f"/submissions/new?lang={lang}")
    page.click("a[href*='/submissions/new/interactive']")
    page.wait_for_selector("#record-form[data-ready]", state="attached")

    def editor(part: str, label: str) -> object:
        return page.locator(f"[data-part='{part}'] .property-instance", has_text=label).first.locator(".editor").first

    labels = {
        "en": ("Title", "Kind of practice", "Reported by", "Description", "Recommendations answered", "How far",
               "Basis", "Claimant", "Evidence: pages"),
        "fr": ("Titre", "Type de pratique", "Signalée par", "Description", "Recommandations visées",
               "Dans quelle mesure", "Fondement", "Auteur de l'affirmation", "Preuves : pages"),
    }[lang]  # fmt: skip
    values = (
        ("practice", name, None), ("practice", None, f"{SCHEME}practice-type/training"),
        ("practice", None, f"{ID}organization/ecowas"), ("practice", "What was done.", None),
        ("claims", None, f"{ID}recommendation/111"), ("claims", None, f"{SCHEME}degree/partly"),
        ("claims", None, f"{SCHEME}claim-basis/self-report"), ("claims", None, f"{ID}organization/ecowas"),
        ("evidence", "https://example.org/report", None),
    )  # fmt: skip
    for label, (part, text, choice) in zip(labels, values, strict=True):
        field = editor(part, label)
        if text is not None:
            field.fill(text)  # type: ignore[attr-defined]
        else:
            field.select_option(choice)  # type: ignore[attr-defined]
    page.click("button[data-send]")
    page.wait_for_url("**/submissions/*key=*")
    expect(page.locator(".lead .state")).to_have_text(WORDS[lang]["waiting"])
    expect(page.locator("h1")).to_have_text(name)
    assert problems == []


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("path", ["/submissions", "/submissions/new", "/sign-in"])
def test_pages_fit_a_telephone_and_have_one_heading(chromium: Chromium, service: Service, path: str, lang: str) -> None:
    page = chromium.new_context(base_url=service.url, viewport={"width": 390, "height": 844}).new_page()
    problems: list[str] = []
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    page.goto(f"{path}?lang={lang}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("h1").count() == 1
    unlabelled = page.evaluate(
        "[...document.querySelectorAll('main input:not([type=hidden]), main select, main textarea')]"
        ".filter(field => !field.labels.length && !field.ariaLabel).map(field => field.name)"
    )
    assert unlabelled == []
    assert problems == []
    page.context.close()
