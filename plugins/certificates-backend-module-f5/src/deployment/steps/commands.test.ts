import { PlannedChange } from '@cmt/backstage-plugin-certificates-common';
import { readEditableClientProfile } from '../reading/profiles';
import { switchCommands } from './commands';

const PROFILE = readEditableClientProfile({
  name: 'shop',
  partition: 'Common',
  fullPath: '/Common/shop',
  defaultsFrom: '/Common/clientssl',
  inheritCertkeychain: 'false',
  cert: '/Common/rsa.crt',
  certKeyChain: [
    {
      name: 'rsa',
      appService: 'none',
      cert: '/Common/rsa.crt',
      certReference: { link: 'https://localhost/mgmt/tm/sys/file/ssl-cert/x' },
      chain: '/Common/chain.crt',
      key: '/Common/rsa.key',
      ocspStaplingParams: '/Common/stapling',
      usage: 'SERVER',
    },
    {
      name: 'forward proxy',
      cert: '/Common/ca.crt',
      chain: 'none',
      key: '/Common/ca.key',
      usage: 'CA',
    },
    {
      name: 'ec',
      cert: '/Common/ec.crt',
      chain: 'none',
      key: '/Common/ec.key',
      ocspStaplingParams: '/Common/other',
      usage: 'SERVER',
    },
  ],
});

const change = {
  side: 'client',
  profile: '/Common/shop',
  entry: 'rsa',
  after: {
    certificate: '/Common/new.crt',
    key: '/Common/new.key',
    chain: null,
    fingerprint: 'aa',
  },
} as PlannedChange;

it('replaces one entry, and sends every other one as it was read', () => {
  const [command, ...others] = switchCommands(
    [
      {
        change,
        profile: PROFILE,
        holding: 'before',
        found: '',
        unbound: [],
        bound: [],
      },
    ],
    ({ after }) => after,
  );
  expect(others).toEqual([]);
  expect(command).toEqual({
    method: 'PATCH',
    path: '/mgmt/tm/ltm/profile/client-ssl/~Common~shop',
    body: {
      certKeyChain: [
        {
          name: 'rsa',
          appService: 'none',
          cert: '/Common/new.crt',
          key: '/Common/new.key',
          chain: 'none',
          ocspStaplingParams: '/Common/stapling',
          usage: 'SERVER',
        },
        {
          name: 'forward proxy',
          cert: '/Common/ca.crt',
          chain: 'none',
          key: '/Common/ca.key',
          usage: 'CA',
        },
        {
          name: 'ec',
          cert: '/Common/ec.crt',
          chain: 'none',
          key: '/Common/ec.key',
          ocspStaplingParams: '/Common/other',
          usage: 'SERVER',
        },
      ],
    },
  });
});

it('does not keep a passphrase, and remembers that there is one', () => {
  const profile = readEditableClientProfile({
    name: 'secret',
    certKeyChain: [
      { name: 'a', cert: 'a.crt', key: 'a.key', passphrase: '$M$eX$secret' },
      { name: 'b', cert: 'b.crt', key: 'b.key', passphrase: 'none' },
    ],
  });
  expect(profile.stored.map(entry => entry.protected)).toEqual([true, false]);
  expect(JSON.stringify(profile)).not.toContain('$M$');
});
