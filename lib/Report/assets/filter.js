// filter.js: which rows of the index a filter lets through.

/** Keys whose values begin with what is asked for. */
const beginKeys = {
  check: (row) => [row.check ?? ''],
  severity: (row) => [row.severity ?? ''],
  verdict: (row) => [row.verdict],
  kind: (row) => [row.group ?? row.decision?.group ?? '',
                  row.kind ?? row.decision?.kind ?? ''],
  reason: (row) => row.reasons,
};

/** Keys whose values have it somewhere in them. */
const insideKeys = {
  file: (row) => row.file.path,
  function: (row) => row.fn.name,
  type: (row) => row.type ?? row.decision?.type ?? '',
};

/** What a word is looked for in, made once for each row. */
function words(row) {
  return row.words ??=
      `${row.message}\n${row.file.path}:${row.line}\n${row.fn.name}\n${
        row.check ?? row.group}`.toLowerCase();
}

function sizeTerm(value) {
  const parts = /^([<>]?)=?(\d+)$/.exec(value);
  if (!parts)
    return () => false;
  const [, sign, digits] = parts, wanted = Number(digits);
  return ({size}) => size !== null && (sign === '<' ? size < wanted :
      sign === '>' ? size > wanted : size === wanted);
}

/** What `key:value` asks for, or null when that is no key. */
function keyTerm(key, value) {
  if (key === 'size')
    return sizeTerm(value);
  if (Object.hasOwn(beginKeys, key))
    return (row) => beginKeys[key](row).some((each) => each.startsWith(value));
  if (Object.hasOwn(insideKeys, key))
    return (row) => insideKeys[key](row).toLowerCase().includes(value);
  return null;
}

/** The terms of a filter: words, and "quoted parts" that keep their spaces. */
function splitTerms(filter) {
  return filter.toLowerCase().match(/(?:"[^"]*"?|[^\s"])+/g) ?? [];
}

function readTerm(term) {
  const bare = term.replaceAll('"', '');
  const negated = bare.length > 1 && bare.startsWith('-');
  const text = negated ? bare.slice(1) : bare;
  const colon = text.indexOf(':');
  // The value of a::b is no value: that is a name.
  const isKey = colon > 0 && text[colon + 1] !== ':';
  const test = (isKey && keyTerm(text.slice(0, colon), text.slice(colon + 1))) ||
      ((row) => words(row).includes(text));
  return negated ? (row) => !test(row) : test;
}

/** Makes a predicate of rows. */
function readFilter(filter) {
  const tests = splitTerms(filter).map(readTerm);
  return (row) => tests.every((test) => test(row));
}
