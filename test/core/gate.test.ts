import assert from 'node:assert/strict';
import { fc } from '../property';
import { Gate } from '../../core/gate';
import { World } from './canned';
import { quoteItem } from './events';

describe('the gate in front of the parser', () => {
  it('opens only while most frames are useless, and shuts again', () => {
    const gate = new Gate();
    for (let frame = 0; frame < 512; frame += 1) gate.record(frame % 2 === 0);
    assert.equal(gate.open, false, 'half of them is not most');
    for (let frame = 0; frame < 512; frame += 1) gate.record(frame % 3 === 0);
    assert.equal(gate.open, true);
    for (let frame = 0; frame < 512; frame += 1) gate.record(true);
    assert.equal(gate.open, false);
  });

  it('skips frames that nobody wants, once it pays, and counts them', async () => {
    const world = new World();
    const { sink, socket } = await world.online();
    for (let frame = 0; frame < 1000; frame += 1) await socket.frame([quoteItem('unwanted', frame)]);
    await socket.frame([quoteItem('A', 1)]);
    const [stats] = world.engine.connections();
    assert.ok((stats?.skipped ?? 0) > 400);
    assert.equal(stats?.gateMissed, 1, 'one that does not show what it holds is parsed');
    assert.equal(sink.received.length, 1);
  });

  it('never costs a wanted event, whatever the mixture', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(9), { minLength: 1, maxLength: 30 }), async shares => {
        const world = new World();
        const { sink, socket } = await world.online();
        let wanted = 0;
        for (const share of shares) {
          const frames: unknown[] = [];
          for (let frame = 0; frame < 100; frame += 1) {
            const isWanted = frame % 10 < share;
            if (isWanted) wanted += 1;
            frames.push([quoteItem(isWanted ? 'A' : 'unwanted', frame)]);
          }
          await socket.frame(...frames);
        }
        assert.equal(sink.received.length, wanted);
      }),
      { numRuns: 20 },
    );
  });
});
