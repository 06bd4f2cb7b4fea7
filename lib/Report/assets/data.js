'use strict';
// data.js: the data of the page, as lib/Report/Html.cpp writes it, made into
// objects. Nothing else knows the form in which it is written.

const data = (() => {
  const raw = JSON.parse(document.getElementById('data').textContent);
  const text = (index) => raw.strings[index];

  const files = raw.files.map(([path, source, note], index) =>
      ({index, path, source, note, findings: [], decisions: []}));
  const functions = raw.functions.map(([name, mangled, file]) =>
      ({name: text(name), mangled: text(mangled), file: files[file],
        decisions: []}));
  const step = (index) => {
    const [file, line, column, message] =
        raw.steps.slice(4 * index, 4 * index + 4);
    return {file: files[file], line, column, message: text(message)};
  };
  /** What all rows of the index have. */
  const row = (order, file, line, column, fn) => ({
    order, file: files[file], line, column, fn: functions[fn],
  });

  const decisions = raw.decisions.map(
      ([file, line, column, fn, group, kind, message, subject, type, size,
        verdict, sink, reasons, way, instances], order) =>
        Object.assign(row(order, file, line, column, fn), {
          group: text(group), kind: text(kind), message: text(message),
          subject: text(subject), type: text(type), size: size < 0 ? null : size,
          verdict: text(verdict), sink: text(sink),
          reasons: reasons.map(text), way: way.map(step), instances,
        }));
  const findings = raw.findings.map(
      ([file, line, column, fn, id, check, severity, message, size, verdict,
        reasons, way, decision], order) =>
        Object.assign(row(order, file, line, column, fn), {
          id, check: raw.checks[check][0], checkOrder: check,
          severity: text(severity), message: text(message),
          size: size < 0 ? null : size, verdict: text(verdict),
          reasons: reasons.map(text), way: way.map(step),
          decision: decision < 0 ? null : decisions[decision],
        }));
  for (const d of decisions) {
    d.file.decisions.push(d);
    d.fn.decisions.push(d);
  }
  for (const f of findings)
    f.file.findings.push(f);
  return {
    version: raw.version, complete: raw.complete, units: raw.units,
    functionCount: raw.functionCount, checks: raw.checks.map(([name, summary]) =>
        ({name, summary})),
    files, functions, decisions, findings,
    fileOf: new Map(files.map((f) => [f.path, f])),
    findingOf: new Map(findings.map((f) => [f.id, f])),
  };
})();

/** What can be decided of each group, from good to bad, with words to tell it. */
const verdicts = {
  allocation: [['stack', 'stays'], ['arena', 'stays, in an arena'],
               ['caller', '→ caller'], ['heap', '→ heap']],
  variable: [['stack', 'stays'], ['oversized', 'is too large'],
             ['moved-to-heap', '→ heap']],
  parameter: [['none', 'stays'], ['result', '→ result'],
              ['content', 'content → heap'], ['heap', '→ heap']],
};

const verdictRank = new Map(
    ['none', 'stack', 'arena', 'result', 'caller', 'content', 'heap',
     'oversized', 'moved-to-heap'].map((verdict, rank) => [verdict, rank]));

const stays = (item) => verdictRank.get(item.verdict) <= verdictRank.get('arena');

/**
 * Makes an element. Properties that begin with "on" are listeners, text is never
 * read as HTML.
 */
function element(tag, properties = {}, ...children) {
  const result = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on'))
      result.addEventListener(name.slice(2), value);
    else if (value === true)
      result.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined)
      result.setAttribute(name, value);
  }
  result.append(...children);
  return result;
}

/** A name, or a text with names, without what says little where room is short. */
const plain = (text) => text.replaceAll('(anonymous namespace)::', '')
                            .replace(/\(lambda at [^)]*\)/g, 'lambda');

/** A name without the arguments of templates. */
function withoutArguments(name) {
  let result = name;
  for (let before = ''; before !== result;) {
    before = result;
    result = result.replace(/(?<!operator)<[^<>]*>/g, '');
  }
  return result;
}

const byId = (id) => document.getElementById(id);

const count = (n, what) =>
  `${n.toLocaleString('en')} ${what}${n === 1 ? '' : 's'}`;
