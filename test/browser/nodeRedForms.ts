/** What the tests of the sources' dialogs are about: nodes of every type, and forms around every rule. */
import type { Form } from '../../core/provider';
import { benzinga } from '../../nodes/Benzinga/benzinga.provider';
import { finFeedApi } from '../../nodes/FinFeedApi/finfeedapi.provider';
import { insightSentryNews } from '../../nodes/InsightSentry/news.provider';
import { tradeWatch } from '../../nodes/TradeWatch/tradewatch.provider';
import type { FlowNode } from '../hosts/nodeRed';

const delivery = { delivery: 'every', deliveryMs: 1000, batchSize: 100, autoConnect: false };

export const forms: Record<string, Form> = {
  'benzinga-stream': {
    ...{ stream: 'ratings', tickers: 'AAPL, BRK.B', isins: '', channels: '' },
    ...{ simplifyRatings: false, aggregateType: 'number', backlog: false },
  },
  'finfeedapi-filings': { forms: '8-K', amendments: false, ciks: '', words: '', backlog: false },
  'insightsentry-news': { source: '', symbols: 'NASDAQ:AAPL', words: '', backlog: true },
  'tradewatch-quotes': { assetClass: 'crypto', symbols: 'BTCUSD' },
};
export const sources = Object.keys(forms);
const accountOf = (type: string): string => type.replace(/-.*/, '-account');
export const accounts = [...new Set(sources.map(accountOf))];

export const flows: FlowNode[] = [
  { id: 'tab', type: 'tab', label: 'Tab' },
  ...sources.flatMap((type, index) => {
    const place = { z: 'tab', account: accountOf(type), x: 200, y: 60 + 80 * index, wires: [[], []] };
    return [
      { id: type, type, name: '', ...forms[type], ...delivery, ...place },
      // As an API might post it.
      { id: `bare-${type}`, type, ...place, x: 500, autoConnect: false },
    ];
  }),
  ...accounts.map(type => ({ id: type, type, name: '', practice: true })),
];

/** Forms around every rule of a node type, and the runtime's own check of them. */
interface Rules {
  parse(form: Form): unknown;
  forms: Form[];
}

const each = (name: string, values: string[], rest: Form = {}): Form[] =>
  values.map(value => ({ ...rest, [name]: value }));

const words = [
  'merger',
  'merg*',
  '"merger"',
  'AT&T',
  "don't",
  '***',
  '$',
  'm*rger',
  'a, b',
  '${WORDS}',
  'Zürich',
];
const servers = [
  ...[
    '',
    'wss://example.com',
    'wss://example.com/path/',
    'ws://127.0.0.1:8080',
    'ws://[::1]:1',
    'ws://localhost:1',
  ],
  ...[
    'ws://example.com',
    'https://example.com',
    'example',
    'wss://example.com/?key=1',
    'wss://a:b@example.com',
  ],
];
const headers = [
  '',
  'api-key',
  'X-APIBricks-Key',
  'Host',
  'sec-websocket-key',
  'content-type',
  'a key',
  'kéy',
  'a:b',
];

export const rules: Record<string, Rules> = {
  'benzinga-stream': {
    parse: form => benzinga.parse(form, benzinga.account({ practice: true }, 'test')),
    forms: [
      {},
      ...['news', 'ratings', 'transcripts'].flatMap(stream => [
        ...each('tickers', ['', 'AAPL', 'aapl, brk.b', 'BF/B', '$BTC', 'TSX:ABC', '*', 'US0378331005'], {
          stream,
        }),
        ...each('tickers', ['A?', 'AAPL;MSFT', 'AA:BB:CC', ':A', 'ABCDEFGHIJK', '<b>', 'A-B.C', 'A.B.C.D'], {
          stream,
        }),
        ...each('isins', ['US0378331005', 'us0378331005', 'US0378331006', 'US037833100', 'AAPL'], { stream }),
        ...each('channels', ['', 'Analyst Ratings; WIIM', 'anything <at> all'], { stream }),
      ]),
    ],
  },
  'finfeedapi-filings': {
    parse: form => finFeedApi.parse(form, finFeedApi.account({ practice: true }, 'test')),
    forms: [
      {},
      ...each('forms', [
        '8-K',
        '8-k 10-q',
        'SC 13D, 4',
        'DEF 14A 8-K',
        'POS AM',
        '1-A POS',
        '10K',
        '8-K/A',
        '-8',
      ]),
      ...each('forms', [
        '8_K',
        'A FORM THAT IS NONE',
        '8-K?',
        'NT 10-K\n6-K',
        'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
        'SC',
      ]),
      ...each('ciks', ['320193', '0000320193', 'CIK0000320193', 'AAPL', '12345678901', '1, 2', '-1', '1.5']),
      ...each('words', words),
    ],
  },
  'insightsentry-news': {
    parse: form => insightSentryNews.parse(form, insightSentryNews.account({ practice: true }, 'test')),
    forms: [
      {},
      ...each('symbols', [
        'AAPL',
        'nasdaq:aapl, NYSE:KO',
        'NASDAQ:',
        ':AAPL',
        'CME_MINI:ES1!',
        'A:B:C',
        'A?',
        'BRK.B',
      ]),
      ...each('words', words),
      ...each('source', ['Reuters', 'A source with spaces']),
    ],
  },
  'tradewatch-quotes': {
    parse: form => tradeWatch.parse(form, tradeWatch.account({ practice: true }, 'test')),
    forms: ['currencies', 'crypto', 'stocks', 'indices', 'commodities'].flatMap(assetClass => [
      ...each('symbols', ['EURUSD', 'eur/usd', 'EUR-USD', 'EUR_USD GBPUSD', 'BTCUSD', 'AAPL', 'BRK.B'], {
        assetClass,
      }),
      ...each('symbols', ['NASDAQ:AAPL', 'FX:EURUSD', 'DJI', '^DJI', 'GOLD', 'S&P', 'A', 'EUR//USD', 'Ä'], {
        assetClass,
      }),
    ]),
  },
  'finfeedapi-account': {
    parse: form => finFeedApi.account({ apiKey: 'a-key', ...form }, 'test'),
    forms: [...each('server', servers), ...each('keyHeader', headers)],
  },
  'tradewatch-account': {
    parse: form => tradeWatch.account({ apiKey: 'a-key', ...form }, 'test'),
    forms: [
      ...each('keyHeader', headers),
      ...each('path', [
        '',
        '/{assetClass}/quotes',
        '/v1/x.y/{assetClass}',
        'quotes',
        '/../x',
        '/a?b',
        '/{other}',
        '/a b',
      ]),
    ],
  },
};
