import type { Inbound, Params, Protocol } from '../core/provider';
import { parseJson } from '../core/read';

/** Has a protocol read a frame's text as the engine does. */
export function readText<P extends Params>(
  protocol: Pick<Protocol<P>, 'read'>,
  text: string,
  now: number,
): Inbound[] {
  return protocol.read(parseJson(text), text, now);
}
