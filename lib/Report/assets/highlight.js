// highlight.js: the lexical parts of C and C++ that are shown in a colour:
// comments, literals, keywords, directives. It only has to look right.

const keywords = new Set(`alignas alignof asm auto bool break case catch char
  char8_t char16_t char32_t class co_await co_return co_yield concept const
  consteval constexpr constinit const_cast continue decltype default delete do
  double dynamic_cast else enum explicit export extern false final float for
  friend goto if inline int long mutable namespace new noexcept nullptr operator
  override private protected public register reinterpret_cast requires restrict
  return short signed sizeof static static_assert static_cast struct switch
  template this thread_local throw true try typedef typeid typename union
  unsigned using virtual void volatile wchar_t while _Bool _Atomic`.split(/\s+/));

const lexeme = new RegExp([
  String.raw`(?<comment>//.*|/\*.*?(?:\*/|$))`,
  String.raw`(?<raw>(?:u8|[uUL])?R"(?<delimiter>[^\s()\\]{0,16})\()`,
  String.raw`(?<literal>(?:u8|[uUL])?(?:"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?))`,
  String.raw`(?<directive>^\s*#\s*\w+)`,
  String.raw`(?<number>\b\d(?:[\w.]|'\w|[eEpP][+-])*)`,
  String.raw`(?<word>[A-Za-z_]\w*)`,
].join('|'), 'g');

/**
 * Takes one line apart. `inside` is the end of the comment or raw literal that
 * it begins in, or ''. Gives the parts that have a colour and the state at the
 * end of the line.
 */
function lexLine(text, inside) {
  const parts = [];
  let at = 0;
  const skipTo = (end, from, kind) => {
    const found = text.indexOf(end, at);
    at = found < 0 ? text.length : found + end.length;
    parts.push({from, to: at, kind});
    return found < 0 ? end : '';
  };
  if (inside)
    inside = skipTo(inside, 0, inside === '*/' ? 'comment' : 'literal');
  while (!inside) {
    lexeme.lastIndex = at;
    const match = lexeme.exec(text);
    if (!match)
      break;
    const {groups: g, index: from, 0: part} = match;
    at = from + part.length;
    if (g.raw)
      inside = skipTo(`)${g.delimiter}"`, from, 'literal');
    else if (g.comment?.startsWith('/*') && !/^\/\*.*\*\/$/s.test(part)) {
      parts.push({from, to: at, kind: 'comment'});
      inside = '*/';
    } else {
      const kind = g.comment ? 'comment' : g.literal ? 'literal' :
          g.directive ? 'directive' : g.number ? 'number' :
          keywords.has(part) ? 'keyword' : null;
      if (kind)
        parts.push({from, to: at, kind});
    }
  }
  return {parts, inside};
}

/** What each line of `lines` begins in. */
function lexStates(lines) {
  let inside = '';
  return lines.map((line) => {
    const before = inside;
    // Most lines cannot change it.
    if (inside ? line.includes(inside) : /\/\*|R"/.test(line))
      inside = lexLine(line, inside).inside;
    return before;
  });
}
