"""Looks at a page with 10,000 findings. usage: many.py PAGE DIRECTORY

The times that are allowed are for a machine with much else to do: bench/html measures them.
"""

import os
import sys
import time

import webdriver

page, directory = sys.argv[1:]


def check(holds, what):
    if not holds:
        browser.screenshot(os.path.join(directory, "failed.png"))
        sys.exit(what)


with webdriver.Browser() as browser:
    browser.open(page)
    taken = browser.run("return performance.getEntriesByType('navigation')[0].loadEventEnd")
    check(0 < taken < 10000, f"the page took {taken} ms to open")
    check(browser.text("#count") == "10,000 findings", "the count")
    rows = len(browser.texts("#rows [role=row]"))
    check(0 < rows < 100, f"{rows} rows are in the document")
    start = time.monotonic()
    for text, count in [("check:leak", "2,000"), ("file:part017", "100"), ("leaks_1999", "2"), ("", None)]:
        browser.type("#filter", text)
        browser.wait(f"document.getElementById('count').textContent === "
                     f"'{count + ' of ' if count else ''}10,000 findings'", text)
    check(time.monotonic() - start < 20, "filtering takes too long")
    browser.press("Enter", "End")
    browser.wait("document.querySelector('#rows [aria-selected=true] .c-file')?.innerText.includes('part099')", "the last row")
    browser.press("Enter")
    check("part099/file.c" in browser.text("#path"), "its source")
    check("sums_1999" in browser.text(".message.current"), "its message")
    check(not browser.messages(), "the page complains")
