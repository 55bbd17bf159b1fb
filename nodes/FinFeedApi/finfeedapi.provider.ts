import type { Provider } from '../../core/provider';
import { parseAccount, type FinFeedApiAccount } from './account';
import { refusalOf } from './errors';
import { credentialFields, fields } from './fields';
import { FilingsProtocol, patientSilenceMs } from './filings';
import {
  addFilings,
  filingFilter,
  filingTopics,
  listFilings,
  parseFilings,
  removeFilings,
  type FilingsParams,
} from './params';
import { sampleOf } from './sample';

/** FinFeedAPI: filings with the SEC as they are discovered (protocol page: `finfeedapi.md`). */
export const finFeedApi: Provider<FilingsParams, FinFeedApiAccount> = {
  id: 'finfeedapi',
  title: 'FinFeedAPI',
  docs: 'https://docs.finfeedapi.com/sec-api/websocket',
  credentialFields,
  fields,
  // Protocol page, section 6: back-off 1 to 60 s; a text ping is probably an error there (section 8).
  timing: {
    openMs: 10_000,
    readyMs: 30_000,
    silenceMs: patientSilenceMs,
    stableMs: 60_000,
    ping: { everyMs: 60_000 },
    backoff: { baseMs: 1000, capMs: 60_000 },
    debounceMs: 500,
  },
  account: parseAccount,
  parse: form => parseFilings(form),
  brings: () => 'records',
  eventTypes: () => ['filing'],
  topics: filingTopics,
  add: (params, what) => addFilings(params, what),
  remove: (params, what) => removeFilings(params, what),
  list: listFilings,
  practice: () => ({}),
  probe: () => parseFilings({}),
  sample: sampleOf,
  endpoints: (_account, wanted) => {
    const serves = wanted.filter(({ params }) => !params.isOff).map(({ id }) => id);
    return { endpoints: serves.length === 0 ? [] : [{ slot: 0, serves }], refused: [] };
  },
  filter: filingFilter,
  // Protocol page, sections 2 and 3: the root path; the key in the query, or in a header.
  dial: ({ keyHeader }, _stream, server, key) =>
    keyHeader === ''
      ? { url: `${server}/?apikey=${encodeURIComponent(key)}`, headers: {} }
      : { url: `${server}/`, headers: { [keyHeader]: key } },
  protocol: () => new FilingsProtocol(),
  refusal: refusalOf,
  keySource: () => undefined,
};
