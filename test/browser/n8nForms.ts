/** What the forms of our triggers and credentials show in n8n, from top to bottom. */

export interface Other {
  trigger: string;
  credential: string;
  words: string;
  /** What the credential asks for without the practice feed. */
  keyFields: string[];
  /** Which fields are shown, in the order in which choices are made and texts typed. */
  forms: { choose?: [string, string]; fields: string[]; type?: [string, string] }[];
  type: string;
}

/** What every trigger ends with. */
export const runs = ['simplify', 'includeNotices', 'maxRunsPerMinute'];

/** The triggers besides that of InsightSentry: what their credentials and forms ask for, and what a test step of the last form gives. */
export const others: Other[] = [
  {
    trigger: 'Benzinga Trigger',
    credential: 'Benzinga API',
    words: 'benzinga',
    keyFields: ['apiKey', 'server'],
    forms: [
      { fields: ['stream', 'tickers', 'channels', 'backlog', 'filterEvents', 'alertRulesOn', 'delivery'] },
      {
        choose: ['stream', 'Earnings Call Transcripts'],
        fields: ['stream', 'tickers', 'filterEvents', 'alertRulesOn', 'delivery'],
      },
      {
        choose: ['stream', 'Consensus Ratings'],
        fields: [
          'stream',
          'tickers',
          'isins',
          'simplifyRatings',
          'aggregateType',
          'backlog',
          'filterEvents',
          'alertRulesOn',
          'delivery',
        ],
      },
      {
        choose: ['stream', 'Ratings'],
        fields: ['stream', 'tickers', 'isins', 'backlog', 'filterEvents', 'alertRulesOn', 'delivery'],
      },
    ],
    type: 'rating',
  },
  {
    trigger: 'FinFeedAPI Trigger',
    credential: 'FinFeedAPI SEC API',
    words: 'finfeedapi',
    keyFields: ['apiKey', 'server', 'keyHeader'],
    forms: [
      {
        fields: [
          'forms',
          'amendments',
          'ciks',
          'words',
          'backlog',
          'filterEvents',
          'alertRulesOn',
          'delivery',
        ],
      },
      {
        choose: ['delivery', 'Batches'],
        fields: [
          'forms',
          'amendments',
          'ciks',
          'words',
          'backlog',
          'filterEvents',
          'alertRulesOn',
          'delivery',
          'deliveryMs',
          'batchSize',
        ],
      },
    ],
    type: 'filing',
  },
  {
    trigger: 'TradeWatch Trigger',
    credential: 'TradeWatch API',
    words: 'tradewatch',
    keyFields: ['apiKey', 'server', 'keyHeader', 'path'],
    forms: [
      {
        fields: ['assetClass', 'symbols', 'filterEvents', 'alertRulesOn', 'delivery', 'deliveryMs'],
        type: ['symbols', 'EURUSD'],
      },
    ],
    type: 'quote',
  },
];
