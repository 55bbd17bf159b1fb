/* global window */
/**
 * Durations in dialogs: a node keeps milliseconds, a person reads and writes `5 min`. `durations` are the functions that
 * the node itself uses (transforms/duration.ts).
 */
(function () {
  const feeds = (window.marketFeeds = window.marketFeeds || {});

  const isOpen = (node, name) => feeds.inputOf(node, name).data('market-feeds-node') === node;

  /** Shows a number of milliseconds as people say it; to be called once the form is filled. */
  function showDuration(node, name, { durationText }) {
    const input = feeds.inputOf(node, name);
    const text = feeds.textOf(input.val());
    if (/^\d+$/.test(text)) input.val(durationText(Number(text)));
  }

  /** Puts the milliseconds into the field, which the editor then saves; a variable, or what is wrong, stays. */
  function saveDuration(node, name, { parseDuration }) {
    const input = feeds.inputOf(node, name);
    const ms = parseDuration(input.val());
    if (ms !== undefined) input.val(String(ms));
    input.removeData('market-feeds-node');
  }

  /** What is wrong with a number that was typed without a unit; saved ones are milliseconds. */
  function unitFault(node, name, value, { unitLacking }) {
    return isOpen(node, name) ? unitLacking(feeds.textOf(value)) : undefined;
  }

  Object.assign(feeds, { showDuration, saveDuration, unitFault });
})();
