/** Microsoft's own library reads the cards for Teams, and finds nothing to say about them. */
import assert from 'node:assert/strict';
import { parseMessage, renderMessage } from '../../transforms/message/message';
import type { AdaptiveCard, TeamsMessage } from '../../transforms/message/message-teams';
import { cardProblem, readAgain } from './adaptive-card';
import * as sample from './message-events';

function cardsOf(form: object, items: readonly unknown[]): AdaptiveCard[] {
  const { messages } = renderMessage(parseMessage({ target: 'teams', ...form }), items);
  return messages.map(({ message }) => {
    const [attachment] = (message as TeamsMessage).attachments;
    assert.ok(attachment);
    return attachment.content;
  });
}

const items = [...sample.events, sample.alert, sample.newsAlert];
const cards = (): AdaptiveCard[] => [
  ...cardsOf({}, items),
  ...cardsOf({ mode: 'digest' }, items),
  ...cardsOf({ template: '**{{symbol}}** {{headline}} [read]({{url}})', title: '{{type}}' }, items),
];

describe("Microsoft's library for Adaptive Cards", () => {
  it('finds nothing wrong with the cards for Teams', () => {
    for (const card of cards()) assert.equal(cardProblem(card), undefined, card.fallbackText);
  });

  it('knows every element and property in them, but what Teams adds', () => {
    for (const card of cards()) {
      // `msteams` is read by Teams alone; an action's own defaults are not written again.
      const { msteams, $schema, ...known } = card;
      assert.deepEqual(
        [msteams, $schema],
        [{ width: 'Full' }, 'http://adaptivecards.io/schemas/adaptive-card.json'],
      );
      const { $schema: _, ...again } = readAgain(card) as Record<string, unknown>;
      assert.deepEqual(again, known);
    }
  });

  it('is not content with any card', () => {
    const [card] = cardsOf({}, [sample.news]);
    const broken: [object, RegExp][] = [
      [{ body: [{ type: 'Headline', text: 'x' }] }, /Unknown element type "Headline"/],
      [{ body: [{ type: 'TextBlock', text: 'x', size: 'Huge' }] }, /Invalid value "Huge"/],
      [
        { body: [{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: 'x', color: 'Red' }] }] },
        /"Red"/,
      ],
      [{ actions: [{ type: 'Action.OpenUrl', title: 'x' }] }, /url/],
    ];
    for (const [changes, problem] of broken)
      assert.match(cardProblem({ ...card, ...changes }) ?? '', problem);
  });
});
