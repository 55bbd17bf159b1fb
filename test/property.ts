import fc from 'fast-check';

// The same cases in every run, so that a failure is nobody's bad luck. `FC_SEED=7 npm run test:unit` tries others.
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 20_260_102) });

export { fc };
