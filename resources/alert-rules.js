/* global $, window */
/** The list of alert rules in a dialog; each of them is made by `alert-rule.js`. */
(function () {
  const feeds = (window.marketFeeds = window.marketFeeds || {});

  /**
   * Makes a list of alert rules of an `<ol>`. Without any it begins with a new one.
   * @returns `rules()` as they are saved, and `draw()` that shows what each means, and what is wrong with it
   */
  feeds.editAlerts = function (list, rules, { say, labelledBy, onChange }) {
    const cards = new Map();
    let isBuilding = true;
    const rows = () =>
      list
        .editableList('items')
        .toArray()
        .map(item => item.data('data'));
    const changed = () => isBuilding || onChange();
    list.editableList({
      addButton: say('rules.add'),
      height: 'auto',
      ariaLabelledBy: labelledBy,
      sortable: true,
      removable: true,
      scrollOnAdd: false,
      addItem: (container, _index, row) => {
        if (row.kind === undefined) Object.assign(row, feeds.newRule());
        const place = $('<div class="market-feeds-rule"></div>').appendTo(container);
        const onCopy = () =>
          list.editableList('insertItemAt', { ...row, original: undefined }, rows().indexOf(row) + 1);
        cards.set(row, feeds.buildRule(place, row, { say, onChange: changed, onCopy }));
        changed();
        if (!isBuilding) cards.get(row).focus();
      },
      removeItem: changed,
      sortItems: changed,
    });
    const saved = Array.isArray(rules) ? rules : [];
    for (const rule of saved)
      list.editableList('addItem', { ...rule, kind: (rule && rule.kind) || 'crossesAbove', original: rule });
    if (saved.length === 0) list.editableList('addItem', feeds.newRule());
    isBuilding = false;
    return {
      rules: () =>
        rows()
          .filter(({ isNew }) => !isNew)
          .map(feeds.savedRule),
      draw: () => {
        const all = rows();
        const { rules: reviews } = feeds.alert.reviewAlerts({ rules: all });
        all.forEach((row, at) => cards.get(row).draw(reviews[at], at + 1));
      },
    };
  };
})();
