import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { NodeAPI } from 'node-red';
import { onceStarted, onEachStart } from '../../nodes/flows-started';

describe('the start of flows', () => {
  it('is told to each node once, through one listener however many they are', () => {
    const events = new EventEmitter();
    const RED = { events } as unknown as NodeAPI;
    const told: number[] = [];
    const deploy = (): (() => void)[] =>
      Array.from({ length: 30 }, (_, node) => onceStarted(RED, () => told.push(node)));
    const cancels = deploy();
    assert.equal(events.listenerCount('flows:started'), 1);
    cancels[7]?.();
    events.emit('flows:started');
    assert.deepEqual([told.length, told.includes(7)], [29, false]);
    events.emit('flows:started');
    assert.equal(told.length, 29);
    deploy();
    events.emit('flows:started');
    assert.equal(told.length, 59);
  });

  it('is told each time, with what a deploy has removed, after the nodes', () => {
    const events = new EventEmitter();
    const RED = { events } as unknown as NodeAPI;
    const told: unknown[] = [];
    onEachStart(RED, removed => told.push(removed));
    onceStarted(RED, () => told.push('node'));
    events.emit('flows:started', { config: {}, type: 'full', diff: undefined });
    events.emit('flows:started', { config: {}, type: 'nodes', diff: { added: [], removed: ['a'] } });
    assert.deepEqual(told, ['node', [], ['a']]);
    assert.equal(events.listenerCount('flows:started'), 1);
  });
});
