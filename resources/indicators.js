/* global $, window */
/**
 * The list of indicators in a dialog. What can be chosen, and what is right, is `marketFeeds.indicator`: the node's own
 * code, put beside this file by the build. The editor loads both in any order.
 */
(function () {
  const feeds = (window.marketFeeds = window.marketFeeds || {});

  const isQuotes = row => feeds.indicator.quotePrices.includes(row.price);
  const factsOf = row => feeds.indicator.indicatorKinds[row.kind] || { lengths: {}, price: 'close' };
  const newRow = kind => {
    const { lengths, price } = feeds.indicator.indicatorKinds[kind];
    const texts = Object.entries(lengths).map(([name, length]) => [name, String(length)]);
    return { kind, ...Object.fromEntries(texts), ...(price ? { price } : {}), name: '' };
  };

  const word = text => $('<span>').text(text);
  const selectOf = (options, title) =>
    $('<select>')
      .attr('aria-label', title)
      .append(options.map(([value, text]) => $('<option>').val(value).text(text)));

  /** A choice that the list does not have stays to be seen and corrected. */
  function choose(select, value) {
    const known = select
      .find('option')
      .toArray()
      .some(option => option.value === value);
    if (!known) $('<option>').val(value).text(value).prependTo(select);
    return select.val(value);
  }

  /** The inputs that a kind needs, in the order in which one would say it. */
  function drawInputs(place, row, { say, changed, redraw }) {
    place.empty();
    const isDaily = row.kind === 'vwap' && row.session !== 'window';
    const text = (name, title, width) => {
      const input = $('<input type="text" autocomplete="off" spellcheck="false">')
        .attr({ 'aria-label': title, 'data-field': name })
        .css('width', width)
        .val(feeds.textOf(row[name]));
      return input.on('input change', () => {
        row[name] = input.val();
        changed();
      });
    };
    const lengths = names => {
      for (const name of names) {
        if (names.length > 1) place.append(word(say(`indicators.${name}`)));
        place.append(text(name, say(`indicators.${name}`), '50px'));
      }
      place.append(word(say(isQuotes(row) ? 'indicators.quotes' : 'indicators.bars')));
    };
    const { price, lengths: needed } = factsOf(row);
    if (price !== undefined) {
      const { barPrices, quotePrices, priceTitles } = feeds.indicator;
      const select = selectOf([], say('indicators.price')).attr('data-field', 'price');
      const group = (label, prices) =>
        $('<optgroup>')
          .attr('label', label)
          .append(prices.map(one => $('<option>').val(one).text(priceTitles[one])))
          .appendTo(select);
      group(say('indicators.ofBars'), barPrices);
      if (row.kind !== 'vwap') group(say('indicators.ofQuotes'), quotePrices);
      choose(select, row.price || price).on('change', () => {
        row.price = select.val();
        redraw();
      });
      place.append(word(say('indicators.of')), select);
    }
    if (row.kind === 'vwap') {
      const sessions = ['day', 'window'].map(one => [one, say(`indicators.${one}`)]);
      const select = selectOf(sessions, say('indicators.session')).attr('data-field', 'session');
      choose(select, row.session || 'day').on('change', () => {
        row.session = select.val();
        redraw();
      });
      place.append(select);
    }
    if (isDaily) {
      const zone = text('timeZone', say('indicators.timeZone'), '150px');
      place.append(zone.attr({ list: 'market-feeds-zones', placeholder: 'America/New_York' }));
    } else {
      if (row.kind !== 'vwap') place.append(word(say('indicators.over')));
      lengths(Object.keys(needed));
    }
    if (row.kind === 'bollinger') {
      place.append(text('deviations', say('indicators.deviations'), '40px').attr('placeholder', '2'));
      place.append(word(say('indicators.deviations')));
    }
  }

  /** One indicator: its kind, what it needs, its name, and under them what it means or what is wrong. */
  function buildIndicator(place, row, { say, onChange }) {
    const { indicatorKinds } = feeds.indicator;
    const head = $('<div class="market-feeds-condition"></div>').appendTo(place);
    const kinds = Object.entries(indicatorKinds).map(([kind, { title }]) => [kind, title]);
    const select = selectOf(kinds, say('indicators.kind'))
      .attr('data-field', 'kind')
      .addClass('market-feeds-field');
    choose(select, feeds.textOf(row.kind));
    const name = $('<input type="text" autocomplete="off" spellcheck="false" data-field="name">')
      .attr('aria-label', say('indicators.name'))
      .css('width', '110px')
      .val(feeds.textOf(row.name));
    head.append(select, word(say('indicators.as')), name);
    const inputs = $('<div class="market-feeds-condition market-feeds-indicator-inputs"></div>').appendTo(
      place,
    );
    const sentence = $('<div class="market-feeds-indicator-sentence" aria-live="polite"></div>').appendTo(
      place,
    );
    const drawAll = () => drawInputs(inputs, row, { say, changed: onChange, redraw });
    const redraw = () => {
      drawAll();
      onChange();
    };
    select.on('change', () => {
      // What both kinds have stays only where it was typed: each kind has usual lengths of its own.
      const { name: typed } = row;
      for (const key of Object.keys(row)) if (key !== 'draw' && key !== 'focus') delete row[key];
      Object.assign(row, newRow(select.val()), { name: typed });
      redraw();
    });
    name.on('input change', () => {
      row.name = name.val();
      onChange();
    });
    drawAll();
    row.draw = (text, fault, first) => {
      const isWrong = Boolean(fault);
      sentence.text(isWrong ? fault : `${text}.`).toggleClass('market-feeds-condition-error', isWrong);
      name.attr('placeholder', first || say('label.name'));
      place
        .find('input')
        .toggleClass('input-error', isWrong)
        .attr('aria-invalid', isWrong ? 'true' : null);
    };
    row.focus = () => select.trigger('focus');
  }

  /** A row as it is saved: only what its kind needs. */
  function savedRow({ kind, name, session, timeZone, deviations, price, ...rest }) {
    const facts = factsOf({ kind });
    const isDaily = kind === 'vwap' && session !== 'window';
    const lengths = isDaily ? [] : Object.keys(facts.lengths);
    return {
      kind,
      ...Object.fromEntries(lengths.map(one => [one, feeds.textOf(rest[one])])),
      ...(kind === 'bollinger' ? { deviations: feeds.textOf(deviations) || '2' } : {}),
      ...(facts.price ? { price: price || facts.price } : {}),
      ...(kind === 'vwap' ? { session: session || 'day' } : {}),
      ...(isDaily ? { timeZone: feeds.textOf(timeZone) } : {}),
      name: feeds.textOf(name),
    };
  }

  /**
   * Makes a list of indicators of an `<ol>`.
   * @returns `rows()` as they are saved, and `draw()` that shows what each means or lacks and gives the whole review
   */
  feeds.editIndicators = function (list, rows, { say, labelledBy, onChange }) {
    let isBuilding = true;
    const items = () =>
      list
        .editableList('items')
        .toArray()
        .map(item => item.data('data'));
    const changed = () => isBuilding || onChange();
    list.editableList({
      addButton: say('indicators.add'),
      height: 'auto',
      ariaLabelledBy: labelledBy,
      sortable: true,
      removable: true,
      scrollOnAdd: false,
      addItem: (container, _index, row) => {
        if (row.kind === undefined) Object.assign(row, newRow('sma'));
        const place = $('<div class="market-feeds-conditions"></div>').appendTo(container);
        buildIndicator(place, row, { say, onChange: changed });
        changed();
        if (!isBuilding) row.focus();
      },
      removeItem: changed,
      sortItems: changed,
    });
    for (const row of rows) list.editableList('addItem', { kind: '', ...row });
    isBuilding = false;
    return {
      rows: () => items().map(savedRow),
      draw: () => {
        const all = items();
        const review = feeds.indicator.reviewIndicators({ indicators: all.map(savedRow) });
        all.forEach((row, at) => {
          const unnamed = { ...savedRow(row), name: '' };
          const { names } = feeds.indicator.reviewIndicators({ indicators: [unnamed] });
          const [suffix = ''] = factsOf(row).results || [];
          const usual = names.length > 0 ? names[0].slice(0, names[0].length - suffix.length) : '';
          row.draw(review.sentences[at], review.faults[at + 1], usual);
        });
        return review;
      },
    };
  };
})();
