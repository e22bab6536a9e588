import {
  aBinding,
  aFinding,
  anInstallation,
  aServedStatus,
  aVirtualServer,
} from '../../__fixtures__';
import { groupFindings } from './findings';
import { addressText, groupByDevice, sortedVirtualServers } from './usage';

describe('groupByDevice', () => {
  it('groups by device and puts what vanished last', () => {
    const groups = groupByDevice([
      anInstallation({
        device: 'b',
        fullPath: '/Common/a.crt',
        removedAt: '2026-01-01T00:00:00Z',
      }),
      anInstallation({ device: 'b', fullPath: '/Common/z.crt' }),
      anInstallation({ device: 'a', fullPath: '/Common/m.crt' }),
    ]);
    expect(
      groups.map(g => [g.device, g.installations.map(i => i.fullPath)]),
    ).toEqual([
      ['a', ['/Common/m.crt']],
      ['b', ['/Common/z.crt', '/Common/a.crt']],
    ]);
  });
});

describe('sortedVirtualServers', () => {
  it('puts those with trouble first', () => {
    const server = (
      fullPath: string,
      result: 'match' | 'mismatch' | 'unreachable',
    ) => aVirtualServer({ fullPath, served: [aServedStatus({ result })] });
    const binding = aBinding({
      virtualServers: [
        server('/Common/vs10', 'match'),
        server('/Common/vs2', 'match'),
        server('/Common/vs3', 'unreachable'),
        server('/Common/vs4', 'mismatch'),
      ],
    });
    expect(sortedVirtualServers(binding).map(vs => vs.fullPath)).toEqual([
      '/Common/vs4',
      '/Common/vs3',
      '/Common/vs2',
      '/Common/vs10',
    ]);
  });
});

describe('addressText', () => {
  it.each([
    ['192.0.2.1', 443, '192.0.2.1:443'],
    ['2001:db8::1', 443, '[2001:db8::1]:443'],
    ['192.0.2.1', null, '192.0.2.1'],
    [null, 443, null],
  ])('writes %s and %s as %s', (address, port, expected) => {
    expect(addressText(aVirtualServer({ address, port }))).toBe(expected);
  });
});

describe('groupFindings', () => {
  it('has one group per rule, the weightiest first, with every place', () => {
    const groups = groupFindings([
      aFinding('missing-intermediate', {
        device: 'a',
        object: '/Common/vs1',
        since: '2026-02-01T00:00:00Z',
      }),
      aFinding('not-served', { device: 'a', serverName: 'shop.example.com' }),
      aFinding('missing-intermediate', {
        device: 'b',
        object: '/Common/vs2',
        since: '2026-01-01T00:00:00Z',
      }),
      aFinding('unused'),
    ]);
    expect(groups.map(g => g.code)).toEqual([
      'not-served',
      'missing-intermediate',
      'unused',
    ]);
    expect(groups[1]).toMatchObject({
      places: ['a · /Common/vs1', 'b · /Common/vs2'],
      since: '2026-01-01T00:00:00Z',
    });
    expect(groups[2].places).toEqual([]);
  });
});
