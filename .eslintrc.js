const { createConfigForRole } = require('@backstage/cli/config/eslint-factory');

// For scripts/ and test/. Every package has a configuration of its own.
module.exports = {
  root: true,
  ...createConfigForRole(__dirname, 'cli', {
    overrides: [
      {
        // Benchmarks measure the parts themselves, which no package exports.
        files: ['test/bench/**/*.ts'],
        rules: { '@backstage/no-relative-monorepo-imports': 'off' },
      },
    ],
  }),
};
