/** HTML as plain text, in time linear to it: the texts come from outside. */

const characters = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', shy: '\u00ad' },
  ...{ lsquo: '‘', rsquo: '’', sbquo: '‚', ldquo: '“', rdquo: '”', bdquo: '„', laquo: '«', raquo: '»' },
  ...{ ndash: '–', mdash: '—', hellip: '…', bull: '•', middot: '·', thinsp: ' ', ensp: ' ', emsp: ' ' },
  ...{ cent: '¢', pound: '£', yen: '¥', euro: '€', copy: '©', reg: '®', trade: '™', sect: '§', para: '¶' },
  ...{ deg: '°', plusmn: '±', times: '×', divide: '÷', frac12: '½', frac14: '¼', frac34: '¾', micro: 'µ' },
  ...{ larr: '←', uarr: '↑', rarr: '→', darr: '↓', le: '≤', ge: '≥', ne: '≠', asymp: '≈', minus: '−' },
  ...{ aacute: 'á', agrave: 'à', acirc: 'â', atilde: 'ã', auml: 'ä', aring: 'å', aelig: 'æ', ccedil: 'ç' },
  ...{ eacute: 'é', egrave: 'è', ecirc: 'ê', euml: 'ë', iacute: 'í', icirc: 'î', iuml: 'ï', ntilde: 'ñ' },
  ...{ oacute: 'ó', ograve: 'ò', ocirc: 'ô', otilde: 'õ', ouml: 'ö', oslash: 'ø', uacute: 'ú', ugrave: 'ù' },
  ...{ ucirc: 'û', uuml: 'ü', szlig: 'ß', Auml: 'Ä', Ouml: 'Ö', Uuml: 'Ü', Eacute: 'É', Aring: 'Å' },
};
const named: ReadonlyMap<string, string> = new Map(Object.entries(characters));

const entity = /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z]{2,8}\d{0,2}));/g;
/** A tag, or a comment. What merely holds a `<` is none. */
const tag = /<[A-Za-z/!][^<>]*>/g;
/** Tags inside a word or sentence; any other is a break. */
const inline = /^<\/?(?:a|abbr|b|em|font|i|mark|s|small|span|strong|sub|sup|u)[\s/>]/i;
/** What the numbers 128 to 159 mean in HTML: the characters of Windows. */
const windows = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

function character(code: number): string | undefined {
  const isCharacter = code > 31 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  if (code === 9 || code === 10 || code === 13) return ' ';
  if (code > 127 && code < 160) return windows[code - 128];
  return isCharacter ? String.fromCodePoint(code) : undefined;
}

/** Text with its HTML entities decoded, once: what was escaped twice stays escaped once. Unknown ones stay. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(entity, (whole: string, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return named.get(name) ?? whole;
    return character(decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal)) ?? whole;
  });
}

/** HTML without its tags, entities decoded, on one line. */
export function plainText(html: string): string {
  const text = html.includes('<') ? html.replace(tag, found => (inline.test(found) ? '' : ' ')) : html;
  return decodeEntities(text)
    .replace(/\s\s+|[^\S ]/g, ' ')
    .trim();
}
