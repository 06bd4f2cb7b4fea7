// main.js: the summary, what is open, and the keys.

const index = new Index();
const source = new SourceView(showGraph);
const filterBox = byId('filter');
/** The address that is shown. */
let shown = null;

// --- What is open.

function isOpen() {
  return !byId('detail').hidden;
}

function openDetail() {
  byId('detail').hidden = false;
  document.body.classList.add('open');
}

function closeDetail() {
  const hadFocus = byId('detail').contains(document.activeElement);
  byId('detail').hidden = true;
  document.body.classList.remove('open');
  source.clear();
  index.reveal();
  if (hadFocus)
    byId('grid').focus();
}

/** Shows what an address names; one that names nothing here shows the index. */
function show(link) {
  if (link === shown)
    return;
  shown = link;
  for (const dialog of document.querySelectorAll('dialog[open]'))
    dialog.close();
  const target = readLink(link) ?? {view: index.view, filter: filterBox.value};
  if (target.view) {
    if (target.view !== index.view || target.filter !== filterBox.value)
      index.show(target.view, target.filter);
    if (isOpen())
      closeDetail();
    return;
  }
  openDetail();
  if (target.item) {
    source.showItem(target.item, target.step);
    index.selectItem(target.item);
  } else {
    source.showLine(target.file, target.line);
  }
}

let addressTimer;

/** Puts `link` into the address. A page inside another may not be allowed to. */
function setAddress(link, isNew) {
  clearTimeout(addressTimer);
  try {
    if (location.hash !== link)
      history[isNew ? 'pushState' : 'replaceState'](null, '', link);
  } catch (error) {
    console.info(error.message);
  }
}

/** Shows what `link` names, as a new entry of the browser's history. */
function go(link) {
  show(link);
  setAddress(link, true);
}

/** The same without a new entry. Browsers limit how often the address changes. */
function goOn(link) {
  show(link);
  clearTimeout(addressTimer);
  addressTimer = setTimeout(() => setAddress(link, false), 300);
}

const indexLink = () => linkToIndex(index.view, filterBox.value);

index.onChange = () => {
  if (!isOpen())
    goOn(indexLink());
};

// --- The summary.

function chip(text, number, view, filter, kind) {
  return element('button', {
    type: 'button', class: `chip ${kind}`, title: filter || `all ${view}`,
    onclick: () => {
      index.show(view, filter);
      byId('grid').focus();
    },
  }, text, ' ', element('b', {}, number.toLocaleString('en')));
}

function summaryLine(title, ...chips) {
  return element('div', {class: 'counts'}, element('span', {class: 'what'}, title), ...chips);
}

function tally(rows, key) {
  const result = new Map();
  for (const row of rows)
    result.set(row[key], (result.get(row[key]) ?? 0) + 1);
  return result;
}

function summarise() {
  byId('totals').textContent = `${count(data.findings.length, 'finding')} and ${
    count(data.decisions.length, 'decision')} in ${count(data.units, 'file')}, ${
    count(data.functionCount, 'function')}; version ${data.version}`;
  byId('incomplete').hidden = data.complete;
  document.title = `${count(data.findings.length, 'finding')} - escape-check`;
  const perCheck = tally(data.findings, 'check');
  const lines = [summaryLine('findings', ...data.checks.filter(({name}) => perCheck.has(name))
      .map(({name}) => chip(name, perCheck.get(name), 'findings', `check:${name}`, 'check')))];
  if (!perCheck.size)
    lines[0].append('none');
  for (const [group, known] of Object.entries(verdicts)) {
    const perVerdict = tally(data.decisions.filter((d) => d.group === group), 'verdict');
    if (perVerdict.size)
      lines.push(summaryLine(group === 'parameter' ? 'parameters leak' : `${group}s`,
          ...known.filter(([v]) => perVerdict.has(v)).map(([v]) =>
              chip(v, perVerdict.get(v), 'decisions', `kind:${group} verdict:${v}`, `v-${v}`))));
  }
  byId('counts').replaceChildren(...lines);
  if (matchMedia('(max-width: 700px)').matches)
    byId('summary').open = false;
}

// --- The graph.

function showGraph(fn) {
  byId('graph-title').textContent = fn.name;
  byId('graph-body').replaceChildren(drawGraph(lifetimeGraph(fn)));
  byId('graph').showModal();
}

// --- Keys and buttons.

function move(by) {
  index.select(index.selected + by);
  if (isOpen() && index.current)
    goOn(linkTo(index.current));
}

function step(by) {
  const {item} = source;
  const to = source.step + by;
  if (isOpen() && item && to >= 0 && to <= item.way.length)
    go(linkTo(item, to));
}

function switchView() {
  index.show(index.view === 'findings' ? 'decisions' : 'findings', filterBox.value);
}

function escape() {
  if (isOpen())
    go(indexLink());
  else if (filterBox.value)
    index.show(index.view, '');
  else if (document.activeElement === filterBox)
    byId('grid').focus();
}

const keys = {
  '/': () => filterBox.select(),
  j: () => move(1),
  k: () => move(-1),
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  Enter: () => index.current && open(index.current, true),
  o: () => source.togglePath(),
  n: () => step(1),
  p: () => step(-1),
  d: switchView,
  g: () => {
    const fn = ((isOpen() && source.item) || index.current)?.fn;
    if (fn?.decisions.length)
      showGraph(fn);
  },
  '?': () => byId('help').showModal(),
  Escape: escape,
};

/** Opens a row; with `focus` the keys go to the source from then on. */
function open(item, focus) {
  go(linkTo(item));
  if (focus)
    byId('source').focus({preventScroll: true});
}
index.onOpen = open;

addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey ||
      document.querySelector('dialog[open]'))
    return;
  const {target, key} = event;
  if (target === filterBox) {
    if (key === 'Enter' || key === 'ArrowDown')
      byId('grid').focus();
    else if (key === 'Escape')
      escape();
    else
      return;
    event.preventDefault();
    return;
  }
  // Buttons and links have their own use for Enter, the source for the arrows.
  const hasOwnUse = key === 'Enter' ? target.closest('button, a, summary, select')
      : key.startsWith('Arrow') && (target.closest('select') || isOpen());
  if (hasOwnUse || target.closest('select') && key.length === 1 || !Object.hasOwn(keys, key))
    return;
  keys[key]();
  event.preventDefault();
});

byId('controls').addEventListener('submit', (event) => event.preventDefault());
for (const button of document.querySelectorAll('#views button'))
  button.addEventListener('click', () => index.show(button.dataset.view, filterBox.value));
byId('close').addEventListener('click', () => go(indexLink()));
byId('help-button').addEventListener('click', () => byId('help').showModal());
addEventListener('hashchange', () => show(location.hash || indexLink()));

summarise();
if (location.hash)
  show(location.hash);
else
  byId('grid').focus();
