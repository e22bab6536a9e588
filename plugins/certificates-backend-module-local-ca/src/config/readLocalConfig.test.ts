import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { readLocalConfig } from './readLocalConfig';

const DAY_MS = 86_400_000;
const read = (config: JsonObject) =>
  readLocalConfig(
    new ConfigReader({ id: 'internal', kind: 'local', ...config }),
    'internal',
  );

describe('readLocalConfig', () => {
  it('needs nothing but the organisation', () => {
    expect(read({ organization: ' Example ', title: 'Internal' })).toEqual({
      organization: 'Example',
      allowedNames: null,
      lifetimeMs: 90 * DAY_MS,
      maxLifetimeMs: 200 * DAY_MS,
      issuingLifetimeMs: 5 * 365 * DAY_MS,
      crlLifetimeMs: 7 * DAY_MS,
    });
  });

  it('takes durations in the forms that Backstage knows', () => {
    expect(
      read({
        organization: 'Example',
        lifetime: { weeks: 1 },
        maxLifetime: 'P47D',
        crlLifetime: '3d',
        allowedNames: ['*.Corp.example'],
      }),
    ).toMatchObject({
      lifetimeMs: 7 * DAY_MS,
      maxLifetimeMs: 47 * DAY_MS,
      crlLifetimeMs: 3 * DAY_MS,
      allowedNames: ['*.corp.example'],
    });
  });

  it.each([
    [{}, /'internal'.*\n- organization is missing: it must be text/],
    [{ organization: ' ' }, /organization must not be empty/],
    [{ organization: 'E', lifetime: 'soon' }, /lifetime must be a duration/],
    [{ organization: 'E', lifetime: { hours: 1 } }, /from 1 to 1095 days/],
    [
      { organization: 'E', lifetime: { days: 300 } },
      /lifetime must not be longer than maxLifetime/,
    ],
    [
      { organization: 'E', issuingLifetime: { days: 90 } },
      /issuingLifetime must be at least twice maxLifetime/,
    ],
    [{ organization: 'E', allowedNames: [] }, /allowedNames must hold a name/],
    [{ organization: 'E', alowedNames: [] }, /alowedNames is not known/],
  ])('refuses %j', (config, message) => {
    expect(() => read(config)).toThrow(message);
  });
});
