/* global $, document, window */
/** A filter in a dialog: the filter node's own, and the one that every source has behind a button. */
(function () {
  const feeds = (window.marketFeeds = window.marketFeeds || {});

  const rowsOf = filter => (filter && Array.isArray(filter.conditions) ? filter.conditions : []);
  /** The conditions of all rows, those of groups among them. */
  const flat = rows =>
    rows.flatMap(row => (row && Array.isArray(row.conditions) ? row.conditions : [row || {}]));

  /** Whether a condition depends on the time zone. */
  function isClock({ field, operator }) {
    const { kind } = feeds.filter.fieldNamed(field) || { kind: 'text' };
    const { takes } = feeds.filter.operatorFor(kind, operator) || {};
    return ['clock', 'clocks', 'days'].includes(takes);
  }

  /** True, or what is wrong first with a saved filter, in the words of the node that reads it. */
  function checkFilter(filter, say) {
    if (feeds.textOf(filter) === '') return true;
    if (typeof filter !== 'object' || Array.isArray(filter)) return say('errors.filter');
    const { faults } = feeds.filter.reviewFilter(filter);
    const [number] = Object.keys(faults);
    if (number === undefined) return true;
    const isRow = /^\d/.test(number);
    return feeds.harmless(
      isRow ? say('errors.condition', { number, message: faults[number] }) : faults[number],
    );
  }

  const row = (place, ...parts) => $('<div class="form-row"></div>').append(parts).appendTo(place);
  const label = (id, icon, text) =>
    $('<label>')
      .attr({ id: `${id}-label`, for: id })
      .append($('<i>').addClass(`fa fa-${icon}`), ' ', $('<span>').text(text));

  /** The row of `match`: `title` is its label, `lead` and `rest` stand around the choice. */
  function matchRow(place, { id, say, title, lead = '', rest }) {
    const options = ['all', 'any', 'none'].map(match =>
      $('<option>')
        .val(match)
        .text(say(`match.${match}`)),
    );
    const select = $('<select class="market-feeds-match">').attr('id', id).append(options);
    const after = $('<span id="market-feeds-conditions-label">').text(rest);
    row(place, label(id, 'filter', title), ' ', $('<span>').text(lead), ' ', select, ' ', after);
    return select;
  }

  /** The row of the time zone, and `draw(fault, isShown)` that shows it and what is wrong with it. */
  function zoneRow(place, { id, say }) {
    const list = feeds.fillZones($('<datalist id="market-feeds-zones">'));
    const input = $('<input type="text" list="market-feeds-zones" placeholder="UTC" autocomplete="off">');
    input.attr({ id, spellcheck: 'false', 'aria-labelledby': `${id}-label` });
    const error = $('<div class="market-feeds-form-error" aria-live="polite" hidden></div>');
    const hint = $('<div class="market-feeds-hint">').text(say('hint.timeZone'));
    const whole = row(place, label(id, 'globe', say('label.timeZone')), ' ', input, list);
    whole.append(error.attr('id', `${id}-error`), hint).attr('id', 'market-feeds-zone');
    const draw = (fault = '', isShown) => {
      const isWrong = fault !== '';
      whole.prop('hidden', !isShown && !isWrong);
      error.text(fault).prop('hidden', !isWrong);
      input.toggleClass('input-error', isWrong).attr('aria-invalid', isWrong ? 'true' : null);
      input.attr('aria-describedby', isWrong ? `${id}-error` : null);
    };
    return { input, draw };
  }

  /**
   * Builds a filter's form: match, conditions, what they mean together, and the time zone where it matters.
   * @param filter `{ match, conditions, timeZone }` as saved
   * @param ids of the inputs for `match` and `timeZone`
   * @param types those of the events that come, all by default
   * @param texts `title`, `lead` and `rest` of the row of `match`
   * @returns `value()` as it is saved, `draft()` as it is, also what nobody touched, and `addCondition()`
   */
  function editFilter(place, filter, { say, ids, types = feeds.filter.eventTypes, texts }) {
    const match = matchRow(place, { id: ids.match, say, ...texts });
    const list = $('<ol id="market-feeds-conditions"></ol>');
    row(place, list).addClass('market-feeds-conditions-row');
    const note = '<div class="form-row market-feeds-sentence" role="status"></div>';
    const sentence = $(note).attr('id', 'market-feeds-sentence').appendTo(place);
    const caution = $(note)
      .attr('id', 'market-feeds-caution')
      .addClass('market-feeds-caution')
      .appendTo(place);
    const zone = zoneRow(place, { id: ids.timeZone, say });
    feeds.keepChoice(match, feeds.textOf(filter.match));
    zone.input.val(feeds.textOf(filter.timeZone));
    let editor;
    const form = () => ({ match: match.val(), timeZone: feeds.textOf(zone.input.val()) });
    const draw = () => {
      if (!editor) return;
      const review = editor.draw(form());
      const rows = editor.rows();
      sentence.empty().toggleClass('market-feeds-unclear', Object.keys(review.faults).length > 0);
      if (rows.length === 0) sentence.text(say('sentence.everything'));
      else if (review.sentence === '') sentence.text(say('sentence.incomplete'));
      else
        sentence.append(
          document.createTextNode(`${say('sentence.keeps')} `),
          $('<b>').text(review.sentence),
          '.',
        );
      caution.text(review.warning).prop('hidden', review.warning === '');
      zone.draw(review.faults.timeZone, flat(rows).some(isClock) || form().timeZone !== '');
    };
    const labelledBy = 'market-feeds-conditions-label';
    editor = feeds.editConditions(list, rowsOf(filter), { say, types, labelledBy, onChange: draw });
    match.add(zone.input).on('input change', draw);
    draw();
    return {
      value: () => ({ ...form(), conditions: editor.rows() }),
      draft: () => ({ ...form(), conditions: editor.items() }),
      addCondition: () => list.editableList('addItem', {}),
    };
  }

  /** The filters of open dialogs: what is saved when the dialog is. */
  const edited = new WeakMap();

  /**
   * Builds the filter of a source in `place`: a button that adds one, or the filter that there is.
   * @param types gives the types of the events that the node brings, as the dialog has it now
   * @returns shows it anew where the types have changed
   */
  function addSourceFilter(node, place, { say, types }) {
    const ids = { match: 'node-input-filter-match', timeZone: 'node-input-filter-timeZone' };
    let shownTypes = '';
    let form;
    const build = filter => {
      shownTypes = types().join();
      place.empty();
      const lead = say('conditions.onlyEvents');
      const texts = { title: say('label.filter'), lead, rest: say('conditions.these') };
      form = editFilter(place, filter, { say, ids, types: types(), texts });
      return form;
    };
    const track = filter =>
      edited.set(node, { before: JSON.stringify(build(filter).value()), now: () => form.value() });
    edited.delete(node);
    if (rowsOf(node.filter).length > 0) track(node.filter);
    else {
      const button = $(
        '<button type="button" class="market-feeds-link" id="node-input-filter-add"></button>',
      );
      button.text(say('label.addFilter')).on('click', () => {
        track({});
        form.addCondition();
      });
      row(place, label('node-input-filter-add', 'filter', say('label.filter')), ' ', button);
    }
    return () => {
      if (form && types().join() !== shownTypes) build(form.draft());
    };
  }

  /** Saves the filter of a source's dialog; one that nobody changed stays as it is. */
  function saveSourceFilter(node) {
    const { before, now } = edited.get(node) || {};
    edited.delete(node);
    if (!now || JSON.stringify(now()) === before) return;
    const filter = now();
    node.filter = filter.conditions.length > 0 ? filter : {};
  }

  Object.assign(feeds, { checkFilter, editFilter, addSourceFilter, saveSourceFilter });
})();
