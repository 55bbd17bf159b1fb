import { cut, fit } from './escape-text';
import { teamsEscaper, withoutFunctions } from './escape-teams';
import { footerOf } from './message-card';
import type { Card, Tone } from './message-parts';
import { moreWords, type Renderer } from './message-renderer';

interface TextRun {
  type: 'TextRun';
  text: string;
  size?: 'Small' | 'Medium';
  weight?: 'Bolder';
  color?: 'Good' | 'Attention';
  isSubtle?: true;
  selectAction?: OpenUrl;
}

interface OpenUrl {
  type: 'Action.OpenUrl';
  title: string;
  url: string;
}

interface RichTextBlock {
  type: 'RichTextBlock';
  inlines: TextRun[];
  spacing?: 'None' | 'Small';
}

interface Column {
  type: 'Column';
  width: string;
  items: RichTextBlock[];
}

export type TeamsElement =
  | RichTextBlock
  | { type: 'TextBlock'; text: string; wrap: true }
  | { type: 'ColumnSet'; spacing: 'Small'; columns: Column[] };

export interface AdaptiveCard {
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json';
  type: 'AdaptiveCard';
  version: '1.4';
  fallbackText: string;
  body: TeamsElement[];
  actions?: OpenUrl[];
  msteams: { width: 'Full' };
}

/**
 * What a Teams webhook, and the workflow "When a Teams webhook request is received", take:
 * https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
 */
export interface TeamsMessage {
  type: 'message';
  attachments: {
    contentType: 'application/vnd.microsoft.card.adaptive';
    contentUrl: null;
    content: AdaptiveCard;
  }[];
}

/**
 * "The message size limit is 28 KB" (https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook);
 * a gem that tried found 21 kB (https://rubydoc.info/gems/msteams_hermes/MsTeamsHermes/Message). Lengths are chosen so
 * that a message stays below 20 kB where each character takes three bytes.
 */
const most = {
  title: 400,
  sections: 1_800,
  fact: 120,
  footer: 250,
  own: 3_000,
  digest: 14_000,
  lineTitle: 200,
};

const colors: Readonly<Record<Tone, Pick<TextRun, 'color'>>> = {
  ...{ up: { color: 'Good' }, down: { color: 'Attention' }, none: {} },
};

function run(text: string, max: number, look: Partial<TextRun> = {}): TextRun {
  return { type: 'TextRun', text: fit(text, max, withoutFunctions), ...look };
}

function block(inlines: TextRun[], spacing?: RichTextBlock['spacing']): RichTextBlock {
  return { type: 'RichTextBlock', inlines, ...(spacing === undefined ? {} : { spacing }) };
}

function openUrl({ label, url }: NonNullable<Card['link']>): OpenUrl {
  return { type: 'Action.OpenUrl', title: label, url };
}

function message(fallback: string, body: TeamsElement[], actions: OpenUrl[] = []): TeamsMessage {
  const content: AdaptiveCard = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    ...{
      type: 'AdaptiveCard',
      version: '1.4',
      fallbackText: cut(withoutFunctions(fallback), most.title),
      body,
    },
    ...(actions.length === 0 ? {} : { actions }),
    msteams: { width: 'Full' },
  };
  const contentType = 'application/vnd.microsoft.card.adaptive';
  return { type: 'message', attachments: [{ contentType, contentUrl: null, content }] };
}

/** A FactSet would read markdown; two columns of runs do not. */
function factRow({ name, value }: { name: string; value: string }): TeamsElement {
  const subtle = run(name, most.fact, { isSubtle: true });
  return {
    ...{ type: 'ColumnSet', spacing: 'Small' },
    columns: [
      { type: 'Column', width: '120px', items: [block([subtle])] },
      { type: 'Column', width: 'stretch', items: [block([run(value, most.fact)])] },
    ],
  };
}

function cardMessage(card: Card): TeamsMessage {
  const room = Math.floor(most.sections / Math.max(1, card.sections.length));
  const sections = card.sections.flatMap(({ heading, text }) => [
    ...(heading === null ? [] : [block([run(heading, 100, { weight: 'Bolder' })])]),
    block([run(text, room)], heading === null ? undefined : 'None'),
  ]);
  const title = run(card.title, most.title, { size: 'Medium', weight: 'Bolder', ...colors[card.tone] });
  const small = { size: 'Small', isSubtle: true } as const;
  const footer = footerOf(card);
  const body: TeamsElement[] = [
    ...[
      block([run(card.label, 100, small)]),
      block([title], 'None'),
      ...sections,
      ...card.facts.map(factRow),
    ],
    ...(footer === '' ? [] : [block([run(footer, most.footer, small)])]),
  ];
  return message(card.title, body, card.link === null ? [] : [openUrl(card.link)]);
}

function line(card: Card): RichTextBlock {
  const action = card.link === null ? {} : { selectAction: openUrl(card.link) };
  const title = run(card.title, most.lineTitle, { weight: 'Bolder', ...colors[card.tone], ...action });
  const time = card.time === null ? [] : [run(`  ${card.time}`, 60, { size: 'Small', isSubtle: true })];
  return block([title, ...time], 'Small');
}

/** UTF-8 bytes of a value as JSON. */
function bytes(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

export const teamsRenderer: Renderer<TeamsMessage> = {
  escape: teamsEscaper,
  longest: most.own,
  card: cardMessage,
  digest(title, cards) {
    const lines: RichTextBlock[] = [];
    let room = most.digest;
    for (const one of cards.slice(0, 100).map(line)) {
      room -= bytes(one) + 1;
      if (room < 0) break;
      lines.push(one);
    }
    const left = cards.length - lines.length;
    const head = block([run(title, most.title, { size: 'Medium', weight: 'Bolder' })]);
    const rest = left === 0 ? [] : [block([run(moreWords(left), 60, { isSubtle: true })])];
    return { message: message(title, [head, ...lines, ...rest]), left };
  },
  own(title, text) {
    const head =
      title === null ? [] : [block([run(title, most.title, { size: 'Medium', weight: 'Bolder' })])];
    return message(title ?? 'Market data', [...head, { type: 'TextBlock', text, wrap: true }]);
  },
};
