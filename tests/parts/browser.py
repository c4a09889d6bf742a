"""A page in a real Chromium."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, async_playwright

from tests.parts.chromium import ARGUMENTS, find_chromium


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    executable, environment = find_chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=executable, env={**os.environ, **environment}, args=list(ARGUMENTS)
        )
        yield browser
        await browser.close()


@pytest.fixture
async def browser_page(browser: Browser) -> AsyncIterator[Page]:
    """A desktop page; a broken script of ours fails the test."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, locale="kk-KZ")
    page = await context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    yield page
    await context.close()
    assert not broken
