/**
 * A real Node-RED that is killed again and again in the middle of a burst. What the practice feed published is compared
 * with what the flow wrote down: nothing may be missing that the server could still serve, and what comes twice must
 * have come shortly before a kill. `npm run soak` kills more often: SOAK_KILLS says how often.
 */
import { strict as assert } from 'node:assert';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator, type Simulator } from '../../simulator/server';
import { canaryKey } from '../hosts/flow';
import { startNodeRed, type FlowNode, type NodeRed } from '../hosts/nodeRed';
import { waitUntil } from '../hosts/waiting';

const kills = Number(process.env.SOAK_KILLS ?? 3);
/** A ledger is written at the latest two seconds after an event; a busy machine may take as long again. */
const boundMs = 4000;
/** Lives last up to so much longer than the first event: what came early in a long one must not come again. */
const lifeMs = 8000;
/** A burst leaves every second. */
const burst = { everyMs: 1000, size: 5 };
/** Published while Node-RED is away: Benzinga's server keeps the last hundred. */
const mostAway = 60;

/** One event as the flow wrote it down. */
interface Line {
  node: string;
  id: string;
  /** ms since 1970. */
  at: number;
  /** How often Node-RED had been started. */
  life: number;
}

/** Writes each event to a file before it does anything else: what a killed process has written stays. */
function writer(id: string, journal: string, life: string): FlowNode {
  const func = `const { recordId, accessionNumber } = msg.event;
fs.appendFileSync(${JSON.stringify(journal)}, JSON.stringify({
  node: ${JSON.stringify(id)}, id: accessionNumber || recordId, at: Date.now(),
  life: Number(fs.readFileSync(${JSON.stringify(life)}, 'utf8')),
}) + '\\n');`;
  const libs = [{ var: 'fs', module: 'fs' }];
  return {
    id,
    type: 'function',
    z: 'tab',
    name: 'Journal',
    outputs: 0,
    x: 400,
    y: 100,
    wires: [],
    libs,
    func,
  };
}

function flow(simulator: Simulator, journal: string, life: string): FlowNode[] {
  const source = (id: string, type: string, feed: string, form: object): FlowNode[] => {
    const account = `${feed}-1`;
    return [
      {
        ...{ id: account, type: `${feed}-account`, name: 'Soak', server: `${simulator.url}/${feed}` },
        credentials: { apiKey: canaryKey },
      },
      {
        ...{ id, type, z: 'tab', name: id, account, x: 100, y: 100, wires: [[`${id}-journal`], []] },
        ...form,
      },
      writer(`${id}-journal`, journal, life),
    ];
  };
  return [
    { id: 'tab', type: 'tab', label: 'soak' },
    ...source('earnings', 'benzinga-stream', 'benzinga', { stream: 'earnings' }),
    ...source('filings', 'finfeedapi-filings', 'finfeedapi', {}),
  ];
}

/** Publishes bursts until it is stopped. */
class Publisher {
  /** By node, the ids in the order in which they were published. */
  readonly published = { earnings: [] as string[], filings: [] as string[] };
  isAway = false;
  private sinceAway = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly simulator: Simulator) {
    this.timer = setInterval(() => void this.burst(), burst.everyMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private burst(): void {
    if (!this.isAway) this.sinceAway = 0;
    for (let count = 0; count < burst.size && this.sinceAway < mostAway; count += 1) {
      this.sinceAway += 1;
      const { recordId } = this.simulator.benzinga.publish('earnings');
      this.published.earnings.push(String(recordId));
      this.published.filings.push(this.simulator.finfeedapi.publishFiling().accession_no ?? '');
    }
  }
}

/** Node-RED with the flow, and what it wrote down over all of its lives. */
class Soak {
  private red: NodeRed | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), 'market-feeds-soak-'));
  private readonly journal = join(this.folder, 'journal.jsonl');
  private readonly lifeFile = join(this.folder, 'life');
  /** When each life ended, ms since 1970. */
  readonly ends: number[] = [];

  async start(simulator: Simulator): Promise<void> {
    writeFileSync(this.lifeFile, String(this.ends.length));
    const isFirst = this.red === undefined;
    this.red = await startNodeRed(this.red ? { userDir: this.red.userDir } : {});
    if (isFirst) await this.red.deploy(flow(simulator, this.journal, this.lifeFile));
    const { red } = this;
    const isOnline = (id: string): boolean => /online/.test(red.status(id)?.text ?? '');
    await red.waitFor(() => isOnline('earnings') && isOnline('filings'), 'both sources', 30_000);
  }

  async end(how: 'kill' | 'stop'): Promise<void> {
    if (how === 'kill') this.red?.host.kill();
    await this.red?.stop({ keep: true });
    this.ends.push(Date.now());
  }

  get lines(): Line[] {
    if (!existsSync(this.journal)) return [];
    const lines = readFileSync(this.journal, 'utf8').split('\n').filter(Boolean);
    return lines.map(line => JSON.parse(line) as Line);
  }

  async remove(): Promise<void> {
    await this.red?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Events that came more than once, each time with the time before. */
function repeats(lines: readonly Line[]): { before: Line; again: Line }[] {
  const seen = new Map<string, Line>();
  return lines.flatMap(again => {
    const before = seen.get(`${again.node} ${again.id}`);
    seen.set(`${again.node} ${again.id}`, again);
    return before ? [{ before, again }] : [];
  });
}

describe(`Node-RED that is killed ${kills} times in the middle of a burst`, function () {
  this.timeout(120_000 + kills * 60_000);
  let simulator: Simulator;
  let soak: Soak;
  before(async () => {
    simulator = await startSimulator({
      rate: 0,
      benzinga: { slotHoldMs: 100 },
      finfeedapi: { everyMs: 3_600_000 },
    });
    soak = new Soak();
  });
  after(async () => {
    await soak.remove();
    await simulator.close();
  });

  it('loses nothing that the servers still have, and repeats only what came right before a kill', async () => {
    await soak.start(simulator);
    const publisher = new Publisher(simulator);
    const { published } = publisher;
    const has = (node: string, id: string | undefined): boolean =>
      soak.lines.some(line => line.node === `${node}-journal` && line.id === id);
    const arrived = (): Promise<unknown> =>
      waitUntil(
        () => has('earnings', published.earnings.at(-1)) && has('filings', published.filings.at(-1)),
        'the last burst',
        20_000,
      );
    try {
      for (let kill = 0; kill < kills; kill += 1) {
        await waitUntil(() => soak.lines.some(({ life }) => life === kill), 'events of this life', 20_000);
        await new Promise(resolve => setTimeout(resolve, Math.random() * lifeMs));
        publisher.isAway = true;
        await soak.end('kill');
        await soak.start(simulator);
        publisher.isAway = false;
      }
    } finally {
      publisher.stop();
    }
    await arrived();
    for (const node of ['earnings', 'filings'] as const) {
      const came = new Set(soak.lines.filter(line => line.node === `${node}-journal`).map(({ id }) => id));
      assert.deepEqual(
        published[node].filter(id => !came.has(id)),
        [],
        `${node} that are missing`,
      );
    }
    const isLate = ({ at, life }: Line): boolean => (soak.ends[life] ?? 0) - at > boundMs;
    const wrong = repeats(soak.lines).filter(
      ({ before, again }) => isLate(before) || again.life === before.life,
    );
    assert.deepEqual(wrong, [], 'repeats of what came long before a kill, or within one life');
    say(published.earnings.length + published.filings.length, repeats(soak.lines).length);
  });

  it('repeats nothing over a clean stop', async () => {
    const before = repeats(soak.lines).length;
    await soak.end('stop');
    const { recordId } = simulator.benzinga.publish('earnings');
    await soak.start(simulator);
    await waitUntil(() => soak.lines.some(({ id }) => id === recordId), 'what came meanwhile', 20_000);
    assert.equal(repeats(soak.lines).length, before);
  });
});

/** For who runs the long form: what was counted. */
function say(published: number, repeated: number): void {
  if (kills > 3) console.log(`    ${published} events, ${kills} kills, 0 lost, ${repeated} repeated`);
}
