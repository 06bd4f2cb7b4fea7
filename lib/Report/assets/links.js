// links.js: what the part of the address behind '#' says.
//   ID, ID/2                          a finding, a step of its path
//   FILE:LINE, FILE:LINE:COLUMN       a place, and the decision that it has
//   FILE:LINE:COLUMN~2, .../3         the second one there, a step of its path
//   findings?FILTER, decisions?FILTER the index

function encode(text) {
  return encodeURIComponent(text).replace(/%(2F|3A|40|2C|7E)/g, decodeURIComponent);
}

/** The decisions at the place of `item`. */
function decisionsBeside(item) {
  return item.file.decisions.filter(
      (d) => d.line === item.line && d.column === item.column);
}

function linkOf(item) {
  if (item.id)
    return item.id;
  const {file, line, column} = item;
  const number = decisionsBeside(item).indexOf(item) + 1;
  return `${encode(file.path)}:${line}:${column}${number > 1 ? `~${number}` : ''}`;
}

/** The address of a finding or decision, or of a step of its path, from 1. */
function linkTo(item, step = 0) {
  item.link ??= `#${linkOf(item)}`;
  return step ? `${item.link}/${step}` : item.link;
}

function linkToLine(file, line) {
  return `#${encode(file.path)}:${line}`;
}

function linkToIndex(view, filter) {
  return `#${view}${filter ? `?${encode(filter)}` : ''}`;
}

/**
 * Reads an address. Gives {view, filter}, {item, step}, {file, line}, or null
 * for one that names nothing here.
 */
function readLink(link) {
  let text;
  try {
    text = decodeURIComponent(link.replace(/^#/, ''));
  } catch {
    return null;
  }
  const index = /^(findings|decisions)(?:\?(.*))?$/s.exec(text);
  if (index)
    return {view: index[1], filter: index[2] ?? ''};
  const id = /^([0-9a-f]{16})(?:\/(\d+))?$/.exec(text);
  if (id) {
    const item = data.findingOf.get(id[1]);
    return item ? withStep(item, id[2]) : null;
  }
  const place = /^(.+?):(\d+)(?::(\d+)(?:~(\d+))?(?:\/(\d+))?)?$/s.exec(text);
  const file = place && data.fileOf.get(place[1]);
  if (!file)
    return null;
  const line = Number(place[2]), column = Number(place[3]);
  const item = decisionsBeside({file, line, column})[(place[4] ?? 1) - 1];
  return item ? withStep(item, place[5]) : {file, line};
}

function withStep(item, digits) {
  const step = Number(digits ?? 0);
  return {item, step: step <= item.way.length ? step : 0};
}
