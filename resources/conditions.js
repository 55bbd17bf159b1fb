/* global $, window */
/** The list of conditions of a filter in a dialog, with groups; each of them is made by `condition.js`. */
(function () {
  const feeds = (window.marketFeeds = window.marketFeeds || {});

  const matches = ['all', 'any', 'none'];
  const isGroup = row => Array.isArray(row.conditions);
  const newCondition = types => ({
    ...{ field: feeds.filter.firstField(types), operator: 'in', value: '', isNew: true },
  });

  /** A group: how its conditions count together, and a short list of them. */
  function buildGroup(place, row, { say, types, onChange }) {
    const head = $('<div class="market-feeds-condition"></div>').appendTo(place);
    const options = matches.map(match =>
      $('<option>')
        .val(match)
        .text(say(`match.${match}`)),
    );
    const select = $('<select>')
      .append(options)
      .attr('aria-label', say('conditions.match'))
      .val(matches.includes(row.match) ? row.match : 'any')
      .on('change', () => {
        row.match = select.val();
        onChange();
      });
    head.append(select, $('<span>').text(say('conditions.ofThese')));
    const list = $('<div class="market-feeds-group"></div>').appendTo(place);
    const add = (condition, isNew) => {
      if (isNew) row.conditions.push(condition);
      const item = $('<div></div>').appendTo(list);
      const onRemove = () => {
        row.conditions.splice(row.conditions.indexOf(condition), 1);
        item.remove();
        onChange();
      };
      feeds.buildCondition(item, condition, { say, types, onChange, onRemove });
      if (isNew) onChange();
    };
    const button = $('<button type="button" class="red-ui-button red-ui-button-small"></button>').appendTo(
      place,
    );
    button.append($('<i class="fa fa-plus"></i>'), ' ', $('<span>').text(say('conditions.add')));
    button.on('click', () => add(newCondition(types), true));
    for (const condition of row.conditions) add(condition, false);
    row.focus = () => select.trigger('focus');
  }

  const savedCondition = ({ field: name, indicator, operator, value }) => {
    const isIndicator = name === feeds.filter.anyIndicator.name;
    const field = { field: name, ...(isIndicator ? { indicator: feeds.textOf(indicator).trim() } : {}) };
    const { kind = 'text' } = feeds.filter.fieldNamed(name) || {};
    const { takes } = feeds.filter.operatorFor(kind, operator) || {};
    return takes === 'nothing'
      ? { ...field, operator, value: '' }
      : { ...field, operator, value: typeof value === 'string' ? value.trim() : value };
  };
  /** A row as it is saved; one that nobody touched, and a group without any, is not. */
  const savedRow = row => {
    if (!isGroup(row)) return row.isNew ? [] : [savedCondition(row)];
    const conditions = row.conditions.filter(({ isNew }) => !isNew).map(savedCondition);
    return conditions.length > 0 ? [{ match: row.match, conditions }] : [];
  };
  const copied = row =>
    isGroup(row || {})
      ? { match: row.match, conditions: row.conditions.map(one => ({ ...one })) }
      : { field: '', operator: '', ...row };

  /**
   * Makes a list of conditions of an `<ol>`.
   * @param types those of the events that come
   * @returns `rows()` as they are saved, `items()` as they are, also those that nobody touched, and `draw(form)` that
   * shows what is wrong with each and gives the whole review
   */
  feeds.editConditions = function (list, rows, { say, types, labelledBy, onChange }) {
    let isBuilding = true;
    const items = () =>
      list
        .editableList('items')
        .toArray()
        .map(item => item.data('data'));
    const changed = () => isBuilding || onChange();
    const addGroup = () => list.editableList('addItem', { match: 'any', conditions: [newCondition(types)] });
    list.editableList({
      addButton: say('conditions.add'),
      buttons: [{ label: say('conditions.addGroup'), icon: 'fa fa-plus', click: addGroup }],
      height: 'auto',
      ariaLabelledBy: labelledBy,
      sortable: true,
      removable: true,
      scrollOnAdd: false,
      addItem: (container, _index, row) => {
        if (row.field === undefined && !isGroup(row)) Object.assign(row, newCondition(types));
        const place = $('<div class="market-feeds-conditions"></div>').appendTo(container);
        (isGroup(row) ? buildGroup : feeds.buildCondition)(place, row, { say, types, onChange: changed });
        changed();
        if (!isBuilding) row.focus();
      },
      removeItem: changed,
      sortItems: changed,
    });
    for (const row of Array.isArray(rows) ? rows : []) list.editableList('addItem', copied(row));
    isBuilding = false;
    return {
      items,
      rows: () => items().flatMap(savedRow),
      draw: form => {
        const all = items();
        const { faults } = feeds.filter.reviewFilter({ ...form, conditions: all }, types);
        all.forEach((row, at) => {
          if (!isGroup(row)) return row.draw(faults[at + 1]);
          row.conditions.forEach((one, inner) => one.draw(faults[`${at + 1}.${inner + 1}`]));
        });
        return feeds.filter.reviewFilter({ ...form, conditions: all.flatMap(savedRow) }, types);
      },
    };
  };
})();
