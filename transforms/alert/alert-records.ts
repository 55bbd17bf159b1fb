/** What the kinds of rules on records look for: ratings, earnings, filings, news, transcripts. */
import type { EarningsEvent, FilingEvent, MarketEvent } from '../../core/event';
import { plainText } from '../../core/plain-text';
import { formKey } from '../../core/sec-forms';
import { holdsTerm, readText, type ReadText, type Term } from '../../core/words';
import { numberOf } from './alert-prices';
import type { AlertRule } from './alert-rules';
import { Recent } from '../filter/recent';

/** What was found in a record: the terms of an alert. */
export interface Finding {
  readonly value: number | string | null;
  readonly reference: number | string | null;
  readonly change: number | null;
  readonly changePercent: number | null;
}

/** A test of records, made once per rule. Undefined: not what the rule looks for. */
export type Finder = (event: MarketEvent) => Finding | undefined;

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

function numbers(value: number, reference: number, changePercent: number): Finding {
  const terms = { value: finite(value), reference: finite(reference) };
  return { ...terms, change: finite(value - reference), changePercent: finite(changePercent) };
}

/** By the provider's word, `Upgrades` or `Downgrades`. Words of ratings are each firm's own: they are not ranked. */
function ratingFinder(word: 'upgrade' | 'downgrade'): Finder {
  return event => {
    if (event.type !== 'rating' && event.type !== 'insight') return undefined;
    if (!text(event.ratingAction)?.toLowerCase().startsWith(word)) return undefined;
    const reference = event.type === 'rating' ? text(event.ratingPrior) : null;
    return { value: text(event.rating), reference, change: null, changePercent: null };
  };
}

/** By how much a target changed, in percent of the one before. */
function targetFinder({ by, direction }: AlertRule): Finder {
  return event => {
    if (event.type !== 'rating') return undefined;
    const [value, prior] = [numberOf(event.priceTarget), numberOf(event.priceTargetPrior)];
    const percent = prior > 0 ? ((value - prior) / prior) * 100 : NaN;
    const size = direction === 'both' ? Math.abs(percent) : direction === 'up' ? percent : -percent;
    return size > 0 && size >= by * (1 - 1e-9) ? numbers(value, prior, percent) : undefined;
  };
}

/** The surprise in percent, as the provider gives it, else reckoned from figure and estimate. */
function surprise(event: EarningsEvent, figure: 'eps' | 'revenue'): Finding {
  const isEps = figure === 'eps';
  const value = numberOf(isEps ? event.eps : event.revenue);
  const estimate = numberOf(isEps ? event.epsEstimate : event.revenueEstimate);
  const told = numberOf(isEps ? event.epsSurprisePercent : event.revenueSurprisePercent);
  const own = estimate === 0 ? NaN : ((value - estimate) / Math.abs(estimate)) * 100;
  return numbers(value, estimate, Number.isNaN(told) ? own : told);
}

function earningsFinder({ by, figure, kind }: AlertRule): Finder {
  const sign = kind === 'earningsBeat' ? 1 : -1;
  return event => {
    if (event.type !== 'earnings') return undefined;
    const found = surprise(event, figure);
    // Without a figure nothing is reported yet.
    if (found.value === null || found.changePercent === null) return undefined;
    const size = found.changePercent * sign;
    return size > 0 && size >= by * (1 - 1e-9) ? found : undefined;
  };
}

function filingFinder({ forms, amendments, ciks }: AlertRule): Finder {
  const keys = forms.map(formKey);
  const wanted = new Set(amendments ? keys.flatMap(key => [key, `${key}/A`]) : keys);
  const companies = new Set(ciks);
  const isWanted = ({ form, cik }: FilingEvent): boolean => {
    if (wanted.size === 0 && !amendments && text(form)?.toUpperCase().endsWith('/A')) return false;
    if (wanted.size > 0 && !wanted.has(formKey(text(form) ?? ''))) return false;
    return companies.size === 0 || companies.has(text(cik) ?? '');
  };
  return event =>
    event.type === 'filing' && isWanted(event)
      ? { value: text(event.form), reference: null, change: null, changePercent: null }
      : undefined;
}

/** Many rules look at the texts of one event, one after the other: what was taken apart last is not again. */
function lately(read: (text: string) => ReadText): (text: string | null) => ReadText[] {
  const latest = new Recent<ReadText>(4);
  return text => {
    if (text === null) return [];
    const known = latest.get(text);
    if (known) return [known];
    const fresh = read(text);
    latest.set(text, fresh);
    return [fresh];
  };
}

const readPlain = lately(readText);
const readHtml = lately(html => readText(plainText(html)));

/**
 * In headline, summary and body of news taken together, and in sentences of calls. Whole words; `word*` for beginnings.
 * Without any text there is nothing to look into, also for words that must not be there.
 */
function wordFinder({ match, words }: AlertRule): Finder {
  const matches = (texts: readonly ReadText[]): boolean => {
    const isThere = (term: Term): boolean => texts.some(text => holdsTerm(text, term));
    if (texts.length === 0) return false;
    if (match === 'all') return words.every(isThere);
    return words.some(isThere) === (match === 'any');
  };
  const found = (value: string | null): Finding => ({
    value,
    reference: null,
    change: null,
    changePercent: null,
  });
  return event => {
    if (event.type === 'transcript') {
      const sentence = text(event.sentence);
      return matches(readPlain(sentence)) ? found(sentence) : undefined;
    }
    if (event.type !== 'news') return undefined;
    const [headline, summary] = [text(event.headline), text(event.summary)];
    const texts = [...readPlain(headline), ...readPlain(summary), ...readHtml(text(event.body))];
    return matches(texts) ? found(headline ?? summary) : undefined;
  };
}

/** The test of a rule on records; undefined for one on prices. */
export function finderOf(rule: AlertRule): Finder | undefined {
  switch (rule.kind) {
    case 'ratingUp':
      return ratingFinder('upgrade');
    case 'ratingDown':
      return ratingFinder('downgrade');
    case 'targetChangedBy':
      return targetFinder(rule);
    case 'earningsBeat':
    case 'earningsMiss':
      return earningsFinder(rule);
    case 'formFiled':
      return filingFinder(rule);
    case 'words':
      return wordFinder(rule);
    default:
      return undefined;
  }
}

/** What a record is known by over its revisions. Sentences of a call share its record: their place tells them apart. */
export function recordKey(event: MarketEvent): string {
  const { provider, stream, recordId, id } = event;
  const place = event.type === 'transcript' ? event.sequence : '';
  const own = recordId === null || place === null ? id : `${recordId} ${place}`;
  return `${provider} ${stream} ${own}`.slice(0, 300);
}
