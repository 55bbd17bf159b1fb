/* global $, window */
/**
 * What the dialogs of all sources ask about silence. `hours` are the functions that the node itself uses
 * (transforms/hours/).
 */
(function () {
  const feeds = (window.marketFeeds = window.marketFeeds || {});

  const formOf = node =>
    Object.fromEntries(feeds.hours.quietProperties.map(name => [name, feeds.current(node, name)]));
  const review = (node, changes = {}) => feeds.hours.reviewQuiet({ ...formOf(node), ...changes }, Date.now());

  /** Checks a property of a source about silence: true, or what is wrong in the words of the node that reads it. */
  function quietCheck(name) {
    // eslint-disable-next-line no-unused-vars -- Node-RED shows a reason only where a check takes two values.
    return function (value, opt) {
      const fault = review(this, { [name]: value }).faults[name];
      return fault === undefined || feeds.harmless(fault);
    };
  }

  const input = (name, placeholder) =>
    $('<input type="text" autocomplete="off" spellcheck="false">').attr({
      id: `node-input-${name}`,
      placeholder,
    });

  /** The row that is there while nobody asks to be told. */
  function offerRow(row, say, onClick) {
    const id = 'market-feeds-quiet-add';
    const button = $('<button type="button" class="market-feeds-link"></button>').attr('id', id);
    return row(
      feeds.rowLabel(id, 'bell-o', say('label.silence')),
      button.text(say('label.addSilence')).on('click', onClick),
    );
  }

  /** The rows of own hours. */
  function ownRows(row, say) {
    const edge = name => input(name, name === 'openFrom' ? '09:30' : '16:00').addClass('market-feeds-number');
    const [from, to] = [edge('openFrom'), edge('openTo').attr('aria-label', say('label.openTo'))];
    const zones = feeds.fillZones($('<datalist id="market-feeds-quiet-zones">'));
    const zone = input('openZone', 'UTC').attr('list', 'market-feeds-quiet-zones');
    return [
      row(
        feeds.rowLabel('node-input-openDays', 'calendar', say('label.openDays')),
        input('openDays', 'Mon-Fri'),
      ),
      row(feeds.rowLabel('node-input-openFrom', 'clock-o', say('label.openFrom')), from),
      row(feeds.rowLabel('node-input-openTo', 'clock-o', say('label.openTo')), to),
      row(feeds.rowLabel('node-input-openZone', 'globe', say('label.timeZone')), zone, zones),
    ];
  }

  /**
   * Builds the rows about silence in `place`: a link that adds them, or what there is.
   * @param expects gives what fits the node as the dialog has it now, for who asks to be told
   * @returns shows what applies
   */
  function addQuiet(node, place, { say, expects }) {
    // What nobody asked for is not in the dialog: else the editor saved it, and the node would have changed.
    const fields = $('<div></div>');
    const row = (...parts) => $('<div class="form-row"></div>').append(parts.flat()).appendTo(fields);
    let isAsked = !['', '0'].includes(feeds.textOf(node.expectMinutes));
    const offer = offerRow(row, say, () => {
      isAsked = true;
      place.append(fields);
      for (const [name, value] of Object.entries(expects())) feeds.inputOf(node, name).val(value);
      feeds.inputOf(node, 'expectMinutes').trigger('change').trigger('focus');
    }).appendTo(place);
    const minutes = feeds.numberField('node-input-expectMinutes', '0', say('label.minutesWithout'));
    row(feeds.rowLabel('node-input-expectMinutes', 'bell-o', say('label.silence')), minutes);
    const select = $('<select id="node-input-marketHours"></select>');
    const words = choice =>
      $('<option>')
        .val(choice)
        .text(say(`marketHours.${choice}`));
    select.append(feeds.hours.marketChoices.map(words));
    const label = feeds.rowLabel('node-input-marketHours', 'clock-o', say('label.marketHours'));
    const hoursRow = row(label, select);
    const own = ownRows(row, say);
    const sentence = $('<div class="market-feeds-hint" id="market-feeds-quiet-hint" role="status"></div>');
    const sentenceRow = row(sentence);
    place.append(fields);
    return () => {
      offer.prop('hidden', isAsked);
      if (!isAsked) return fields.detach();
      const { needs, sentence: text, faults } = review(node);
      hoursRow.prop('hidden', !needs.includes('marketHours'));
      for (const one of own) one.prop('hidden', !needs.includes('openDays'));
      const isNever = !needs.includes('marketHours') && Object.keys(faults).length === 0;
      sentence.text(isNever ? say('hint.neverTold') : text);
      sentenceRow.prop('hidden', sentence.text() === '');
    };
  }

  Object.assign(feeds, { quietCheck, addQuiet });
})();
