/* global $, window */
/** The recordings that a dialog offers by name. */
(function () {
  const feeds = (window.marketFeeds = window.marketFeeds || {});

  /** What the host offers: `{ name, title, size, isShipped }` each, the shipped ones first. */
  feeds.listRecordings = () => $.getJSON('market-feeds/recordings');

  /** `3.2 MB` */
  const sizeText = bytes =>
    bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

  /** Fills a list with recordings, in groups. */
  feeds.offerRecordings = function (select, recordings, say) {
    const groups = [
      ['recordings.shipped', recordings.filter(({ isShipped }) => isShipped)],
      ['recordings.own', recordings.filter(({ isShipped }) => !isShipped)],
    ];
    for (const [title, all] of groups) {
      if (all.length === 0) continue;
      const group = $('<optgroup>').attr('label', say(title)).appendTo(select);
      for (const { name, title: text, size } of all) {
        $('<option>')
          .val(name)
          .text(text || `${name} (${sizeText(size)})`)
          .appendTo(group);
      }
    }
  };

  /**
   * Makes a list of the recordings that sets a field, which is shown where something else is meant: a path.
   * @returns `draw()` shows the field, or hides it
   */
  feeds.chooseRecording = function (select, field, { say }) {
    let recordings;
    const row = field.closest('.form-row');
    const draw = () => row.prop('hidden', select.val() !== '');
    const build = () => {
      const value = feeds.textOf(field.val());
      const isListed = (recordings || []).some(({ name }) => name === value);
      select.empty();
      // While nothing is known, what the node has is shown as it is.
      if (!recordings) $('<option>').val(value).text(value).appendTo(select);
      else feeds.offerRecordings(select, recordings, say);
      $('<option>').val('').text(say('recordings.other')).appendTo(select);
      select.val(isListed || !recordings ? value : '');
      draw();
    };
    select.on('change', () => {
      if (select.val() !== '') field.val(select.val()).trigger('change');
      else if ((recordings || []).some(({ name }) => name === feeds.textOf(field.val())))
        field.val('').trigger('change').trigger('focus');
      draw();
    });
    build();
    feeds.listRecordings().then(
      list => {
        recordings = list;
        build();
      },
      () => {
        recordings = [];
        build();
      },
    );
    return { draw };
  };
})();
