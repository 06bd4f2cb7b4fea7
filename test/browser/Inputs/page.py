"""Does with the page of page.test what its readers do. usage: page.py PAGE SCREENSHOTS"""

import os
import sys

import webdriver

page, shots = sys.argv[1:]
os.makedirs(shots, exist_ok=True)


def expect(actual, wanted, what):
    if actual != wanted:
        browser.screenshot(os.path.join(shots, "failed.png"))
        sys.exit(f"{what}: {actual!r} instead of {wanted!r}")


def expect_in(part, whole, what):
    if whole is None or part not in whole:
        browser.screenshot(os.path.join(shots, "failed.png"))
        sys.exit(f"{what}: no {part!r} in {whole!r}")


def address():
    return browser.run("return decodeURIComponent(location.hash)")


def shown(column):
    return browser.texts(f"#rows .c-{column}")


def selected():
    return browser.text("#rows [aria-selected=true] .c-message")


def focus():
    return browser.run("return document.activeElement.id")


def visible(selector):
    """Whether an element is there, in the window."""
    return browser.run("""
        const element = document.querySelector(arguments[0]), box = element?.getBoundingClientRect();
        return Boolean(element?.checkVisibility() && box.bottom > 0 && box.top < innerHeight);""", selector)


def sort_keys(column):
    """What the rows are sorted by. Those without a size are at the end, up or down."""
    if column == "size":
        return [int(size) for size in shown(column) if size]
    return [text.split(":")[0] for text in shown(column)]


def filter_and_sort():
    expect_in("10 findings and", browser.text("#totals"), "the totals")
    expect(browser.text("#count"), "10 findings", "the count")
    expect(browser.texts("#counts .counts:first-child .chip"),
           ["heap-to-stack 5", "moved-to-heap 4", "leak 1"], "the numbers per check")
    expect(focus(), "grid", "the list has the keys at first")
    browser.press("/")
    expect(focus(), "filter", "/ goes to the filter")
    for text, count in [("check:moved", 4), ("check:moved -file:long", 3), ("LONG.cpp", 1), ("verdict:heap", 0),
                        ("size:>4 size:<100", 2), ('"the address of \'y\'"', 1), ("std::any", 0), ("-check:heap", 5),
                        ("function:returned", 1), ("severity:err", 0), ("nothing has this", 0)]:
        browser.type("#filter", text)
        expect(browser.text("#count"), "10 findings" if count == 10 else f"{count} of 10 findings", text)
        expect(len(shown("message")), count, text)
    expect(browser.text(".nothing"), "Nothing matches the filter.", "no row")
    browser.press("Escape")
    expect(browser.run("return document.getElementById('filter').value"), "", "Escape empties the filter")
    for column in ("check", "size", "file"):
        browser.click(f"#columns .c-{column} button")
        up = sort_keys(column)
        browser.click(f"#columns .c-{column} button")
        expect(sort_keys(column), list(reversed(up)), f"{column}, downwards")
        expect(browser.run("return document.querySelector(arguments[0]).getAttribute('aria-sort')", f"#columns .c-{column}"),
               "descending", column)
        if column == "size":
            expect(up, sorted(up), "by size")
    browser.click("#columns .c-file button")
    browser.click("#views [data-view=decisions]")
    browser.type("#filter", "kind:new verdict:caller file:a.cpp")
    expect(len(shown("message")), 2, "allocations that callers get")
    browser.click("#counts .counts:first-child .chip:last-child")
    expect(shown("check"), ["leak"], "a number of the summary shows what it counts")


def open_and_follow():
    browser.open(page)
    for key in ("j", "ArrowDown", "j", "k"):
        browser.press(key)
    expect_in("'new int' does not escape from 'tag'", selected(), "j, down, j, k")
    browser.press("Enter")
    expect(browser.text(".message.current p").split("  ")[0].split(" link")[0].split("\n")[0][:52],
           "warning: 'new int' does not escape from 'tag': it ca", "the message below its line")
    # Its column is the byte's, 7 more than the character's.
    expect(browser.text("mark.told"), "new", "what is marked in the line")
    expect(browser.run("return document.title"), "10 findings - escape-check", "no source is a part of the page")
    expect_in("document.title = 'broken'", browser.text('.line[data-line="1"]'), "the source as it is")
    browser.press("j")
    expect_in("'x' outlives 'dangles'", browser.text(".message.current"), "j goes on to the next")
    browser.press("j")
    expect_in("the address of 'x' is returned", browser.text(".message.current"), "and on")
    browser.press("n")
    expect(browser.text("#path"), "ü b/body.inc", "a step in another file")
    expect_in("nothing in this file is reported on", browser.text("#source .notice"), "one that is not there")
    browser.press("p", "j")
    expect_in("'y' outlives 'returned'", browser.text(".message.current"), "and on")
    browser.wait("location.hash === document.querySelector('.message.current a.tool').getAttribute('href')",
                 "the address of what is open")
    finding = address()
    browser.wait("document.querySelector('.message.current details').open", "the path is open")
    expect([step.split(" ü b")[0] for step in browser.texts(".message.current .step")],
           ["passed to through", "returned here"], "the steps")
    browser.press("o")
    expect(visible(".message.current .step"), False, "o hides the path")
    browser.press("o")
    browser.click(".message.current li:nth-child(1) .step")
    expect(address(), finding + "/1", "the address of a step")
    expect(browser.text(".step-line .number"), "16", "the line of the step")
    expect(browser.text(".step-line mark.told"), "through", "what is marked in it")
    expect_in("note: passed to through", browser.text(".step-note"), "the note at the step")
    expect(visible(".step-note"), True, "it is in sight")
    browser.screenshot(os.path.join(shots, "step.png"))
    browser.press("n")
    expect(browser.text(".step-line .number"), "17", "n goes to the next step")
    browser.run("history.back()")
    browser.wait("location.hash.endsWith('/1')", "Back")
    expect(browser.text(".step-line .number"), "16", "Back shows the step before")
    browser.click(".step-note nav a:last-child")
    expect(address(), finding, "back to the finding")
    browser.press("Escape")
    expect(browser.run("return document.getElementById('detail').hidden"), True, "Escape closes the source")
    return finding


def decisions():
    browser.press("d")
    browser.type("#filter", "function:graph kind:new verdict:heap")
    browser.press("Enter", "Enter")
    expect(browser.text('.line[data-line="21"] .marks'), "new Node → heap", "the mark behind a line")
    expect_in("allocation: new Node escapes to heap", browser.text(".message.current"), "a decision below its line")
    browser.click('.line[data-line="23"] .chip')
    expect_in("new Node does not escape", browser.text('.line[data-line="23"] .decision'), "a mark opens its decision")
    browser.click('.line[data-line="23"] .chip')
    expect(browser.text('.line[data-line="23"] .decision'), None, "and closes it")
    browser.run("const marks = document.getElementById('marks'); marks.value = 'escaping';"
                "marks.dispatchEvent(new Event('change'))")
    expect(browser.text('.line[data-line="23"] .marks'), None, "marks of what escapes only")
    browser.run("const marks = document.getElementById('marks'); marks.value = 'all';"
                "marks.dispatchEvent(new Event('change'))")


def graph():
    browser.press("g")
    expect(browser.run("return document.getElementById('graph').open"), True, "g opens the graph")
    expect_in("graph", browser.text("#graph-title"), "its function")
    texts = browser.run("return [...document.querySelectorAll('#graph svg text')].map((t) => t.textContent)")
    for text in ["new Node, line 21", "a", "b", "c", "the caller", "what stays in the frame", "the caller: parameters",
                 "parameters that are not kept", "stored in global kept", "return"]:
        expect_in(text, texts, "the graph")
    expect(browser.run("""
        const boxes = [...document.querySelectorAll('#graph svg a rect')].map((r) => r.getBoundingClientRect());
        return boxes.some((a, i) => boxes.some((b, j) => i < j && a.left < b.right && b.left < a.right &&
                                                         a.top < b.bottom && b.top < a.bottom));"""),
           False, "nodes and steps lie apart")
    browser.screenshot(os.path.join(shots, "graph.png"))
    browser.press("Escape")
    expect(browser.run("return document.getElementById('graph').open"), False, "Escape closes it")
    expect(browser.run("return document.getElementById('detail').hidden"), False, "and only that")
    browser.press("g")
    browser.run("document.querySelector('#graph svg a[href$=\"/1\"]').dispatchEvent(new MouseEvent('click'))")
    browser.wait("!document.getElementById('graph').open && location.hash.endsWith('/1')", "a step leads to its place")
    browser.press("?")
    expect(browser.run("return document.getElementById('help').open"), True, "? opens the help")
    browser.press("Escape")


def links(finding):
    browser.open(page, finding)
    expect_in("'y' outlives 'returned'", browser.text(".message.current"), "a link to a finding")
    expect_in("'y' outlives 'returned'", selected(), "it is selected")
    expect(visible(".message.current"), True, "it is in sight")
    browser.open(page, "#long.cpp:4001:19")
    expect_in("moved to heap: x", browser.text(".message.current"), "a link to a place far down a long file")
    expect(visible(".message.current"), True, "it is in sight")
    lines = browser.run("return document.querySelectorAll('#source .line').length")
    expect(0 < lines < 2000, True, f"of a long file a part is in the document: {lines} lines")
    browser.open(page, "#long.cpp:2000")
    expect(visible('.line[data-line="2000"]'), True, "a link to a line")
    browser.open(page, "#findings?check:leak")
    expect(shown("check"), ["leak"], "a link to a filter")
    for broken in ["#none.cpp:1:1", "#0123456789abcdef", "#%E0%A4%A", "#long.cpp:99999:1", "#" + "x" * 5000]:
        browser.open(page, broken)
        expect(len(shown("message")), 10, broken[:20])
    browser.open(page, "#" + browser.run("return encodeURI(data.findings.find((f) => f.file.source === null).id)"))
    expect_in("No source: this file is not UTF-8.", browser.text("#source .notice"), "a file that cannot be shown")
    expect_in("'new int' does not escape from 'latin'", browser.text("#source .message.current"), "its finding is")


def accessible():
    browser.open(page)
    missing = browser.run("""
        return [...document.querySelectorAll('button, a[href], input, select, [role=grid], [role=region]')]
            .filter((e) => !(e.innerText || e.getAttribute('aria-label') || e.closest('label')))
            .map((e) => e.outerHTML);""")
    expect(missing, [], "everything that has the focus has a name")
    grid = browser.run("""
        const grid = document.getElementById('grid');
        return [grid.getAttribute('aria-rowcount'), grid.getAttribute('aria-activedescendant')];""")
    expect(grid, ["11", "row0"], "the rows for readers of the screen")
    for _ in range(12):
        browser.press("Tab")
        outline = browser.run("""
            const style = (e) => getComputedStyle(e).outlineStyle, at = document.activeElement;
            return at === document.body || style(at) !== 'none' ||
                style(document.getElementById(at.getAttribute('aria-activedescendant')) ?? at) !== 'none';""")
        expect(outline, True, f"the focus is visible at {focus()!r}")


def names():
    """What stands in the narrow columns tells rows apart; the whole is where the mouse is."""
    for name, short in [("f", "f"), ("a::b::C::m", "C::m"), ("(anonymous namespace)::f", "f"),
                        ("s::(anonymous namespace)::C::m", "C::m"), ("a::f<std::map<int, b::T>, (lambda at x.cpp:1:2)>", "a::f"),
                        ("a::C<int>::operator<", "C::operator<"), ("a::C<int>::operator<<<int>", "C::operator<<"),
                        ("C::operator->", "C::operator->"), ("a::C::operator<=>", "C::operator<=>")]:
        expect(browser.run("return shortName(arguments[0])", name), short, name)
    browser.type("#filter", "message:'new")
    for text, title in browser.run("""
            return [...document.querySelectorAll('#rows .c-file')].map((e) => [e.textContent, e.title]);"""):
        path, line = title.rsplit(":", 1)
        directory, name = os.path.split(path)
        expect(text, f"{name}:{line} {directory}{'/' if directory else ''}", "a file")
    browser.press("Escape")


def looks():
    for scheme in ("light", "dark"):
        browser.emulate("prefers-color-scheme", scheme)
        for width, name in ((1400, "wide"), (420, "narrow")):
            browser.resize(width, 900)
            browser.open(page)
            browser.screenshot(os.path.join(shots, f"{name}-{scheme}.png"))
            expect(browser.run("return document.documentElement.scrollWidth <= innerWidth"), True, f"{name}: it fits")
            browser.press("Enter")
            browser.screenshot(os.path.join(shots, f"{name}-{scheme}-open.png"))
            expect(browser.run("return document.documentElement.scrollWidth <= innerWidth"), True, f"{name}: it fits")
        colours = browser.run("const s = getComputedStyle(document.body); return [s.color, s.backgroundColor]")
        brightness = [sum(map(int, colour[4:-1].split(","))) for colour in colours]
        expect(brightness[0] < brightness[1], scheme == "light", f"{scheme}: {colours}")
    browser.resize(1400, 900)
    browser.print(os.path.join(shots, "page.pdf"))


with webdriver.Browser() as browser:
    browser.open(page)
    filter_and_sort()
    of_returned = open_and_follow()
    decisions()
    graph()
    links(of_returned)
    names()
    accessible()
    looks()
    expect(browser.messages(), [], "what the page complains of")
