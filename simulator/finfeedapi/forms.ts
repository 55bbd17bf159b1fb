import type { Random } from '../random';

/** A form code of the SEC, how often it comes among a thousand, and what it is in words. */
type Form = readonly [code: string, weight: number, title: string];

/** Weights near what EDGAR publishes on a usual day; amendments carry `/A` by SEC convention. */
const FORMS: readonly Form[] = [
  ['4', 330, 'statement of changes in beneficial ownership of securities'],
  ['8-K', 170, 'current report'],
  ['424B2', 110, 'prospectus filed pursuant to Rule 424(b)(2)'],
  ['10-Q', 70, 'quarterly report'],
  ['13F-HR', 60, 'quarterly report filed by institutional managers, holdings'],
  ['SC 13G', 45, 'statement of acquisition of beneficial ownership by individuals'],
  ['6-K', 40, 'report of foreign issuer'],
  ['10-K', 30, 'annual report'],
  ['SC 13G/A', 30, 'statement of acquisition of beneficial ownership by individuals, amendment'],
  ['D', 25, 'notice of exempt offering of securities'],
  ['DEF 14A', 20, 'definitive proxy statement'],
  ['S-1', 15, 'general form for registration of securities'],
  ['4/A', 12, 'statement of changes in beneficial ownership of securities, amendment'],
  ['8-K/A', 12, 'current report, amendment'],
  ['S-1/A', 12, 'general form for registration of securities, amendment'],
  ['SC 13D', 8, 'general statement of acquisition of beneficial ownership'],
  ['10-K/A', 6, 'annual report, amendment'],
  ['10-Q/A', 5, 'quarterly report, amendment'],
];

const TOTAL_WEIGHT = FORMS.reduce((sum, [, weight]) => sum + weight, 0);

/** What an 8-K is about, so that words can be searched for. */
const EVENTS = [
  'results of operations and financial condition',
  'entry into a material definitive agreement',
  'departure of directors or certain officers',
  'completion of acquisition or disposition of assets',
  'Regulation FD disclosure',
  'amendments to articles of incorporation',
  'material cybersecurity incidents',
  'bankruptcy or receivership',
];

/** A form drawn by weight. */
export function drawForm(random: Random): string {
  let left = random() * TOTAL_WEIGHT;
  for (const [code, weight] of FORMS) {
    left -= weight;
    if (left < 0) return code;
  }
  return '4';
}

/** The title under which a company's filing is published, for example `SIM CORP 8-K current report: other events.` */
export function describeFiling(name: string, form: string, random: Random): string {
  const [, , title = 'filing'] = FORMS.find(([code]) => code === form) ?? [];
  const event = EVENTS[Math.floor(random() * EVENTS.length)];
  return `${name} ${form} ${title}${form.startsWith('8-K') ? `: ${event}` : ''}.`;
}
