import { ConfigError } from '../../core/errors';
import type { MarketEvent } from '../../core/event';
import type { Form, Params, Topic } from '../../core/provider';
import { isObject } from '../../core/read';
import { wordMatcher, wordsIn } from '../../core/words';
import { ciksIn, joinPrefix } from './ciks';
import { formKey, formsIn } from '../../core/sec-forms';
import { isEverything, textsIn } from '../../core/typed-lists';

/** What a filing must meet: each list that is not empty must hold it. */
interface Conditions {
  readonly forms: readonly string[];
  /** Ten digits each. */
  readonly ciks: readonly string[];
  readonly words: readonly string[];
}

/** What a filings node asks for. The stream knows no filters (protocol page, section 4.1): they work here. */
export interface FilingsParams extends Params, Conditions {
  readonly stream: 'sec-filings';
  /** True: a form also stands for its amendments. */
  readonly amendments: boolean;
  readonly backlog: boolean;
  /**
   * Lists whose last entry was taken out: they stand for nothing until something is added to them. Any other empty list
   * stands for everything.
   */
  readonly spent: readonly List[];
  /** True: asks for nothing, since a list is spent, or since all was taken out. */
  readonly isOff: boolean;
}

/** All filings go one way; whoever wants some of them filters. */
export const filingsTopic = 'filings';

/** The most past filings that are asked for: "the last few hundred" are sent (protocol page, section 4.2). */
const backlogSize = 500;

const lists = ['forms', 'ciks', 'words'] as const;
type List = (typeof lists)[number];

/** What entries of a list are compared by. */
const keyOf: Record<List, (entry: string) => string> = {
  forms: formKey,
  ciks: cik => cik,
  words: word => word.toLowerCase(),
};

function choice(value: unknown, fallback: boolean): boolean {
  if (value === undefined || value === null || value === '') return fallback;
  return value === true || value === 'true';
}

function unique(entries: readonly string[], list: List): string[] {
  const seen = new Set<string>();
  return entries.filter(entry => !seen.has(keyOf[list](entry)) && seen.add(keyOf[list](entry)));
}

function conditionsIn(form: Form): Conditions {
  return {
    forms: unique(formsIn(textsIn(form.forms, 'Forms')), 'forms'),
    ciks: unique(ciksIn(textsIn(form.ciks, 'Companies')), 'ciks'),
    words: unique(wordsIn(textsIn(form.words, 'Words')), 'words'),
  };
}

/** Validates a node's form. Throws a ConfigError that shows what was typed. */
export function parseFilings(form: Form): FilingsParams {
  return {
    stream: 'sec-filings',
    ...conditionsIn(form),
    amendments: choice(form.amendments, true),
    backlog: choice(form.backlog, false),
    spent: [],
    isOff: false,
  };
}

/** One way for all filings, and a name for each thing that they are chosen by. */
export function filingTopics({ forms, ciks, words, backlog, isOff }: FilingsParams): Topic[] {
  if (isOff) return [];
  const named = [...forms, ...ciks.map(cik => `CIK ${Number(cik)}`)];
  const labels = named.length > 0 ? named : words;
  return (labels.length > 0 ? labels : ['all filings']).map(label => ({
    key: filingsTopic,
    history: backlog ? backlogSize : 0,
    keep: backlogSize,
    label,
  }));
}

/** What a control message means: texts and numbers are forms, or CIKs from four digits on; objects are rows. */
function conditionsOf(what: unknown): Conditions {
  const found: Record<List, string[]> = { forms: [], ciks: [], words: [] };
  for (const one of Array.isArray(what) ? (what as unknown[]) : [what]) {
    if (isObject(one)) {
      const row = conditionsIn(one);
      for (const list of lists) found[list].push(...row[list]);
      continue;
    }
    for (const word of formsIn(typeof one === 'string' ? joinPrefix(one) : one)) {
      if (/^(?:CIK\d+|\d{4,})$/.test(word)) found.ciks.push(...ciksIn(word));
      else found.forms.push(word);
    }
  }
  if (lists.some(list => found[list].length > 0)) return found;
  throw new ConfigError('Say which filings: set msg.topic to a form such as 8-K, or a CIK such as 320193.');
}

/**
 * With more forms, CIKs or words, or with all there are. What asks for all of them already stays as it is: adding never
 * narrows; and where a list is spent, adding to another one does not make it stand for everything.
 */
export function addFilings(params: FilingsParams, what: unknown): FilingsParams {
  if (isEverything(what)) return { ...params, forms: [], ciks: [], words: [], spent: [], isOff: false };
  const more = conditionsOf(what);
  const joined = (list: List): string[] =>
    params[list].length === 0 && !params.isOff ? [] : unique([...params[list], ...more[list]], list);
  const all = { forms: joined('forms'), ciks: joined('ciks'), words: joined('words') };
  const spent = params.spent.filter(list => all[list].length === 0);
  return { ...params, ...all, spent, isOff: spent.length > 0 };
}

const everything: Record<List, string> = {
  forms: 'filings of all forms',
  ciks: 'filings of all companies',
  words: 'filings with any words',
};

/** Without some forms, CIKs or words, or without any (`true`). Where none is left, nothing is asked for any more. */
export function removeFilings(params: FilingsParams, what: unknown): FilingsParams {
  if (isEverything(what)) return { ...params, forms: [], ciks: [], words: [], spent: [], isOff: true };
  const taken = conditionsOf(what);
  const left = (list: List): readonly string[] => {
    if (taken[list].length === 0) return params[list];
    if (params[list].length === 0 && !params.isOff) {
      throw new ConfigError(
        `This node takes ${everything[list]}: "${taken[list][0]}" cannot be taken out of them. List in the node what it shall take, or send msg.topic true to take nothing.`,
      );
    }
    const keys = new Set(taken[list].map(keyOf[list]));
    return params[list].filter(entry => !keys.has(keyOf[list](entry)));
  };
  const rest = { forms: left('forms'), ciks: left('ciks'), words: left('words') };
  const spent = lists.filter(
    list => rest[list].length === 0 && (params[list].length > 0 || params.spent.includes(list)),
  );
  return { ...params, ...rest, spent, isOff: params.isOff || spent.length > 0 };
}

/** The row of a form that `params` stand for; none if they ask for nothing. */
export function listFilings({ forms, amendments, ciks, words, backlog, isOff }: FilingsParams): Form[] {
  if (isOff) return [];
  return [{ forms: forms.join(', '), amendments, ciks: ciks.join(', '), words: words.join(', '), backlog }];
}

/** A test whether a filing meets all conditions; undefined where all do. */
export function filingFilter(params: FilingsParams): ((event: MarketEvent) => boolean) | undefined {
  const { amendments, isOff } = params;
  if (!isOff && lists.every(list => params[list].length === 0)) return undefined;
  const keys = params.forms.map(formKey);
  const forms = new Set(amendments ? keys.flatMap(key => [key, `${key}/A`]) : keys);
  const ciks = new Set(params.ciks);
  const hasWord = wordMatcher(params.words);
  return event =>
    !isOff &&
    event.type === 'filing' &&
    (forms.size === 0 || (event.form !== null && forms.has(formKey(event.form)))) &&
    (ciks.size === 0 || (event.cik !== null && ciks.has(event.cik))) &&
    hasWord([event.description]);
}
