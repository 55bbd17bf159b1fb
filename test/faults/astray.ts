import type { DialRequest } from '../../core/ports';
import type { Proxy } from './proxy';

/** Where a dial goes instead. */
export type Detour = (request: DialRequest, proxy: Proxy) => DialRequest;

function at(request: DialRequest, change: (url: URL) => void): DialRequest {
  const url = new URL(request.url);
  change(url);
  return { ...request, url: url.href };
}

/** Wrong turns. */
export const astray = {
  nobodyThere: (request, { deadPort }) => at(request, url => (url.port = String(deadPort))),
  noSuchName: request => at(request, url => (url.hostname = 'nothing.invalid')),
  notEncrypted: request => ({ ...request, url: request.url.replace(/^ws:/, 'wss:') }),
} satisfies Record<string, Detour>;
