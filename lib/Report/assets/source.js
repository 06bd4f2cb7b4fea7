// source.js: a file with what was found and decided in it.

/** A file up to this many lines is in the document as a whole; of a longer one
 * the parts that came into sight. */
const WHOLE_LINES = 3000;
const PART_LINES = 200;
/** Marks behind a line before the rest of them is only counted. */
const MARKS = 4;

/** Where the byte column `column`, from 1, is in `text`. */
function indexOfColumn(text, column) {
  let index = 0;
  for (let bytes = column - 1; bytes > 0 && index < text.length;) {
    const point = text.codePointAt(index);
    bytes -= point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    index += point < 0x10000 ? 1 : 2;
  }
  return index;
}

function placeText({file, line, column}) {
  return `${file.path}:${line}:${column}`;
}

/** The short form of a decision that stands behind its line. */
function markText(d) {
  let name = plain(d.subject.replace(/^&/, ''));
  if (name.length > 40)
    name = withoutArguments(name);
  if (d.verdict === 'content')
    return `*${name} → heap`;
  return `${name} ${verdicts[d.group].find(([v]) => v === d.verdict)?.[1] ?? d.verdict}`;
}

class SourceView {
  constructor(showGraph) {
    this.showGraph = showGraph;
    this.scroller = byId('source');
    this.marks = byId('marks');
    this.file = this.item = null;
    this.step = 0;
    this.unfolded = new Set(); // decisions that are told below their lines
    this.openPaths = new Set(); // items
    this.observer = new IntersectionObserver((entries) => {
      for (const entry of entries)
        if (entry.isIntersecting)
          this.fill(entry.target);
    }, {root: this.scroller, rootMargin: '1000px 0px'});
    this.marks.addEventListener('change', () => {
      const top = this.scroller.scrollTop;
      this.render();
      this.scroller.scrollTop = top;
    });
    byId('paths').addEventListener('click', () => this.toggleAllPaths());
  }

  /** Shows a finding or decision, or the place that step `step` of it names. */
  showItem(item, step) {
    const before = this.told();
    this.item = item;
    this.step = step;
    if (!item.id)
      this.unfolded.add(item);
    this.openPaths.add(item);
    const {file, line} = step ? item.way[step - 1] : item;
    this.showPlace(file, line, [...before, ...this.told()]);
  }

  showLine(file, line) {
    const before = this.told();
    this.item = null;
    this.step = 0;
    this.showPlace(file, line, before);
  }

  /** Nothing is open any more. */
  clear() {
    const before = this.told();
    this.item = null;
    this.step = 0;
    this.refreshAll(before);
  }

  /** The places that look different for what is open. */
  told() {
    if (!this.item)
      return [];
    return this.step ? [this.item, this.item.way[this.step - 1]] : [this.item];
  }

  showPlace(file, line, changed) {
    if (this.file !== file) {
      this.file = file;
      this.render();
    } else {
      this.refreshAll(changed);
    }
    this.reveal(line);
  }

  prepare(file) {
    if (file.at)
      return;
    file.lines = file.source === null ? [] :
        file.source.replace(/\n$/, '').split('\n').map((line) => line.replace(/\r$/, ''));
    file.states = lexStates(file.lines);
    file.at = new Map();
    const entry = (line) => {
      if (!file.at.has(line))
        file.at.set(line, {findings: [], decisions: []});
      return file.at.get(line);
    };
    for (const f of file.findings)
      entry(f.line).findings.push(f);
    for (const d of file.decisions)
      entry(d.line).decisions.push(d);
  }

  render() {
    const {file} = this;
    if (!file)
      return;
    this.prepare(file);
    byId('path').replaceChildren(element('bdi', {}, file.path));
    this.scroller.setAttribute('aria-label', `Source of ${file.path}`);
    this.observer.disconnect();
    this.parts = [];
    for (let from = 1; from <= file.lines.length; from += PART_LINES) {
      const to = Math.min(from + PART_LINES - 1, file.lines.length);
      const part = element('div', {class: 'part', 'data-from': from, 'data-to': to});
      part.style.setProperty('--lines', to - from + 1);
      this.parts.push(part);
    }
    this.digits = String(file.lines.length).length;
    this.scroller.style.setProperty('--digits', this.digits);
    const isWhole = file.lines.length <= WHOLE_LINES;
    this.scroller.replaceChildren(this.note(), ...this.parts);
    for (const part of this.parts)
      if (isWhole)
        this.fill(part);
      else
        this.observer.observe(part);
    this.scroller.scrollTop = 0;
  }

  /** What has no line to stand below: the file is not here, or has changed. */
  note() {
    const {file} = this;
    const box = element('div', {class: 'note'});
    if (file.source === null)
      box.append(element('p', {class: 'notice'}, `No source: ${file.note}.`));
    const lines = [...file.at.keys()].filter((line) => line > file.lines.length || line < 1)
                      .sort((a, b) => a - b);
    if (file.source !== null && lines.length)
      box.append(element('p', {class: 'notice'},
                         'The file has fewer lines than when it was analysed.'));
    for (const line of lines) {
      const told = this.messages(line);
      if (told.length)
        box.append(element('div', {class: 'line', 'data-line': line},
                           element('p', {}, `Line ${line}`), ...told));
    }
    return box;
  }

  fill(part) {
    if (part.firstChild)
      return;
    this.observer.unobserve(part);
    const lines = [];
    for (let n = Number(part.dataset.from); n <= Number(part.dataset.to); ++n)
      lines.push(this.makeLine(n));
    part.append(...lines);
    part.classList.add('filled');
  }

  lineElement(n) {
    return this.scroller.querySelector(`.line[data-line="${n}"]`);
  }

  /** Makes line `n` anew, if it is in the document. */
  refresh(n) {
    if (n > this.file.lines.length || n < 1)
      this.scroller.firstChild.replaceWith(this.note());
    else
      this.lineElement(n)?.replaceWith(this.makeLine(n));
  }

  refreshAll(places) {
    for (const {file, line} of places)
      if (file === this.file)
        this.refresh(line);
  }

  reveal(n) {
    const part = this.parts[Math.floor((n - 1) / PART_LINES)];
    if (part)
      this.fill(part);
    const target = this.step ? this.scroller.querySelector('.step-note') :
        this.item ? this.scroller.querySelector('.message.current') : null;
    const line = this.lineElement(n);
    (line ?? target)?.scrollIntoView({block: 'center'});
    // Messages below a line may be long: then it is the line that has to be seen.
    if (line && line.getBoundingClientRect().top < this.scroller.getBoundingClientRect().top)
      line.scrollIntoView({block: 'start'});
    this.scroller.scrollLeft = 0;
  }

  makeLine(n) {
    const at = this.file.at.get(n);
    const isStep = this.step > 0 && this.item.way[this.step - 1].file === this.file &&
        this.item.way[this.step - 1].line === n;
    const isCurrent = !this.step && this.item?.file === this.file && this.item.line === n;
    const row = element('div', {class: 'code'},
        element('a', {class: 'number', href: linkToLine(this.file, n), tabindex: -1,
                      'aria-label': `line ${n}`}, String(n)),
        element('code', {}, ...this.code(n, at)));
    const marks = this.lineMarks(n, at);
    if (marks.length)
      row.append(element('span', {class: 'marks'}, ...marks));
    return element('div', {
      class: `line${isStep ? ' step-line' : ''}${isCurrent ? ' current-line' : ''}`,
      'data-line': n,
    }, row, ...isStep ? [this.stepNote()] : [], ...at ? this.messages(n) : []);
  }

  /** The text of line `n` in colours, with what is told of it underlined. */
  code(n, at) {
    const text = this.file.lines[n - 1];
    const {parts} = lexLine(text, this.file.states[n - 1]);
    const result = [];
    const plain = (from, to) => {
      for (const part of parts) {
        const begin = Math.max(from, part.from), end = Math.min(to, part.to);
        if (begin >= end)
          continue;
        result.push(text.slice(from, begin),
                    element('span', {class: `t-${part.kind}`}, text.slice(begin, end)));
        from = end;
      }
      result.push(text.slice(from, to));
    };
    let done = 0;
    for (const {index, classes} of this.places(n, at, text)) {
      if (index < done || index >= text.length)
        continue;
      const end = index + /^(?:[\p{L}\p{N}_]+|.)/su.exec(text.slice(index))[0].length;
      plain(done, index);
      result.push(element('mark', {class: [...classes].join(' ')}, text.slice(index, end)));
      done = end;
    }
    plain(done, text.length);
    return result;
  }

  /** Where something is told of in line `n`, in order. */
  places(n, at, text) {
    const classesAt = new Map();
    const add = (column, ...classes) => {
      const index = indexOfColumn(text, column);
      classesAt.set(index, new Set([...classesAt.get(index) ?? [], ...classes]));
    };
    for (const d of this.shownDecisions(at))
      add(d.column, 'decided', `v-${d.verdict}`);
    for (const f of at?.findings ?? [])
      add(f.column, 'found', f.severity);
    this.told().forEach(({file, line, column}, i, {length}) => {
      if (file === this.file && line === n)
        add(column, i === length - 1 ? 'told' : 'origin');
    });
    return [...classesAt].sort(([a], [b]) => a - b)
        .map(([index, classes]) => ({index, classes}));
  }

  shownDecisions(at) {
    const which = this.marks.value;
    if (which === 'none')
      return [];
    return (at?.decisions ?? []).filter((d) => which === 'all' || !stays(d));
  }

  /** The marks behind line `n`, what escapes first. */
  lineMarks(n, at) {
    const shown = this.shownDecisions(at);
    const isUnfolded = shown.length && shown.every((d) => this.unfolded.has(d));
    const sorted = [...shown].sort((a, b) => stays(a) - stays(b));
    const result = sorted.slice(0, MARKS).map((d) => element('button', {
      type: 'button', class: `chip v-${d.verdict}`, title: d.message,
      'aria-expanded': String(this.unfolded.has(d)),
      onclick: () => this.toggle([d], !this.unfolded.has(d), n),
    }, markText(d)));
    if (sorted.length > MARKS)
      result.push(element('button', {
        type: 'button', class: 'chip', 'aria-expanded': String(isUnfolded),
        onclick: () => this.toggle(shown, !isUnfolded, n),
      }, `${isUnfolded ? '−' : '+'}${sorted.length - MARKS} more`));
    return result;
  }

  toggle(decisions, unfold, n) {
    for (const d of decisions)
      unfold ? this.unfolded.add(d) : this.unfolded.delete(d);
    const focused = [...this.lineElement(n).querySelectorAll('.chip')]
                        .indexOf(document.activeElement);
    this.refresh(n);
    this.lineElement(n).querySelectorAll('.chip')[focused]?.focus();
  }

  messages(n) {
    const {findings, decisions} = this.file.at.get(n);
    return [...findings, ...decisions.filter((d) => this.unfolded.has(d))]
        .map((item) => this.message(item));
  }

  message(item) {
    const isCurrent = item === this.item;
    const head = element('p', {});
    if (item.id)
      head.append(element('b', {class: `word ${item.severity}`}, `${item.severity}: `),
                  item.message, ' ', element('span', {class: 'check'}, `[${item.check}]`));
    else
      head.append(element('b', {class: `verdict v-${item.verdict}`}, `${item.group}: `),
                  item.message, ' ', element('span', {class: 'facts'}, this.facts(item)));
    head.append(element('a', {class: 'tool', href: linkTo(item), title: 'Link to this'}, 'link'));
    if (item.fn.decisions.length)
      head.append(element('button', {type: 'button', class: 'tool',
                                     title: `The lifetime graph of ${item.fn.name}`,
                                     onclick: () => this.showGraph(item.fn)}, 'graph'));
    const kind = item.severity ?? `decision v-${item.verdict}`;
    return element('div', {class: `message ${kind}${isCurrent ? ' current' : ''}`},
                   head, ...item.way.length ? [this.path(item)] : []);
  }

  facts(d) {
    const size = d.size === null ? '' : count(d.size, 'byte');
    const instances = d.instances > 1 ? `the worst of ${d.instances}` : '';
    const verdict = d.verdict === 'none' ? '' :
        [d.verdict, d.reasons.join(', ')].filter(Boolean).join(': ');
    return [verdict, d.type, size, instances].filter(Boolean).join('; ');
  }

  path(item) {
    const steps = item.way.map((step, i) => element('li', {},
        element('a', {href: linkTo(item, i + 1), class: 'step',
                      'aria-current': item === this.item && this.step === i + 1 ? 'step' : null},
                step.message, ' ', element('span', {class: 'place'}, placeText(step)))));
    const title = item.id ? 'path' : item.sink ? `flow: {${item.sink}} ← ${item.subject}` : 'why';
    const box = element('details', {class: 'path', open: this.openPaths.has(item)},
        element('summary', {}, `${title}, ${count(item.way.length, 'step')}`),
        element('ol', {}, ...steps));
    box.addEventListener('toggle', () => {
      box.open ? this.openPaths.add(item) : this.openPaths.delete(item);
    });
    return box;
  }

  stepNote() {
    const {item, step} = this;
    const link = (text, to, isThere) =>
        isThere ? element('a', {href: linkTo(item, to)}, text) : element('span', {}, text);
    return element('div', {class: 'step-note'},
        element('p', {}, element('b', {class: 'word note'}, 'note: '), item.way[step - 1].message,
                ' ', element('span', {class: 'facts'},
                             `step ${step} of ${item.way.length}: ${item.subject || item.message}`)),
        element('nav', {'aria-label': 'Steps'}, link('previous', step - 1, step > 1),
                link('next', step + 1, step < item.way.length),
                link(item.id ? 'back to the finding' : 'back to the decision', 0, true)));
  }

  /** Shows or hides the path of what is open. */
  togglePath() {
    if (!this.item || !this.item.way.length)
      return;
    this.openPaths.has(this.item) ? this.openPaths.delete(this.item)
                                  : this.openPaths.add(this.item);
    if (this.item.file === this.file)
      this.refresh(this.item.line);
  }

  toggleAllPaths() {
    if (!this.file)
      return;
    const items = [...this.file.findings, ...this.unfolded].filter(
        (item) => item.file === this.file && item.way.length);
    const open = items.some((item) => !this.openPaths.has(item));
    for (const item of items) {
      open ? this.openPaths.add(item) : this.openPaths.delete(item);
      this.refresh(item.line);
    }
  }
}
