// index.js: the list of findings or decisions. It may have a hundred thousand
// rows, so only those in sight are in the document.

const columns = [
  {key: 'check', title: ['Check', 'Kind'],
   text: (row) => row.check ?? row.kind ?? '',
   order: (row) => row.checkOrder ?? row.group + row.kind},
  {key: 'verdict', title: ['Verdict', 'Verdict'], text: (row) => row.verdict,
   order: (row) => verdictRank.get(row.verdict) ?? null},
  {key: 'file', title: ['File', 'File'], text: (row) => `${row.file.path}:${row.line}`,
   order: (row) => row.file.path},
  {key: 'message', title: ['Message', 'Decision'], text: (row) => row.message,
   order: (row) => row.message},
  {key: 'function', title: ['Function', 'Function'], text: (row) => row.fn.name,
   order: (row) => row.fn.name},
  {key: 'size', title: ['Size', 'Size'],
   text: (row) => row.size === null ? '' : row.size.toLocaleString('en'),
   order: (row) => row.size},
];

/**
 * The end of a function's name, which tells the functions of a file apart: the
 * class and its member.
 */
const shortName = (name) =>
  withoutArguments(plain(name)).split('::').slice(-2).join('::');

/** Rows that the printed page has at most. */
const PRINTED_ROWS = 5000;

class Index {
  /**
   * Is called with a row that is to be opened, and whether by a key.
   */
  onOpen = null;
  /** Is called when other rows are listed. */
  onChange = null;

  constructor() {
    this.view = data.findings.length || !data.decisions.length ? 'findings'
                                                               : 'decisions';
    this.sortKey = 'file';
    this.descending = false;
    this.selected = 0;
    this.grid = byId('grid');
    this.body = byId('rows');
    this.filter = byId('filter');
    this.makeHead();
    this.grid.addEventListener('scroll', () => this.renderSoon(), {passive: true});
    this.grid.addEventListener('keydown', (event) => this.onKey(event));
    this.filter.addEventListener('input', () => this.update());
    this.body.addEventListener('click', (event) => this.onClick(event));
    new ResizeObserver(() => this.render()).observe(this.grid);
    matchMedia('print').addEventListener('change', () => this.render());
    this.update();
  }

  makeHead() {
    for (const column of columns) {
      const button = element('button', {type: 'button', onclick: () => this.sort(column.key)});
      column.head = element('div', {role: 'columnheader', class: `c-${column.key}`}, button);
      byId('columns').append(column.head);
    }
  }

  get all() { return data[this.view]; }
  get current() { return this.rows[this.selected]; }

  /** Shows `view` with `filter`, from the top. */
  show(view, filter) {
    this.view = view;
    this.filter.value = filter;
    this.update();
  }

  sort(key) {
    this.descending = this.sortKey === key && !this.descending;
    this.sortKey = key;
    this.update();
  }

  /** Filters and sorts anew. What was selected stays so, if it is still there. */
  update() {
    const was = this.rows && this.current;
    this.rows = this.all.filter(readFilter(this.filter.value));
    this.sortRows();
    this.selected = Math.max(0, this.rows.indexOf(was));
    this.describe();
    this.grid.scrollTop = 0;
    this.reveal();
    this.onChange?.();
  }

  sortRows() {
    const {order} = columns.find((column) => column.key === this.sortKey);
    const sign = this.descending ? -1 : 1;
    this.rows.sort((a, b) => {
      const x = order(a), y = order(b);
      if (x === y)
        return a.order - b.order;
      if (x === null || y === null) // not known: at the end, either way
        return x === null ? 1 : -1;
      return x < y ? -sign : sign;
    });
  }

  describe() {
    const isFindings = this.view === 'findings';
    for (const button of document.querySelectorAll('#views button'))
      button.setAttribute('aria-pressed', button.dataset.view === this.view);
    for (const column of columns) {
      const isSorted = column.key === this.sortKey;
      column.head.firstChild.textContent = column.title[isFindings ? 0 : 1];
      column.head.setAttribute('aria-sort',
          !isSorted ? 'none' : this.descending ? 'descending' : 'ascending');
    }
    const what = isFindings ? 'finding' : 'decision';
    byId('count').textContent = this.rows.length === this.all.length
      ? count(this.all.length, what)
      : `${this.rows.length.toLocaleString('en')} of ${count(this.all.length, what)}`;
    this.grid.dataset.view = this.view;
    this.grid.setAttribute('aria-label', isFindings ? 'Findings' : 'Decisions');
    this.grid.setAttribute('aria-rowcount', this.rows.length + 1);
  }

  /** Moves the selection to row `at`, or as near as there is one. */
  select(at) {
    this.selected = Math.max(0, Math.min(at, this.rows.length - 1));
    this.reveal();
  }

  /** Selects the row of `item`, if it is listed. */
  selectItem(item) {
    const at = this.rows.indexOf(item);
    if (at >= 0)
      this.select(at);
  }

  reveal() {
    const height = this.rowHeight();
    const top = this.selected * height;
    const room = this.grid.clientHeight - byId('columns').offsetHeight;
    if (top < this.grid.scrollTop)
      this.grid.scrollTop = top;
    else if (top + height > this.grid.scrollTop + room)
      this.grid.scrollTop = top + height - room;
    this.render();
  }

  rowHeight() {
    return parseFloat(getComputedStyle(this.grid).getPropertyValue('--row-height'));
  }

  renderSoon() {
    this.pending ??= requestAnimationFrame(() => {
      this.pending = null;
      this.render();
    });
  }

  render() {
    if (matchMedia('print').matches)
      return this.renderAll();
    const height = this.rowHeight();
    const first = Math.max(0, Math.floor(this.grid.scrollTop / height) - 5);
    const last = Math.min(this.rows.length,
        Math.ceil((this.grid.scrollTop + this.grid.clientHeight) / height) + 5);
    this.body.style.height = `${this.rows.length * height}px`;
    const shown = this.rows.slice(first, last).map((row, i) => {
      const line = this.makeRow(row, first + i);
      line.style.top = `${(first + i) * height}px`;
      return line;
    });
    this.body.replaceChildren(...shown.length ? shown : [this.nothing()]);
    if (this.rows.length && first <= this.selected && this.selected < last)
      this.grid.setAttribute('aria-activedescendant', `row${this.selected}`);
    else
      this.grid.removeAttribute('aria-activedescendant');
  }

  nothing() {
    const text = this.all.length ? 'Nothing matches the filter.' :
        this.view === 'findings' ? 'Nothing was found.' : 'There is nothing to decide.';
    return element('p', {class: 'nothing'}, text);
  }

  /** Paper cannot be scrolled. */
  renderAll() {
    const lines = this.rows.slice(0, PRINTED_ROWS)
                      .map((row, i) => this.makeRow(row, i));
    const rest = this.rows.length - lines.length;
    if (rest > 0)
      lines.push(element('p', {}, `… and ${rest.toLocaleString('en')} more.`));
    this.body.replaceChildren(...lines);
  }

  makeRow(row, at) {
    const cells = columns.map((column) => {
      const text = column.text(row);
      const cell = element('div', {role: 'gridcell', class: `c-${column.key}`, title: text});
      if (column.key === 'message')
        cell.append(element('a', {href: linkTo(row), tabindex: -1}, plain(text)));
      else if (column.key === 'verdict')
        cell.append(element('span', {class: `verdict v-${row.verdict}`}, text));
      else if (column.key === 'check' && row.severity)
        cell.append(element('span', {class: `severity ${row.severity}`,
                                     title: row.severity}), text);
      else if (column.key === 'check')
        cell.append(row.group === 'allocation' ? row.kind : row.group);
      else if (column.key === 'file')
        cell.append(...this.place(row));
      else
        cell.append(element('bdi', {}, column.key === 'function' ? shortName(text) : text));
      return cell;
    });
    return element('div', {role: 'row', id: `row${at}`, 'aria-rowindex': at + 2,
                           'aria-selected': String(at === this.selected),
                           'data-at': at}, ...cells);
  }

  /** The name of a file says more than where it is, so it comes first. */
  place(row) {
    const slash = row.file.path.lastIndexOf('/') + 1;
    return [element('bdi', {}, `${row.file.path.slice(slash)}:${row.line}`), ' ',
            element('bdi', {class: 'directory'}, row.file.path.slice(0, slash))];
  }

  onClick(event) {
    const row = event.target.closest('[data-at]');
    // The link in it does the rest, here or in a new tab.
    if (!row || event.ctrlKey || event.metaKey || event.shiftKey)
      return;
    this.select(Number(row.dataset.at));
    this.grid.focus({preventScroll: true});
    event.preventDefault();
    this.onOpen(this.current);
  }

  onKey(event) {
    if (event.target.closest('#columns') || event.altKey || event.ctrlKey || event.metaKey)
      return;
    const page = Math.max(1, Math.floor(this.grid.clientHeight / this.rowHeight()) - 2);
    const moves = {ArrowDown: this.selected + 1, ArrowUp: this.selected - 1,
                   PageDown: this.selected + page, PageUp: this.selected - page,
                   Home: 0, End: this.rows.length - 1};
    if (Object.hasOwn(moves, event.key))
      this.select(moves[event.key]);
    else if (event.key === 'Enter' && this.current)
      this.onOpen(this.current, true);
    else
      return;
    event.preventDefault();
  }
}
