/**
 * Events that are records: each counts, and none makes an earlier one worthless. Prices (quotes and bars) stand in
 * `event.ts`. Field names are public: saved flows rely on them.
 */
import type { EventHeader } from './event';

/** An article or headline. `time` is when it was updated, else created. */
export interface NewsEvent extends EventHeader<'news'> {
  /** Plain text, HTML entities decoded. */
  headline: string | null;
  /** Plain text. */
  summary: string | null;
  /** As the provider sends it; often HTML. */
  body: string | null;
  url: string | null;
  source: string | null;
  authors: string[];
  channels: string[];
  tags: string[];
  imageUrl: string | null;
  raw: unknown;
}

/** A filing with the US Securities and Exchange Commission. `time` is when the provider discovered it. */
export interface FilingEvent extends EventHeader<'filing'> {
  /** SEC form code, for instance `8-K` or `10-K/A`. */
  form: string | null;
  /** `0000320193-26-000001`. */
  accessionNumber: string | null;
  /** Central Index Key, ten digits. */
  cik: string | null;
  description: string | null;
  /** `YYYY-MM-DD`. */
  filingDate: string | null;
  /** As the provider gives it: whether it is UTC or Eastern time is not documented. */
  acceptedTime: string | null;
  /** ISO 8601 in UTC. */
  discoveredTime: string | null;
  /** EDGAR's index page, derived from CIK and accession number; null where one of them is missing. */
  url: string | null;
  raw: unknown;
}

/** A single analyst's rating. Prices in `currency`. */
export interface RatingEvent extends EventHeader<'rating'> {
  firm: string | null;
  analyst: string | null;
  /** The provider's word, for instance `Upgrades`. */
  ratingAction: string | null;
  rating: string | null;
  ratingPrior: string | null;
  /** The provider's word, for instance `Raises`. */
  priceTargetAction: string | null;
  priceTarget: number | null;
  priceTargetPrior: number | null;
  currency: string | null;
  /** 0 to 5. */
  importance: number | null;
  url: string | null;
  raw: unknown;
}

/** The rating of all analysts together. */
export interface ConsensusEvent extends EventHeader<'consensus'> {
  rating: string | null;
  /** 1 (strong sell) to 5 (strong buy). */
  score: number | null;
  priceTarget: number | null;
  priceTargetHigh: number | null;
  priceTargetLow: number | null;
  /** How many analysts. */
  analysts: number | null;
  /** Analysts, or percent, by rating, for instance `{ buy: 12, hold: 5 }`. */
  counts: Record<string, number> | null;
  raw: unknown;
}

/** What an analyst wrote about a security. */
export interface InsightEvent extends EventHeader<'insight'> {
  firm: string | null;
  ratingAction: string | null;
  rating: string | null;
  priceTarget: number | null;
  text: string | null;
  raw: unknown;
}

/** An earnings announcement, scheduled or reported. Money in `currency` units, surprises in percent where so named. */
export interface EarningsEvent extends EventHeader<'earnings'> {
  /** `Q1` to `Q4`, `FY`, `H1`, `H2`. */
  period: string | null;
  periodYear: number | null;
  eps: number | null;
  epsEstimate: number | null;
  epsPrior: number | null;
  epsSurprise: number | null;
  epsSurprisePercent: number | null;
  revenue: number | null;
  revenueEstimate: number | null;
  revenuePrior: number | null;
  revenueSurprise: number | null;
  revenueSurprisePercent: number | null;
  currency: string | null;
  /** `YYYY-MM-DD`. */
  date: string | null;
  /** `HH:MM:SS` in US Eastern time, or the provider's word such as `amc`. */
  timeOfDay: string | null;
  /** 0 to 5. */
  importance: number | null;
  raw: unknown;
}

/** What speaks for and against a security. */
export interface BullsBearsEvent extends EventHeader<'bulls-bears'> {
  bullCase: string | null;
  bearCase: string | null;
  raw: unknown;
}

/** One sentence of an earnings call. */
export interface TranscriptEvent extends EventHeader<'transcript'> {
  callId: string | null;
  title: string | null;
  speaker: string | null;
  sentence: string | null;
  /** Place in the transcript, from 0. */
  sequence: number | null;
  /** The provider's word: `IN_PROGRESS` or `COMPLETE`. */
  status: string | null;
  startTime: string | null;
  endTime: string | null;
  language: string | null;
  /** 0 to 1. */
  confidence: number | null;
  raw: unknown;
}

/** Where the sound of a call that has begun can be heard. */
export interface TranscriptAudioEvent extends EventHeader<'transcript-audio'> {
  callId: string | null;
  /** Signed by the provider and valid for a limited time. */
  url: string | null;
  raw: unknown;
}

export type RecordEvent =
  | NewsEvent
  | FilingEvent
  | RatingEvent
  | ConsensusEvent
  | InsightEvent
  | EarningsEvent
  | BullsBearsEvent
  | TranscriptEvent
  | TranscriptAudioEvent;
