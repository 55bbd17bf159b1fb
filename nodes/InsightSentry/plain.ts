/** The entities that headlines hold besides numbers. */
const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  hellip: '…',
};

function character(code: number): string | undefined {
  const isOne = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isOne ? String.fromCodePoint(code) : undefined;
}

/** A text with its HTML entities decoded, once; what is none stays as it is. */
export function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi, (whole, decimal, hex, name) => {
    if (typeof decimal === 'string') return character(Number(decimal)) ?? whole;
    if (typeof hex === 'string') return character(parseInt(hex, 16)) ?? whole;
    const known = String(name).toLowerCase();
    return Object.hasOwn(named, known) ? (named[known] as string) : whole;
  });
}

/** The text between the tags of HTML. */
export function withoutTags(html: string): string {
  return decodeEntities(html.replace(/<[^<>]*>/g, ' '));
}
