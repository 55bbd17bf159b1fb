import type { Random } from '../random';
import { pick } from './coverage';

/** A headline with the channels it belongs to; `NAME` stands for the company. */
interface Story {
  readonly title: string;
  readonly channels: readonly string[];
}

/** Channel names are those seen (protocol page, section 5.6); titles are HTML there, so some have entities. */
const COMPANY_STORIES: readonly Story[] = [
  { title: 'NAME edges higher in quiet practice trading', channels: ['News', 'Movers & Shakers'] },
  { title: 'NAME says it&#39;s on track for the year', channels: ['News', 'General'] },
  { title: 'NAME widens its R&amp;D plans', channels: ['News', 'Tech'] },
  { title: 'Analysts take another look at NAME', channels: ['Analyst Ratings', 'Price Target'] },
  { title: 'Options traders turn to NAME', channels: ['Options', 'Trading Ideas'] },
  { title: 'NAME names the day of its next report', channels: ['Press Releases'] },
  { title: '&quot;Steady as she goes&quot;: NAME on a quiet stage', channels: ['General', 'Opinion'] },
  { title: 'What moves NAME in the practice market', channels: ['WIIM', 'Movers & Shakers'] },
  { title: 'NAME is among the names most watched', channels: ['Hot', 'News'] },
  { title: 'NAME slips as practice traders take profits', channels: ['News', 'WIIM'] },
];

const MARKET_STORIES: readonly Story[] = [
  { title: 'Stocks drift ahead of the data', channels: ['News', 'General'] },
  { title: 'Lawmakers discuss longer market hours', channels: ['Politics'] },
  { title: 'It&#39;s a calm day across the practice market', channels: ['General', 'Opinion'] },
];

/** An invented story about a company, or about none. */
export function inventStory(name: string | undefined, random: Random): Story {
  const story = pick(name === undefined ? MARKET_STORIES : COMPANY_STORIES, random);
  const { title, channels } = story ?? { title: '', channels: [] };
  return {
    title: title.replace('NAME', name ?? ''),
    channels,
  };
}
