/* global $, window */
/** One alert rule in a dialog: a card with the inputs that its kind needs, the sentence that it means, and more. */
(function () {
  const feeds = (window.marketFeeds = window.marketFeeds || {});

  /** In the order in which one would say them. */
  const inOrder = [
    ...[
      'price',
      'indicator',
      'figure',
      'direction',
      'by',
      'unit',
      'level',
      'low',
      'high',
      'times',
      'bars',
      'withinMs',
    ],
    ...['match', 'words', 'forms', 'ciks', 'amendments'],
  ];
  /** What waits behind "More", with what it is where nothing is set. */
  const more = {
    ...{
      holdMs: '',
      repeat: 'always',
      rearmBy: '',
      coolDownMs: '',
      quietFrom: '',
      quietTo: '',
      quietDays: '',
    },
    ...{ timeZone: '', includePast: false, text: '' },
  };

  const newRule = () => ({ name: '', symbols: '', kind: 'crossesAbove', level: '', isNew: true });

  const isSet = (row, name) => {
    const value = row[name];
    const text = feeds.textOf(value);
    return text !== '' && text !== '0' && text !== String(more[name]);
  };
  const isKnown = ({ kind }) => feeds.alert.kindGroups.some(({ kinds }) => kinds.includes(kind));
  /** What a rule of an unknown kind is drawn as, until another is chosen. */
  const kindOf = row => (isKnown(row) ? row.kind : 'crossesAbove');
  const isPrice = row => feeds.alert.factsOf(kindOf(row)).family === 'price';

  /** The values that a rule asks for: those of its kind, and the name of an indicator's number where one is meant. */
  function neededOf(row) {
    const needed = isKnown(row) ? feeds.alert.factsOf(row.kind).values : [];
    const isIndicator = needed.includes('price') && row.price === 'indicators';
    return isIndicator ? [...needed, 'indicator'] : needed;
  }

  /** A row as it is saved: what its kind needs, and what else is set. One that nobody touched stays as it was. */
  function savedRule(row) {
    if (row.original) return row.original;
    const tidy = value => (typeof value === 'string' ? value.trim() : value);
    const isMeant = name => (name === 'rearmBy' ? row.repeat === 'rearm' : name !== 'holdMs' || isPrice(row));
    const extra = Object.keys(more).filter(name => isSet(row, name) && isMeant(name));
    const names = ['name', 'symbols', 'kind', ...neededOf(row), ...extra];
    const filled = names.filter(name => name === 'symbols' || feeds.textOf(row[name]) !== '');
    return Object.fromEntries(filled.map(name => [name, tidy(row[name] === undefined ? '' : row[name])]));
  }

  const iconButton = (icon, title) =>
    $('<button type="button" class="red-ui-button red-ui-button-small market-feeds-icon"></button>')
      .attr({ title, 'aria-label': title })
      .append($('<i>').addClass(`fa ${icon}`));

  function kindSelect(row, say) {
    const select = $('<select class="market-feeds-kind">').attr('aria-label', say('aria.kind'));
    for (const { title, kinds } of feeds.alert.kindGroups) {
      const options = kinds.map(kind => $('<option>').val(kind).text(feeds.alert.factsOf(kind).title));
      $('<optgroup>').attr('label', title).append(options).appendTo(select);
    }
    // A kind that there is not stays to be seen and corrected.
    if (!isKnown(row)) $('<option>').val(row.kind).text(row.kind).prependTo(select);
    return select.val(row.kind);
  }

  /** Buttons for the days of the week. */
  function dayButtons(row, change) {
    const group = $('<div class="market-feeds-suggestions" role="group"></div>');
    const isOn = day => feeds.alert.quietDaysOf(row.quietDays).includes(day);
    for (const day of feeds.alert.quietDays) {
      const button = $('<button type="button"></button>')
        .text(day)
        .attr('aria-pressed', String(isOn(day)));
      button.on('click', () => {
        const chosen = feeds.alert.quietDays.filter(one => (one === day ? !isOn(one) : isOn(one)));
        button.attr('aria-pressed', String(!isOn(day)));
        change('quietDays', chosen.join(', '));
      });
      group.append(button);
    }
    return group;
  }

  /** The alert's own text: the default shows through, and a click writes a field where the cursor is. */
  function textInput(row, say, change) {
    const area = $('<textarea rows="2" spellcheck="false" data-property="text"></textarea>')
      .attr({ placeholder: feeds.alert.defaultTexts[kindOf(row)], 'aria-label': say('more.text') })
      .val(feeds.textOf(row.text))
      .on('input', () => change('text', area.val()));
    const fields = $('<div class="market-feeds-suggestions market-feeds-fields" role="group"></div>');
    for (const name of feeds.alert.textFieldsOf(kindOf(row))) {
      const button = $('<button type="button"></button>').text(`{{${name}}}`).appendTo(fields);
      button.on('click', () => {
        if (area.val() === '') area.val(feeds.alert.defaultTexts[kindOf(row)]);
        const { selectionStart: start, selectionEnd: end } = area[0];
        area[0].setRangeText(`{{${name}}}`, start, end, 'end');
        area.trigger('input').trigger('focus');
      });
    }
    return [area, fields.attr('aria-label', say('aria.fields'))];
  }

  /** Everything that is not needed to say a rule. */
  function drawMore(place, { row, say, change, redraw }) {
    place.empty();
    const input = (name, caption = '') => feeds.alertInput(name, { row, say, change, caption });
    const line = (name, ...inputs) => {
      const caption = $('<span class="market-feeds-caption"></span>').text(say(`more.${name}`));
      const inside = $('<div class="market-feeds-pieces"></div>').append(...inputs);
      $('<div class="market-feeds-line"></div>').append(caption, inside).appendTo(place);
    };
    const repeat = input('repeat');
    repeat.find('select').on('change', () => {
      redraw();
      place.find('[data-property=repeat]').trigger('focus');
    });
    if (!isPrice(row)) repeat.find('option[value=rearm]').remove();
    if (isPrice(row)) line('holdMs', input('holdMs'));
    line(
      'repeat',
      repeat,
      ...(row.repeat === 'rearm' && isPrice(row) ? [input('rearmBy', say('input.rearmBy'))] : []),
    );
    line('coolDownMs', input('coolDownMs'));
    line('quiet', input('quietFrom'), input('quietTo', say('input.quietTo')));
    line('quietDays', dayButtons(row, change));
    line('timeZone', input('timeZone'));
    line('past', input('includePast', say('input.includePast')));
    line('text', ...textInput(row, say, change));
  }

  /**
   * Builds the card of a rule.
   * @param onCopy called when the rule is to be there once more
   * @returns `draw(review, number)` that shows its number, what it means and what is wrong with it, and `focus()`
   */
  function buildRule(place, row, { say, onChange, onCopy }) {
    const title = $('<div class="market-feeds-rule-title"></div>').appendTo(place);
    const number = $('<span class="market-feeds-number-of"></span>').appendTo(title);
    const name = $('<input type="text" class="market-feeds-name" autocomplete="off">')
      .attr('aria-label', say('aria.name'))
      .val(feeds.textOf(row.name))
      .appendTo(title);
    iconButton('fa-clone', say('rules.copy')).on('click', onCopy).appendTo(title);
    const head = $('<div class="market-feeds-pieces"></div>').appendTo(place);
    const values = $('<div class="market-feeds-pieces"></div>').appendTo(place);
    const box = $('<div class="market-feeds-sentence" role="status"></div>').appendTo(place);
    const toggle = $('<button type="button" class="market-feeds-toggle"></button>').appendTo(place);
    toggle.attr('title', say('rules.moreHint'));
    toggle.append($('<i>'), ' ', $('<span>').text(say('rules.more')));
    const rest = $('<div class="market-feeds-more"></div>').appendTo(place);
    let isOpen = Object.keys(more).some(one => isSet(row, one));

    const change = (property, value) => {
      row[property] = value;
      row.isNew = false;
      delete row.original;
      onChange();
    };
    const drawRest = () => {
      toggle.attr('aria-expanded', String(isOpen));
      toggle.children('i').attr('class', `fa fa-fw fa-angle-${isOpen ? 'down' : 'right'}`);
      rest.prop('hidden', !isOpen);
      if (isOpen) drawMore(rest, { row, say, change, redraw });
    };
    const redraw = () => {
      drawRest();
      onChange();
    };
    const drawValues = () => {
      const needed = neededOf(row);
      const names = inOrder.filter(one => needed.includes(one));
      values.empty().prop('hidden', names.length === 0);
      for (const one of names) values.append(feeds.alertInput(one, { row, say, change }));
      const price = values.find('[data-property=price]');
      price.on('change', () => {
        if ((price.val() === 'indicators') === needed.includes('indicator')) return;
        drawValues();
        values.find('[data-property=price]').trigger('focus');
      });
    };
    head.append(feeds.alertInput('symbols', { row, say, change }));
    const kinds = kindSelect(row, say).attr('data-property', 'kind').appendTo(head);
    kinds.on('change', () => {
      row.kind = kinds.val();
      drawValues();
      drawRest();
      change('kind', row.kind);
    });
    name.on('input', () => change('name', name.val()));
    toggle.on('click', () => {
      isOpen = !isOpen;
      redraw();
    });
    drawValues();
    drawRest();
    const focus = () => head.find('input').trigger('focus');
    const draw = ({ sentence, needs, fault }, at) => {
      number.text(`${at}`);
      name.attr('placeholder', say('rules.name', { number: at }));
      const isWrong = fault !== undefined && !row.isNew;
      // What is wrong must be seen.
      if (isWrong && fault.field in more && !isOpen) {
        isOpen = true;
        drawRest();
      }
      place.find('[data-property]').removeClass('input-error').removeAttr('aria-invalid');
      if (isWrong)
        place.find(`[data-property="${fault.field}"]`).addClass('input-error').attr('aria-invalid', 'true');
      box.empty().toggleClass('market-feeds-unclear', isWrong);
      if (fault) box.text(row.isNew ? say('rules.start') : fault.sentence);
      else box.append($('<span>').text(sentence), ' ', $('<small>').text(say('rules.needs', { needs })));
    };
    return { draw, focus };
  }

  Object.assign(feeds, { buildRule, newRule, savedRule });
})();
