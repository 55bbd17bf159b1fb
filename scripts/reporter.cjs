/**
 * Mocha's spec reporter, which also writes its counts to the file `MARKET_FEEDS_COUNTS`, and reports a process that
 * something keeps alive after its tests: a leaked timer or socket is a failure, and would else wait for the bound.
 */
const { writeFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

const graceMs = 5_000;

module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      writeCounts({ passed: passes, failed: failures, pending });
      const leak = setTimeout(() => {
        console.error(`Something still runs after the tests: ${process.getActiveResourcesInfo().join(', ')}`);
        writeCounts({ passed: passes, failed: failures + 1, pending });
        process.exit(1);
      }, graceMs);
      leak.unref();
    });
  }
};

function writeCounts(counts) {
  const file = process.env.MARKET_FEEDS_COUNTS;
  if (file) writeFileSync(file, JSON.stringify(counts));
}
