import type { Simulator } from '../../simulator/server';
import type { AssetClass } from '../../simulator/tradewatch';
import type { ClientOptions } from '../../vendor/ws';
import type { Frame, TestClient } from './client';
import { dialPath } from './feeds';

/** Dials an asset class's socket with a good key in the documented header. */
export function dialQuotes(
  simulator: Simulator,
  assetClass: AssetClass = 'currencies',
  options: ClientOptions = {},
): Promise<TestClient> {
  const headers = { 'api-key': 'practice' };
  return dialPath(simulator, `/tradewatch/${assetClass}/quotes`, { headers, ...options });
}

/** Subscribes on a connection of which only empty statuses came so far; gives what the server lists. */
export async function subscribe(client: TestClient, symbols: readonly string[]): Promise<string[]> {
  client.send({ action: 'subscribe', symbols });
  return symbolsOf(await client.next(frame => isStatus(frame) && symbolsOf(frame).length > 0, 'the status'));
}

/** All frames up to the answer to an application ping. */
export async function untilPong(client: TestClient): Promise<Frame[]> {
  const frames: Frame[] = [];
  client.send({ action: 'ping' });
  await client.next(frame => frame['event'] === 'pong' || frames.push(frame) === 0, 'the pong');
  return frames;
}

export function isStatus(frame: Frame): boolean {
  return frame['event'] === 'status';
}

export function isQuote(frame: Frame): boolean {
  return 'symbol' in frame;
}

/** The list of a status. */
export function symbolsOf(status: Frame): string[] {
  return status['symbols'] as string[];
}
