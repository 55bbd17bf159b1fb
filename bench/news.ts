/** Articles as Benzinga's news stream sends them in its documented shape: invented, about 3 kB each. */

/** What all ids start with, and the length of the number that makes each of them another. */
export const newsIdStart = 'c1f4f6d2-0e6e-4a9b-9c39-';
const numberLength = 12;
const firstArticle = 90_000_001;

/** A number as it stands at the end of an id. */
export function newsNumber(number: number): string {
  return String(number).padStart(numberLength, '0');
}

/** Sentences, some with characters beyond ASCII. */
const plain = [
  'Shares of Simulated Holdings moved in pre-market trading after the company reported results for the quarter.',
  'Revenue came in at €4.2 billion, up 6.1% from a year earlier – analysts had expected €4.05 billion.',
  '“We see steady demand in all of our regions,” said the company’s chief executive, Zoë Müller.',
  'The stock has gained 12.4% since the start of the year, compared with 8.9% for the index.',
  'Crédit Simulé kept its rating at Outperform and raised the price target from £18.50 to £21.00.',
  'Operating margin widened by 140 basis points as costs for freight and energy fell.',
  'The board approved a repurchase of up to 25 million shares over the next eighteen months.',
  'Management expects full-year earnings between $5.10 and $5.30 a share, which includes a one-time charge.',
  'Options traders priced in a move of about 7% in either direction ahead of the report.',
];

/** Those of a body have tags besides, and what JSON must escape. */
const rich = [
  ...plain,
  'See also: <a href="https://example.com/quote/SIMC" target="_blank">the latest quote</a> and <strong>price targets</strong>.',
  'Read next: <em>what to watch this week</em>, from inflation data to the “dot plot” of the central bank.',
];

function pick(sentences: readonly string[], index: number): string {
  return sentences[index % sentences.length] as string;
}

/** A body of 8 to 26 sentences, two in a paragraph. */
function bodyOf(turn: number): string {
  const paragraphs = Array.from({ length: 4 + ((turn * 7) % 10) }, (_, place) => {
    const first = turn + place * 2;
    return `<p>${pick(rich, first)} ${pick(rich, first + 1)}</p>\n`;
  });
  return paragraphs.join('');
}

/** A time as the provider's articles have it (RFC 2822). */
function mailTime(ms: number): string {
  return new Date(ms).toUTCString().replace('GMT', '+0000');
}

/**
 * The `turn`-th article about a symbol, sent at `ms`, with its number. The feed writes other numbers into the
 * message's id, so that none is a repeat; the article's number stays.
 */
export function newsOf(turn: number, symbol: string, ms: number): { text: string; article: number } {
  const article = firstArticle + turn;
  const ticker = symbol.slice(symbol.indexOf(':') + 1);
  const url = `https://example.com/news/26/11/${article}`;
  const time = mailTime(ms);
  const content = {
    id: article,
    author: 'Sim Newsdesk',
    created: time,
    updated: time,
    title: `Simulated Holdings’ quarter beats estimates; ${ticker} shares move (${turn % 1000})`,
    teaser: `${pick(plain, turn)} ${pick(plain, turn + 4)}`,
    body: bodyOf(turn),
    url: `${url}/simulated-holdings-quarter-beats-estimates`,
    image: ['thumb', 'small', 'large'].map(size => ({ size, url: `${url}/image_${size}.jpg?width=1024` })),
    channels: [{ name: 'News' }, { name: 'Earnings' }, { name: 'Movers & Shakers' }],
    stocks: [
      { name: ticker, cusip: '000000000', isin: 'US0000000001', exchange: 'NASDAQ' },
      { name: 'SIMX', cusip: '000000001', isin: 'US0000000019', exchange: 'NYSE' },
    ],
    tags: [{ name: 'why it’s moving' }, { name: 'SIM' }],
  };
  const timestamp = new Date(ms).toISOString();
  const text = JSON.stringify({
    id: `${newsIdStart}${newsNumber(turn)}`,
    api_version: 'websocket/v1',
    kind: 'news',
    data: { action: 'created', id: article, timestamp, content },
  });
  return { text, article };
}
