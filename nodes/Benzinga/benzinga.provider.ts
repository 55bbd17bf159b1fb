import type { Account, Provider } from '../../core/provider';
import { parseAccount } from './account';
import { credentialFields, fields } from './fields';
import { predicateOf, queryOf } from './filters';
import { addNames, parseParams, removeNames, rowsOf, topicsOf, type BenzingaParams } from './params';
import { planStream } from './plan';
import { readRefusal } from './refusal';
import { sampleOf } from './sample';
import { StreamProtocol } from './stream';
import { factsOf, streamOf } from './streams';
import { TranscriptsProtocol } from './transcripts';

/** Benzinga: news, analysts' ratings, earnings and transcripts in real time (protocol page: `benzinga.md`). */
export const benzinga: Provider<BenzingaParams, Account> = {
  id: 'benzinga',
  title: 'Benzinga',
  docs: 'https://docs.benzinga.com/ws-reference/overview',
  credentialFields,
  fields,
  // Protocol page, sections 1, 4.1, 4.3 and 4.5: a refusal takes 5 s and more, control pings come each 10 s, a text
  // ping each 30 to 60 s; back-off from 2 to 15 s.
  timing: {
    openMs: 20_000,
    readyMs: 0,
    silenceMs: 35_000,
    stableMs: 60_000,
    ping: { everyMs: 30_000, text: 'ping' },
    backoff: { baseMs: 2000, capMs: 15_000 },
    debounceMs: 1000,
  },
  account: parseAccount,
  parse: parseParams,
  brings: () => 'records',
  eventTypes: stream => factsOf(streamOf(stream)).types,
  topics: topicsOf,
  add: addNames,
  remove: removeNames,
  list: rowsOf,
  practice: () => ({}),
  probe: () => parseParams({ stream: 'news' }),
  sample: sampleOf,
  endpoints: (_account, wanted) => planStream(wanted),
  filter: predicateOf,
  // The token goes into the query: that is the only way that the provider documents (protocol page, section 3).
  dial: (_account, stream, server, key, wanted) => {
    const known = streamOf(stream);
    const query = [`token=${encodeURIComponent(key)}`, queryOf(known, wanted)].filter(part => part !== '');
    return { url: `${server}${factsOf(known).path}?${query.join('&')}`, headers: {} };
  },
  protocol: (_account, stream, wanted, before) => {
    const known = streamOf(stream);
    return known === 'transcripts'
      ? new TranscriptsProtocol()
      : new StreamProtocol(known, wanted, before instanceof StreamProtocol ? before : undefined);
  },
  refusal: readRefusal,
  keySource: () => undefined,
};
