/* global $, window */
/**
 * One condition of a filter in a dialog: field, comparison and value. What can be chosen, and what is right, is `marketFeeds.filter`: the
 * node's own code, put beside this file by the build. The editor loads both in any order.
 */
(function () {
  const feeds = (window.marketFeeds = window.marketFeeds || {});

  /** What one kind of value may become without being typed again. */
  const isTyped = takes => ['text', 'texts', 'words'].includes(takes);

  const placeholders = {
    number: '0',
    words: 'merger, "spin off", upgrad*',
    clock: '09:30',
    clocks: '09:30 to 16:00',
    days: 'Mon-Fri',
    date: '2026-01-31',
  };
  const examples = { symbol: 'AAPL', symbols: 'AAPL', form: '8-K', interval: '1m' };

  function placeholderOf(field, takes) {
    if (takes !== 'text' && takes !== 'texts') return placeholders[takes] || '';
    const several = field.symbols ? 'AAPL, MSFT' : field.name === 'form' ? '8-K, 10-Q' : '';
    if (field.choices) return field.choices.slice(0, takes === 'texts' ? 2 : 1).join(', ');
    return (takes === 'texts' && several) || examples[field.name] || '';
  }

  function unitOf(field, operator) {
    if (operator.unit) return operator.unit.trim();
    const units = { percent: '%', seconds: 's' };
    return ['number', 'range'].includes(operator.takes) ? units[field.unit] || '' : '';
  }

  /** Both ends of a range, as saved: a text such as `1 to 2`. */
  function endsOf(value) {
    if (Array.isArray(value)) return [value[0], value[1]].map(feeds.textOf);
    if (value && typeof value === 'object') return [value.from, value.to].map(feeds.textOf);
    const text = feeds.textOf(value);
    const [from = '', to = ''] = text.split(/\s*(?:[,;–—]|\.\.+|\bto\b|\band\b)\s*/i);
    return feeds.isVariable(text) ? [text, ''] : [from, to];
  }

  const selectOf = options =>
    $('<select>').append(options.map(([value, text]) => $('<option>').val(value).text(text)));
  const inputFor = placeholder =>
    $('<input type="text" autocomplete="off" spellcheck="false">').attr('placeholder', placeholder);
  const iconButton = (icon, title) =>
    $('<button type="button" class="red-ui-button red-ui-button-small market-feeds-icon"></button>')
      .attr({ title, 'aria-label': title })
      .append($('<i>').addClass(`fa ${icon}`));

  /** The fields, those of every event first, then by type of event; a field of several types is in each. */
  function fieldSelect(say, name, types) {
    const select = $('<select class="market-feeds-field">').attr('aria-label', say('conditions.field'));
    const group = (label, fields) => {
      const options = fields.map(field => $('<option>').val(field.name).text(field.title));
      $('<optgroup>').attr('label', label).append(options).appendTo(select);
    };
    group(say('conditions.common'), feeds.filter.commonFields);
    for (const type of types) group(feeds.filter.typeTitles[type], feeds.filter.typeFields[type]);
    if (feeds.filter.isAnyType(types)) group(say('conditions.indicators'), [feeds.filter.anyIndicator]);
    const chosen = () => select.find('option').filter((_at, option) => option.value === name);
    // A name that no event has, or none that comes here, stays to be seen and corrected.
    const { title } = feeds.filter.fieldNamed(name) || { title: name };
    if (chosen().length === 0) $('<option>').val(name).text(title).prependTo(select);
    chosen().first().prop('selected', true);
    return select;
  }

  /** Shows the input, or inputs, that fit an operator. */
  function drawValue(place, { row, field, operator, say, change }) {
    place.empty().prop('hidden', operator.takes === 'nothing');
    const label = say('conditions.value');
    const bind = (input, read = () => input.val()) =>
      input
        .attr('aria-label', label)
        .on('input change', () => change(read()))
        .appendTo(place);
    const value = row.value === undefined || row.value === null ? '' : row.value;
    const text = Array.isArray(value) ? value.join(', ') : feeds.textOf(value);
    const isOneOfFew = field.choices && !field.open && operator.takes === 'text';
    if (operator.takes === 'nothing') return;
    if (operator.takes === 'range') {
      const [from, to] = endsOf(value);
      const inputs = [from, to].map(end => inputFor('0').addClass('market-feeds-end').val(end));
      const read = () =>
        inputs
          .map(input => input.val().trim())
          .join(' to ')
          .replace(/ to $/, '');
      bind(inputs[0], read).attr('aria-label', say('conditions.from'));
      $('<span>').text(say('conditions.and')).appendTo(place);
      bind(inputs[1], read).attr('aria-label', say('conditions.to'));
    } else if (isOneOfFew && (text === '' || field.choices.includes(text))) {
      const select = bind(
        selectOf([['', say('conditions.choose')], ...field.choices.map(one => [one, one])]),
      );
      select.val(text);
    } else bind(inputFor(placeholderOf(field, operator.takes))).val(text);
    const unit = unitOf(field, operator);
    if (unit) $('<span>').text(unit).appendTo(place);
  }

  /** Buttons for the known values of a field that is compared with a list. */
  function drawChoices(place, { row, field, operator, change, redraw }) {
    const choices = operator.takes === 'texts' ? field.choices || [] : [];
    const parts = () =>
      feeds
        .textOf(row.value)
        .split(/[,;\n]/)
        .map(part => part.trim())
        .filter(part => part !== '');
    place.empty().prop('hidden', choices.length === 0);
    for (const choice of choices) {
      const others = () => parts().filter(part => part.toLowerCase() !== choice.toLowerCase());
      $('<button type="button"></button>')
        .text(choice)
        .attr('aria-pressed', String(others().length < parts().length))
        .on('click', () => {
          change((others().length < parts().length ? others() : [...parts(), choice]).join(', '));
          redraw();
        })
        .appendTo(place);
    }
  }

  /** One condition: field, operator and value in a line, and what is wrong with it under them. */
  function buildCondition(place, row, { say, types, onChange, onRemove }) {
    const line = $('<div class="market-feeds-condition"></div>').appendTo(place);
    const fields = fieldSelect(say, row.field, types).appendTo(line);
    const operators = $('<select class="market-feeds-operator">')
      .attr('aria-label', say('conditions.operator'))
      .appendTo(line);
    const indicator = inputFor('rsi14').addClass('market-feeds-indicator').insertAfter(fields);
    indicator.attr({ 'aria-label': say('conditions.indicator'), title: say('conditions.indicatorHint') });
    const value = $('<span class="market-feeds-value"></span>').appendTo(line);
    if (onRemove) iconButton('fa-remove', say('conditions.remove')).on('click', onRemove).appendTo(line);
    const choices = $('<div class="market-feeds-suggestions" role="group"></div>')
      .attr('aria-label', say('conditions.value'))
      .appendTo(place);
    const fault = $('<div class="market-feeds-condition-error" aria-live="polite" hidden></div>').appendTo(
      place,
    );
    const touch = () => {
      row.isNew = false;
      onChange();
    };
    const now = () => {
      const field = feeds.filter.fieldNamed(row.field) || { name: row.field, title: row.field, kind: 'text' };
      return { field, operator: feeds.filter.operatorFor(field.kind, row.operator) };
    };
    const change = typed => {
      row.value = typed;
      touch();
      if (!choices.prop('hidden')) drawAll({ isTyping: true });
    };
    const drawAll = ({ isTyping = false } = {}) => {
      const { field, operator = { takes: 'text', title: row.operator } } = now();
      indicator.prop('hidden', field.name !== feeds.filter.anyIndicator.name);
      if (!isTyping) {
        operators
          .empty()
          .append(
            selectOf(feeds.filter.operatorsOf[field.kind].map(({ id, title }) => [id, title])).children(),
          );
        if (!feeds.filter.operatorFor(field.kind, row.operator))
          $('<option>').val(row.operator).text(row.operator).prependTo(operators);
        operators.val(row.operator);
        drawValue(value, { row, field, operator, say, change });
      }
      drawChoices(choices, { row, field, operator, change, redraw: () => drawAll() });
      const having = [...feeds.filter.typesWith(field.name)].map(type => feeds.filter.typeTitles[type]);
      fields.attr(
        'title',
        having.length === feeds.filter.eventTypes.length ? say('conditions.common') : having.join(', '),
      );
    };
    /** Chooses another field or operator; the value stays where it can still be meant. */
    const choose = ({ name = row.field, id = row.operator }) => {
      const { field: old, operator: { takes: before } = {} } = now();
      row.field = name;
      row.operator = id;
      const { field, operator } = now();
      if (!operator) row.operator = feeds.filter.operatorsOf[field.kind][0].id;
      const { takes } = now().operator;
      const isKept = takes === before || (isTyped(takes) && isTyped(before));
      if (!isKept || (name !== old.name && (field.choices || old.choices))) row.value = '';
      drawAll();
      touch();
    };
    fields.on('change', () => choose({ name: fields.val() }));
    operators.on('change', () => choose({ id: operators.val() }));
    indicator.val(feeds.textOf(row.indicator)).on('input', () => {
      row.indicator = indicator.val();
      touch();
    });
    drawAll();
    row.draw = sentence => {
      const isWrong = Boolean(sentence) && !row.isNew;
      fault.text(isWrong ? sentence : '').prop('hidden', !isWrong);
      const name = `${feeds.filter.anyIndicator.name}.${feeds.textOf(row.indicator).trim()}`;
      const isUnnamed = !indicator.prop('hidden') && feeds.filter.fieldNamed(name) === undefined;
      const inputs = line.find('input, select').removeClass('input-error').removeAttr('aria-invalid');
      (isUnnamed ? indicator : inputs.last())
        .toggleClass('input-error', isWrong)
        .attr('aria-invalid', isWrong ? 'true' : null);
    };
    row.focus = () => fields.trigger('focus');
  }

  Object.assign(feeds, { buildCondition });
})();
