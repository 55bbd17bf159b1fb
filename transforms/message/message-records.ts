/** The built-in templates of news, filings, transcripts; those of analysts and earnings stand in their own file. */
import { cut } from './escape-text';
import { analystCards } from './message-analysts';
import { factsOf, words, type CardBody, type Section } from './message-parts';
import type { Values } from './message-values';

/** So much of an article's body stands in for a summary. */
const longestExcerpt = 500;

function section(text: string | null, heading: string | null = null): Section[] {
  return text === null ? [] : [{ heading, text }];
}

function linkOf(event: Values, label: string): CardBody['link'] {
  const url = event.url('url');
  return url === null ? null : { label, url };
}

/** A list that may be long: the first ones, and how many more. */
function listWords(list: readonly string[]): string {
  const shown = list.slice(0, 6).join(', ');
  return list.length > 6 ? `${shown} and ${list.length - 6} more` : shown;
}

function newsCard(event: Values): CardBody {
  const body = event.fromHtml('body');
  const text = event.lines('summary') ?? (body === null ? null : cut(body, longestExcerpt));
  return {
    ...{ label: 'News', title: event.text('headline') ?? text ?? 'News without a headline', tone: 'none' },
    sections: section(text),
    facts: factsOf([
      ['Symbols', listWords(event.list('symbols'))],
      ['Source', event.text('source')],
      ['By', listWords(event.list('authors'))],
      ['Channels', listWords(event.list('channels'))],
    ]),
    link: linkOf(event, 'Read the article'),
  };
}

/** What the forms are that people ask for most: https://www.sec.gov/submit-filings/forms-index */
const forms: Readonly<Record<string, string>> = {
  ...{
    '8-K': 'current report',
    '10-K': 'annual report',
    '10-Q': 'quarterly report',
    '6-K': 'foreign report',
  },
  ...{
    '20-F': 'foreign annual report',
    '3': 'insider: first holdings',
    '4': 'insider trade',
    '144': 'planned sale',
  },
  ...{
    '13F-HR': 'holdings of a manager',
    'S-1': 'registration for an offering',
    'DEF 14A': 'proxy statement',
  },
  ...{ 'SC 13D': 'stake above 5 %', 'SC 13G': 'passive stake above 5 %', '424B4': 'prospectus' },
};

function formName(form: string): string | undefined {
  const plain = form.replace(/\/A$/, '');
  return Object.hasOwn(forms, plain) ? forms[plain] : undefined;
}

function filingCard(event: Values): CardBody {
  const form = event.text('form');
  const kind = form === null ? undefined : formName(form);
  const amended = form?.endsWith('/A') === true ? ', amended' : '';
  const named =
    form === null ? 'SEC filing' : `Form ${form}${kind === undefined ? '' : `: ${kind}${amended}`}`;
  const description = event.text('description');
  const isNew = description !== null && description !== form;
  return {
    ...{ label: 'SEC filing', title: words(event.symbol, named), tone: 'none' },
    sections: isNew ? section(description) : [],
    facts: factsOf([
      ['Filed', event.text('filingDate')],
      ['Found', event.time('discoveredTime')],
      ['CIK', event.text('cik')],
      ['Accession number', event.text('accessionNumber')],
    ]),
    link: linkOf(event, 'Open on EDGAR'),
  };
}

function bullsBearsCard(event: Values): CardBody {
  const sections = [
    ...section(event.lines('bullCase'), 'The bulls say'),
    ...section(event.lines('bearCase'), 'The bears say'),
  ];
  return {
    ...{ label: 'Bulls and bears', title: words(event.symbol && `${event.symbol}:`, 'bulls and bears') },
    ...{ tone: 'none', sections, facts: [], link: null },
  };
}

/** `Tim Cook: "…"`, a sentence as it was said. */
function transcriptCard(event: Values): CardBody {
  const sentence = event.text('sentence');
  const title = event.text('title') ?? words(event.symbol, 'earnings call');
  return {
    ...{ label: 'Transcript', title, tone: 'none', link: null },
    sections: section(sentence === null ? null : `“${sentence}”`, event.text('speaker')),
    facts: factsOf([['Call', event.text('status') === 'COMPLETE' ? 'complete' : null]]),
  };
}

function audioCard(event: Values): CardBody {
  return {
    ...{ label: 'Earnings call', title: words(event.symbol, 'call: listen now'), tone: 'none' },
    ...{ sections: [], facts: [], link: linkOf(event, 'Listen to the call') },
  };
}

export const recordCards: Readonly<Record<string, (event: Values) => CardBody>> = {
  news: newsCard,
  filing: filingCard,
  ...analystCards,
  'bulls-bears': bullsBearsCard,
  transcript: transcriptCard,
  'transcript-audio': audioCard,
};
