module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  overrides: [
    {
      // Defines tests for other packages: exporting them is the point.
      files: ['src/testUtils/**'],
      rules: { 'jest/no-export': 'off' },
    },
  ],
});
