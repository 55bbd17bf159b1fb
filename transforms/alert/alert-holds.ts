import type { RuleState } from './alert-state';

/** Rules that must hold for a while, the one that is due first on top: a heap, in which each knows its place. */
export class Holds {
  private heap: RuleState[] = [];

  get size(): number {
    return this.heap.length;
  }

  get first(): RuleState | undefined {
    return this.heap[0];
  }

  add(state: RuleState): void {
    this.put(state, this.heap.length);
    this.up(state);
  }

  remove(state: RuleState): void {
    const { place } = state;
    if (place < 0 || this.heap[place] !== state) return;
    const last = this.heap.pop() as RuleState;
    state.place = -1;
    if (last === state) return;
    this.put(last, place);
    this.up(last);
    this.down(last);
  }

  clear(): void {
    for (const state of this.heap) state.place = -1;
    this.heap = [];
  }

  private put(state: RuleState, place: number): void {
    this.heap[place] = state;
    state.place = place;
  }

  private up(state: RuleState): void {
    while (state.place > 0) {
      const above = this.heap[(state.place - 1) >> 1] as RuleState;
      if (above.dueAt <= state.dueAt) return;
      this.swap(above, state);
    }
  }

  private down(state: RuleState): void {
    for (;;) {
      const [left, right] = [this.heap[state.place * 2 + 1], this.heap[state.place * 2 + 2]];
      const below = right && left && right.dueAt < left.dueAt ? right : left;
      if (!below || below.dueAt >= state.dueAt) return;
      this.swap(state, below);
    }
  }

  private swap(one: RuleState, other: RuleState): void {
    const { place } = one;
    this.put(one, other.place);
    this.put(other, place);
  }
}
