import { parseArguments } from './parseArguments';

const SIZE = [
  ...['--devices', '2', '--virtuals', '10'],
  ...['--profiles', '5', '--certificates', '20'],
];

describe('parseArguments', () => {
  it('reads a farm file with all options', () => {
    expect(
      parseArguments([
        ...['--farm', 'farm.yaml', '--latency', '100'],
        ...['--listen', '0.0.0.0:9443', '--version', '14.1.2'],
        ...['--ca-out', 'ca.pem', '--cache', 'keys'],
        ...['--reference', '2026-01-31', '--data-port', '0'],
      ]),
    ).toEqual({
      help: false,
      farmFile: 'farm.yaml',
      size: undefined,
      latencyMs: 100,
      listen: { host: '0.0.0.0', port: 9443 },
      dataPort: 0,
      version: '14.1.2',
      caOut: 'ca.pem',
      cacheDirectory: 'keys',
      reference: new Date('2026-01-31T00:00:00Z'),
    });
  });

  it('reads a size; the seed has a default', () => {
    expect(parseArguments(SIZE).size).toEqual({
      devices: 2,
      virtuals: 10,
      profiles: 5,
      certificates: 20,
      seed: 1,
    });
    expect(parseArguments([...SIZE, '--seed', '7']).size?.seed).toBe(7);
    expect(parseArguments(SIZE).faults).toBeUndefined();
    expect(parseArguments([...SIZE, '--faults']).faults).toBe(true);
    expect(parseArguments([...SIZE, '--listen', '[::1]:0']).listen).toEqual({
      host: '::1',
      port: 0,
    });
  });

  it('shows its help whatever else is said', () => {
    expect(parseArguments(['--help']).help).toBe(true);
  });

  it.each([
    [[], 'Give --farm FILE, or --devices'],
    [['--devices', '2'], '--virtuals is missing'],
    [
      ['--farm', 'x', '--devices', '1', '--seed', '2'],
      '--farm describes the whole farm; leave --devices, --seed out',
    ],
    [[...SIZE, '--devices', '0'], '--devices expects a whole number from 1'],
    [[...SIZE, '--seed', '1.5'], `--seed expects a whole number from 0`],
    [[...SIZE, '--virtuals=-3'], `--virtuals expects a whole number from 0`],
    [[...SIZE, '--latency', 'fast'], `--latency expects a whole number`],
    [[...SIZE, '--listen', '8443'], '--listen expects HOST:PORT'],
    [[...SIZE, '--listen', 'localhost:70000'], '--listen expects HOST:PORT'],
    [[...SIZE, '--version', 'latest'], '--version expects a TMOS version'],
    [[...SIZE, '--reference', '2026-13-01'], '--reference expects a day'],
    [['--farm', 'x', '--data-port', '5000'], 'a farm file has its own ports'],
    [['--farms', 'x'], `Unknown option '--farms'`],
    [['--farm'], `'--farm <value>' argument missing`],
    [[...SIZE, 'stray'], `Unexpected argument 'stray'`],
  ])('refuses %j', (argv, message) => {
    expect(() => parseArguments(argv)).toThrow(message);
  });
});
