import {
  aBinding,
  aDevice,
  anInstallation,
  aVirtualServer,
} from '../../__fixtures__';
import { placeUnits } from './places';
import {
  chosenPlaces,
  lostNames,
  planRequest,
  sourceOf,
  START_TARGETS,
  TargetsInput,
} from './wizard';

function deviceOf(name: string, cluster?: string) {
  const { highAvailability } = aDevice();
  return aDevice({
    name,
    highAvailability: cluster
      ? { ...highAvailability!, cluster }
      : { ...highAvailability!, cluster: null },
  });
}

const units = placeUnits(
  [
    anInstallation({
      device: 'a2',
      bindings: [
        aBinding(),
        aBinding({
          profile: '/Shop/clientssl_child',
          inheritedFrom: '/Shop/clientssl_shop',
        }),
        aBinding({ profile: '/Shop/clientssl_ca', role: 'ca' }),
      ],
    }),
    anInstallation({ device: 'a1', bindings: [aBinding()] }),
    anInstallation({
      device: 'lab',
      environment: 'staging',
      bindings: [
        aBinding({
          profile: '/Common/server',
          side: 'server',
          entry: null,
          virtualServers: [
            aVirtualServer({ fullPath: '/Common/vs_10' }),
            aVirtualServer({ fullPath: '/Common/vs_2' }),
          ],
        }),
      ],
    }),
    anInstallation({ device: 'idle', bindings: [] }),
  ],
  [
    deviceOf('a1', 'edge'),
    deviceOf('a2', 'edge'),
    deviceOf('lab'),
    deviceOf('idle'),
  ],
);

function input(change: Partial<TargetsInput> = {}): TargetsInput {
  return { ...START_TARGETS, ...change };
}

describe('placeUnits', () => {
  it('takes the members of a cluster as one, and leaves out what does not present the certificate', () => {
    expect(
      units.map(({ unit, devices, places }) => ({
        unit,
        devices,
        profiles: places.map(place => place.profile),
      })),
    ).toEqual([
      {
        unit: 'edge',
        devices: ['a1', 'a2'],
        profiles: ['/Shop/clientssl_child', '/Shop/clientssl_shop'],
      },
      { unit: 'lab', devices: ['lab'], profiles: ['/Common/server'] },
    ]);
    expect(units[1].places[0].virtualServers).toEqual([
      '/Common/vs_2',
      '/Common/vs_10',
    ]);
  });
});

describe('chosenPlaces', () => {
  it('leaves out what follows its parent, and other environments', () => {
    expect(
      chosenPlaces(units, input()).places.map(place => place.profile),
    ).toEqual(['/Shop/clientssl_shop', '/Common/server']);
    expect(
      chosenPlaces(units, input({ environment: 'staging' })).unitNames,
    ).toEqual(['lab']);
  });
});

describe('planRequest', () => {
  it('names no bindings for everywhere, so that the backend takes all', () => {
    expect(planRequest('c', 'm', units, input())).toEqual({
      certificateId: 'c',
      materialId: 'm',
      rollout: { canary: 1, waves: 1, between: 'continue' },
    });
  });

  it('names chosen bindings, and no roll-out for one unit', () => {
    const [, place] = units[0].places;
    expect(
      planRequest(
        'c',
        'm',
        units,
        input({
          scope: 'chosen',
          chosen: [place.id],
          strategy: 'switch',
          reason: ' CHG-1 ',
          dryRun: true,
        }),
      ),
    ).toEqual({
      certificateId: 'c',
      materialId: 'm',
      bindings: [
        {
          unit: 'edge',
          side: 'client',
          profile: '/Shop/clientssl_shop',
          entry: 'shop_rsa',
        },
      ],
      strategy: 'switch',
      reason: 'CHG-1',
      dryRun: true,
    });
  });

  it('binds to new places only where the certificate is used nowhere', () => {
    expect(
      planRequest(
        'c',
        'm',
        [],
        input({
          newPlaces: [
            {
              unit: 'edge',
              virtualServer: '/Shop/vs ',
              profile: '/Shop/new',
              parent: '',
              serverName: 'shop.example.com',
            },
          ],
        }),
      ),
    ).toEqual({
      certificateId: 'c',
      materialId: 'm',
      bindings: [],
      newBindings: [
        {
          unit: 'edge',
          virtualServer: '/Shop/vs',
          profile: '/Shop/new',
          serverName: 'shop.example.com',
        },
      ],
    });
  });

  it('names every binding where new places come on top', () => {
    const { bindings, newBindings } = planRequest(
      'c',
      'm',
      units,
      input({
        newPlaces: [
          {
            unit: 'lab',
            virtualServer: '/Common/vs_new',
            profile: '/Common/new',
            parent: '/Common/clientssl',
            serverName: '',
          },
        ],
      }),
    );
    expect(bindings?.map(binding => binding.profile)).toEqual([
      '/Shop/clientssl_shop',
      '/Common/server',
    ]);
    expect(newBindings).toHaveLength(1);
  });

  it('never makes everything the canary', () => {
    expect(
      planRequest('c', 'm', units, input({ canary: 9 })).rollout?.canary,
    ).toBe(1);
  });
});

describe('lostNames', () => {
  it('counts a name that a wildcard covers as kept', () => {
    expect(
      lostNames(
        { names: ['a.example.com', 'b.c.example.com', '*.example.com'] },
        { names: ['*.example.com'] },
      ),
    ).toEqual(['b.c.example.com']);
  });
});

describe('sourceOf', () => {
  it.each([
    ['what is held with its key', [{ hasKey: true }], 'held'],
    ['PEM where nothing is held', [], 'pem'],
    ['PEM where no key is held', [{ hasKey: false }], 'pem'],
    ['what is held where that is not known', undefined, 'held'],
  ])('offers %s', (_, held, source) => {
    expect(sourceOf({ source: null }, held)).toBe(source);
  });

  it('keeps what was chosen', () => {
    expect(sourceOf({ source: 'pkcs12' }, [{ hasKey: true }])).toBe('pkcs12');
    expect(sourceOf({ source: 'held' }, [])).toBe('held');
  });
});
