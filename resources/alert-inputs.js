/* global $, window */
/**
 * The inputs of an alert rule in a dialog, one for each property of a row. What a kind of rule asks for, and how a
 * duration is read, is `marketFeeds.alert`: the node's own code, put beside this file by the build.
 */
(function () {
  const feeds = (window.marketFeeds = window.marketFeeds || {});

  const choices = {
    price: ['', 'last', 'mid', 'bid', 'ask', 'close', 'indicators'],
    direction: ['both', 'up', 'down'],
    unit: ['absolute', 'percent'],
    figure: ['eps', 'revenue'],
    match: ['any', 'all', 'none'],
    repeat: ['always', 'once', 'daily', 'rearm'],
  };
  const durations = ['withinMs', 'holdMs', 'coolDownMs'];
  const flags = { amendments: true, includePast: false };
  const placeholders = {
    ...{ level: '240', low: '230', high: '240', by: '2', times: '3', bars: '20', rearmBy: '1' },
    ...{ withinMs: '5 min', holdMs: '10 s', coolDownMs: '15 min' },
    ...{ words: 'merger, "spin off", upgrad*', quietFrom: '22:00', quietTo: '06:30' },
    ...{ timeZone: 'America/New_York', indicator: 'rsi14' },
  };
  /** Kinds whose number is no amount in the price's own unit. */
  const percents = ['movesByPercent', 'fromPreviousClose', 'fromOpen', 'targetChangedBy'];
  /** Here any surprise counts where nothing is said. */
  const surprises = ['earningsBeat', 'earningsMiss'];

  /** A row's value as its input shows it. */
  function shownOf(name, value) {
    if (durations.includes(name) && typeof value === 'number') return feeds.alert.durationText(value);
    return Array.isArray(value) ? value.join(', ') : feeds.textOf(value);
  }

  function unitOf(name, kind, say) {
    if (name === 'by') return [...percents, ...surprises].includes(kind) ? '%' : '';
    return ['bars', 'times'].includes(name) ? say(`unit.${name}`) : '';
  }

  /** A choice; a value that it does not have, such as `${PRICE}`, stays to be seen. */
  function selectFor(name, value, say) {
    const known = choices[name];
    const all = value === '' || known.includes(value) ? known : [...known, value];
    const options = all.map(one =>
      $('<option>')
        .val(one)
        .text(known.includes(one) ? say(`${name}.${one || 'default'}`) : one),
    );
    return $('<select>')
      .append(options)
      .val(value === '' ? known[0] : value);
  }

  /** The text that the input of a property of a kind carries before it; empty for none. */
  function captionOf(name, kind, say) {
    const own = say(`input.${kind}.${name}`);
    // The catalogue gives the key back for what it does not have.
    return own.includes(`${kind}.${name}`) ? say(`input.${name}`) : own;
  }

  /**
   * Makes the input of a property: a caption, the input, its unit.
   * @param change takes the property's name and its new value
   */
  function alertInput(name, { row, say, change, caption = captionOf(name, row.kind, say) }) {
    const piece = $('<label class="market-feeds-piece"></label>').addClass(`market-feeds-piece-${name}`);
    const value = shownOf(name, row[name]);
    let input;
    if (name in flags) {
      const isOn = value === '' ? flags[name] : feeds.isOn(row[name]);
      input = $('<input type="checkbox">').prop('checked', isOn);
      input.on('change', () => change(name, input.prop('checked')));
      return piece.append(input, $('<span>').text(caption));
    }
    if (choices[name]) {
      input = selectFor(name, value, say).on('change', () => change(name, input.val()));
    } else {
      input = $('<input type="text" autocomplete="off" spellcheck="false">').val(value);
      const isFree = !(name in placeholders) || (name === 'by' && surprises.includes(row.kind));
      input.attr('placeholder', isFree ? say(`placeholder.${name}`) : placeholders[name]);
      input.on('input', () => change(name, input.val()));
    }
    if (durations.includes(name)) makeDuration(input, name, change);
    if (name === 'timeZone') input.attr('list', 'market-feeds-zones');
    if (caption) piece.append($('<span>').text(caption));
    else input.attr('aria-label', say(`aria.${name}`));
    const unit = unitOf(name, row.kind, say);
    piece.append(input.attr('data-property', name));
    return unit ? piece.append($('<span>').text(unit)) : piece;
  }

  /** A duration is typed as people say it, and kept in ms. */
  function makeDuration(input, name, change) {
    const read = () => feeds.alert.parseDuration(input.val());
    input.attr('list', 'market-feeds-durations');
    input.off('input').on('input change', () => {
      const ms = read();
      change(name, ms === undefined ? input.val() : ms);
    });
    input.on('blur', () => {
      const ms = read();
      if (ms !== undefined) input.val(feeds.alert.durationText(ms));
    });
  }

  Object.assign(feeds, { alertInput });
})();
