/* global $, window */
/** "Would have fired": tries the rules of a dialog on a recording, and shows what they would have done. */
(function () {
  const feeds = (window.marketFeeds = window.marketFeeds || {});

  /** Of the node that plays recordings, whose texts are there wherever this is. */
  const say = (key, values) => feeds.textsOf('market-replay')(key, values);
  const timeText = iso => String(iso).replace('T', ' ').slice(0, 19);
  const numberText = number => Number(number).toLocaleString('en-US');

  const line = (...texts) =>
    $('<div>').text(
      texts
        .flat()
        .filter(text => text !== '')
        .join(' '),
    );

  /** The alerts as a table; nothing where there are none. */
  function tableOf({ alerts }) {
    if (alerts.length === 0) return $();
    const cells = (tag, texts) => texts.map(text => $(`<${tag}>`).text(text));
    const head = $('<tr>').append(
      cells(
        'th',
        ['time', 'rule', 'sentence'].map(name => say(`wouldHaveFired.${name}`)),
      ),
    );
    const rows = alerts.map(({ time, alert, message }) =>
      $('<tr>').append(cells('td', [timeText(time), alert, message])),
    );
    return $('<div class="market-feeds-alerts" tabindex="0"></div>').append(
      $('<table>').append($('<thead>').append(head), $('<tbody>').append(rows)),
    );
  }

  /** What came out, in sentences and a table. */
  function showResult(place, tried) {
    const { count, alerts, from, to, events, suppressed, waiting, malformed, isComplete } = tried;
    const text = (name, values) => say(`wouldHaveFired.${name}`, values);
    const span = { from: timeText(from), to: timeText(to) };
    // The plural is chosen by a number; what is shown has its thousands apart.
    const some = text('some', { ...span, count }).replace(String(count), numberText(count));
    const sum = events === 0 ? text('empty') : count === 0 ? text('none', span) : some;
    const details = [
      text('looked', { events: numberText(events) }),
      suppressed > 0 ? text('suppressed', { count: numberText(suppressed) }) : '',
      waiting > 0 ? text('waiting', { count: numberText(waiting) }) : '',
      malformed > 0 ? text('malformed', { count: numberText(malformed) }) : '',
      isComplete ? '' : text('cut'),
    ];
    const first = count > alerts.length ? line(text('first', { count: alerts.length })) : $();
    place.append(
      line(sum).addClass('market-feeds-alerts-sum'),
      line(details).addClass('market-feeds-alerts-more'),
    );
    place.append(first, tableOf(tried));
  }

  /** Why there is no answer. */
  function whyOf(xhr) {
    const { message } = xhr.responseJSON || {};
    return typeof message === 'string' ? message : say('wouldHaveFired.noAnswer');
  }

  /**
   * Draws it into a container of an alert's dialog.
   * @param form gives what the dialog has now, as it would be saved: `{ rules, … }`
   */
  feeds.wouldHaveFired = function (container, { form }) {
    const row = $('<div class="market-feeds-try"></div>');
    const select = $('<select>').attr('aria-label', say('wouldHaveFired.recording'));
    const button = $('<button type="button" class="red-ui-button"></button>').text(say('wouldHaveFired.try'));
    const result = $('<div class="market-feeds-tried" role="status" aria-live="polite"></div>');
    container.empty().append(row.append(select, ' ', button), result);
    const fail = xhr =>
      result
        .empty()
        .append(
          line(say('wouldHaveFired.failed', { why: whyOf(xhr) })).addClass('market-feeds-alerts-fault'),
        );
    feeds.listRecordings().then(recordings => {
      feeds.offerRecordings(select, recordings, say);
      if (recordings.length > 0) return;
      button.prop('disabled', true);
      result.text(say('wouldHaveFired.noRecordings'));
    }, fail);
    button.on('click', () => {
      button.prop('disabled', true);
      result.text(say('wouldHaveFired.trying'));
      const data = JSON.stringify({ ...form(), recording: select.val() });
      $.ajax({ type: 'POST', url: 'market-feeds/would-have-fired', contentType: 'application/json', data })
        .then(tried => showResult(result.empty(), tried), fail)
        .always(() => button.prop('disabled', false));
    });
  };
})();
