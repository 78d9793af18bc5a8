"""A real browser (Debian's Chromium, driven by Playwright) on the service that the workflow tests start."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, expect, sync_playwright

from ..workflow.conftest import Service, service, start

__all__ = ["service", "start"]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    """The browser; skipped where there is none. It holds the event loop of its thread, so it ends with its module."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: run `make browser`")
    expect.set_options(timeout=90_000)  # a publication waits for the one worker of the tests
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Chromium, service: Service, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A browser window of its own, without scripts unless the test asks for them (`indirect` parameter)."""
    scripts = bool(getattr(request, "param", False))
    window = chromium.new_context(base_url=service.url, java_script_enabled=scripts)
    window.set_default_timeout(90_000)
    yield window
    window.close()
