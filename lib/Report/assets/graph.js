// graph.js: the lifetime graph of a function: which regions its allocations,
// variables and parameters reach, and by which steps.
//
// lifetimeGraph() makes the graph from the decisions; drawGraph() knows nothing
// of them, and draws any graph of that form:
//   {made: [{id, title, staying}], regions: [{id, title}],
//    nodes: [{text, title, made, verdict, href, to: region or null,
//             steps: [{text, href}]}]}
// Each node is in the box `made`, whose title is `staying` for those without a
// region; one with a region has an edge there.

const regionTitles = {
  caller: 'the caller',
  heap: 'the heap',
  global: 'globals, or memory of which nothing is known',
  thread: 'other threads',
  unknown: 'functions that are not known',
  large: 'the heap: too large for the stack',
};

const regionOfReason = {
  'return': 'caller', 'out-param': 'caller', global: 'global', thread: 'thread',
  channel: 'thread', 'unknown-call': 'unknown', 'indirect-call': 'unknown',
  'virtual-call': 'unknown', oversized: 'large',
};

function regionOf(d) {
  if (stays(d))
    return null;
  if (d.verdict === 'result' || d.sink === 'caller')
    return 'caller';
  return regionOfReason[d.reasons[0]] ?? 'heap';
}

const madeTitles = {
  parameter: 'the caller: parameters',
  frame: 'the frame',
  arena: 'the frame: many, or of a size that is not constant',
};

const stayingTitles = {
  parameter: 'parameters that are not kept',
  frame: 'what stays in the frame',
  arena: 'what stays in the frame: many, or of a size that is not constant',
};

function madeIn(d) {
  return d.group === 'parameter' ? 'parameter' : d.verdict === 'arena' ? 'arena' : 'frame';
}

function lifetimeGraph(fn) {
  const isOnly = (d) => fn.decisions.every((each) => each === d || each.subject !== d.subject);
  const nodes = fn.decisions.map((d) => ({
    text: isOnly(d) ? d.subject : `${d.subject}, line ${d.line}`,
    title: `${placeText(d)}: ${d.message}`, made: madeIn(d),
    verdict: d.verdict, href: linkTo(d), to: regionOf(d),
    // What stays has its reasons in the path, not a way out.
    steps: stays(d) ? [] : d.way.map((step, i) =>
        ({text: step.message, title: `${step.message} at ${placeText(step)}`,
          href: linkTo(d, i + 1)})),
  }));
  const used = (titles, key) => Object.entries(titles)
      .filter(([id]) => nodes.some((node) => node[key] === id))
      .map(([id, title]) => ({id, title, staying: stayingTitles[id]}));
  return {nodes, made: used(madeTitles, 'made'), regions: used(regionTitles, 'to')};
}

const draw = {
  row: 30, node: 22, gap: 14, title: 24, character: 7.3, most: 36, edge: 30, bend: 60,
};

function svg(tag, properties, ...children) {
  const result = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(properties))
    result.setAttribute(name, value);
  result.append(...children);
  return result;
}

/**
 * What tells least goes first: what is in the tip, the arguments of templates,
 * the middle.
 */
function shorten(text) {
  const isLong = () => text.length > draw.most;
  if (isLong())
    text = text.replace(', whose body is not known', '');
  for (let before = ''; isLong() && text !== before;) {
    before = text;
    text = text.replaceAll(/<[^<>]*>/g, '\u2039\u203a');
  }
  text = text.replaceAll('\u2039\u203a', '<…>');
  if (isLong())
    text = text.replaceAll('(anonymous namespace)::', '');
  return isLong() ? `${text.slice(0, 10)}…${text.slice(11 - draw.most)}` : text;
}

const widthOf = (text) => Math.ceil(shorten(text).length * draw.character);

function svgLink(href, title, ...children) {
  return svg('a', {href}, svg('title', {}, title), ...children);
}

function svgText(x, y, text, kind) {
  return svg('text', {x, y, class: kind}, text);
}

function svgBox(x, y, width, height, title, kind) {
  return svg('g', {class: kind}, svg('rect', {x, y, width, height, rx: 6}),
             svgText(x + 10, y + 16, title, 'title'));
}

function svgNode(node, x, y) {
  const width = widthOf(node.text) + 16;
  return svgLink(node.href, node.title,
      svg('rect', {x, y, width, height: draw.node, rx: node.made === 'parameter' ? 11 : 3,
                   class: `node v-${node.verdict}`}),
      svgText(x + 8, y + 15, shorten(node.text), 'label'));
}

/** At most three steps; the tip of what stands for the others names them. */
function edgeLabels({steps}) {
  if (steps.length <= 3)
    return steps;
  const hidden = steps.slice(1, -1);
  return [steps[0], {text: `… ${hidden.length} more …`, href: hidden[0].href,
                     title: hidden.map(({title}) => title).join('\n')}, steps.at(-1)];
}

/** The nodes that stay, side by side in boxes as wide as `room`. */
function placeStaying(graph, room) {
  const parts = [];
  let y = 0;
  for (const {id, staying} of graph.made) {
    const nodes = graph.nodes.filter((node) => node.made === id && !node.to);
    if (!nodes.length)
      continue;
    const top = y, placed = [];
    let x = 10;
    y += draw.title;
    for (const node of nodes) {
      const width = widthOf(node.text) + 16;
      if (x > 10 && x + width > room - 10) {
        x = 10;
        y += draw.row;
      }
      placed.push(svgNode(node, x, y));
      x += width + 8;
    }
    y += draw.row;
    parts.push(svgBox(0, top, room, y - top, staying, 'region stays'), ...placed);
    y += draw.gap;
  }
  return {parts, height: y};
}

/** The nodes that leave: on the left where they are made, on the right where to. */
function placeLeaving(graph, from) {
  const leaving = graph.regions.flatMap((region) =>
      graph.nodes.filter((node) => node.to === region.id));
  if (!leaving.length)
    return {parts: [], height: from, width: 0};
  const titleWidth = (boxes) =>
      Math.max(0, ...boxes.map(({title}) => title.length * draw.character + 24));
  const made = graph.made.filter(({id}) => leaving.some((node) => node.made === id));
  const leftWidth = Math.max(titleWidth(made), ...leaving.map((node) => widthOf(node.text) + 40));
  const labelsWidth = Math.max(0, ...leaving.map((node) =>
      edgeLabels(node).reduce((sum, {text}) => sum + widthOf(text) + 26, 0)));
  const right = leftWidth + draw.edge + labelsWidth + draw.bend;
  const rightWidth = titleWidth(graph.regions);

  const boxes = [], nodes = [], atRow = new Map();
  let y = from;
  for (const {id, title} of made) {
    const top = y;
    y += draw.title;
    for (const node of leaving.filter((each) => each.made === id)) {
      nodes.push(svgNode(node, 10, y));
      atRow.set(node, y + draw.node / 2);
      y += draw.row;
    }
    boxes.push(svgBox(0, top, leftWidth, y - top, title, 'region'));
    y += draw.gap;
  }
  const bottom = y;
  // As high as what they are reached from, and one below the other.
  const edges = [];
  y = from;
  for (const {id, title} of graph.regions) {
    const own = leaving.filter((node) => node.to === id)
                    .sort((a, b) => atRow.get(a) - atRow.get(b));
    const height = draw.title + own.length * draw.row;
    boxes.push(svgBox(right, y, rightWidth, height, title, `region to-${id}`));
    own.forEach((node, i) => edges.push(
        ...svgEdge(node, leftWidth, atRow.get(node), right,
                   y + draw.title + i * draw.row + draw.node / 2)));
    y += height + draw.gap;
  }
  return {parts: [...boxes, ...edges, ...nodes], width: right + rightWidth,
          height: Math.max(bottom, y)};
}

function svgEdge(node, left, y, right, end) {
  const start = widthOf(node.text) + 26, bend = right - draw.bend;
  const labels = [];
  let x = left + draw.edge / 2;
  for (const step of edgeLabels(node)) {
    const width = widthOf(step.text) + 12;
    labels.push(svgLink(step.href, step.title,
        svg('rect', {x, y: y - 10, width, height: 20, rx: 10, class: 'step'}),
        svgText(x + 6, y + 4, shorten(step.text), 'label')));
    x += width + 14;
  }
  const middle = (bend + right) / 2;
  const curve = `${middle},${y} ${middle},${end} ${right - 2},${end}`;
  return [svg('path', {class: `edge v-${node.verdict}`, 'marker-end': 'url(#arrow)',
                       d: `M${start},${y} H${bend} C${curve}`}),
          ...labels];
}

function drawGraph(graph) {
  const leaving = placeLeaving(graph, 0);
  const staying = placeStaying(graph, Math.max(leaving.width, 640));
  const width = Math.max(leaving.width, 640) + 2;
  const height = leaving.height + staying.height + 2;
  const arrow = svg('marker', {id: 'arrow', viewBox: '0 0 8 8', refX: 8, refY: 4,
                               markerWidth: 7, markerHeight: 7, orient: 'auto'},
                    svg('path', {d: 'M0,0 L8,4 L0,8 z'}));
  return svg('svg', {width, height, viewBox: `-1 -1 ${width} ${height}`, role: 'img',
                     'aria-label': 'Lifetime graph'},
             svg('defs', {}, arrow),
             svg('g', {transform: `translate(0 ${leaving.height})`}, ...staying.parts),
             ...leaving.parts);
}
