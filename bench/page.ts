/** `docs/performance.md`, from a full run. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { root } from '../test/hosts/project';
import { spreadOf } from './rounds';
import { tableOf, type Line } from './table';

export interface Page {
  lines: readonly Line[];
  /** Foreign load of each round that counts, in cores. */
  loads: readonly number[];
  /** The Node.js that everything ran on. */
  node: string;
}

/** The machine and the day in a sentence; no names, no paths. */
function machineText({ loads, node }: Page): string {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  const processor = (cpus()[0]?.model ?? 'unknown processor').replace(/\s+/g, ' ').trim();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const { median, most } = spreadOf(loads);
  const foreign = loads.length > 0 ? `${median.toFixed(2)} cores (at most ${most.toFixed(2)})` : 'not known';
  return (
    `Node.js ${version}, ${availableParallelism()} cores (${processor}), ${gigabytes} GiB, ${process.platform}; ` +
    `${new Date().toISOString().slice(0, 10)}. Others used ${foreign} meanwhile.`
  );
}

function pageText(page: Page): string {
  return `# Performance

Written by \`npm run bench -- --write\`; please do not edit. ${machineText(page)}

**Read the ratios.** Each is formed inside one round, in which everything that is compared runs in turn on the same
frames; shown are the median and the least and the most over the rounds. The absolute figures (processor time per
frame, frames a second) hold for this machine on this day: the same code was seen 1.7 times slower an hour later.

Sender and consumer are processes of their own on the loopback: no network, no TLS. A consumer's first 20 % of frames
do not count, its checksum over all prices (of news: the articles' numbers) must be the sender's. "engine" is everything
from the socket to a subscriber's function: parsing, our event, comparing, routing, queue and counters. Small frames
that came in one read of the socket are parsed in one call, so that it may be faster than one JSON.parse for each. Frames:
\`tick\` is a quote of four fields (about 90 bytes), \`quote1\` one whole quote (about 330 bytes), \`quote50\` fifty of
those in one frame, \`news\` an article with its text (about 3 kB). A duplicate is an article whose id came before.

${tableOf(page.lines)}

Node-RED rows: the feed sends ten symbols, the flow wants one. Latency is from the sender's stamp to the sink node.
The core chain keeps what it cannot handle in a queue without bound, since its \`switch\` takes one message per turn
of the event loop; our source picks before it sends. "With a filter": the source has all ten symbols, so that every frame
is parsed, and its filter leaves one. At 20k and 50k messages a second a chain is measured again, at most three times, while
others take more than 0.05 cores, and the quietest time counts.
`;
}

/** Gives the sentence about the machine, and writes the page if asked to. */
export function writePage(page: Page, write: boolean): string {
  if (write) writeFileSync(join(root, 'docs', 'performance.md'), pageText(page));
  return machineText(page);
}
