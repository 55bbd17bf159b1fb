/** Close codes, one after the other, each with something published before the next connection. */
import { interrupted, type Family } from '../family';

/** 1006 stands for an end without a close frame; none can send it. */
const codes = [1000, 1001, 1006, 1008, 1011, 1012, 1013];

export const closing: readonly Family[] = [
  {
    name: 'close 1000, 1001, 1006, 1008, 1011 to 1013',
    what: 'a server that closes with every code there is',
    play: async run => {
      for (const code of codes) {
        if (code === 1006) run.feed.drop();
        else run.feed.closeWith(code, { reason: 'bye' });
        await run.reach('waiting');
        run.publish(2);
        run.heal();
        await run.recover();
      }
    },
    expects: provider => interrupted(provider, 1, codes.length, /code 1013 "bye"/),
  },
];
