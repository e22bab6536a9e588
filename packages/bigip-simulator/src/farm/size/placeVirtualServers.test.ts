import { MemoryMaterialCache } from '../../pki';
import { placeVirtualServers } from './placeVirtualServers';

const place = async (wanted: { host: string; port: number }) => wanted;

const placer = (
  size: { devices: number; virtuals: number },
  options: { dataPort: number; place?: typeof place },
) =>
  placeVirtualServers(
    { ...size, profiles: 0, certificates: 0, seed: 1 },
    { cache: new MemoryMaterialCache(), reference: new Date(0), ...options },
  );

describe('placeVirtualServers', () => {
  const { platform } = process;

  afterEach(() => {
    Object.defineProperty(process, 'platform', { value: platform });
  });

  it('gives every virtual server an address of its own', async () => {
    Object.defineProperty(process, 'platform', { value: 'linux' });
    const size = { devices: 300, virtuals: 260 };
    const where = placer(size, { dataPort: 20443 });
    const hosts = new Set<string>();
    for (let device = 0; device < size.devices; device++) {
      for (let virtual = 0; virtual < size.virtuals; virtual++) {
        const { host, port } = await where(device, virtual);
        hosts.add(`${host}:${port}`);
      }
    }
    expect(hosts.size).toBe(300 * 260);
    expect([...hosts][0]).toBe('127.1.0.1:20443');
    expect([...hosts].every(host => host.startsWith('127.'))).toBe(true);
    expect(() =>
      placer({ devices: 10_000, virtuals: 60_000 }, { dataPort: 20443 }),
    ).toThrow('There are not enough loopback addresses');
  });

  it('counts ports where there is one loopback address', async () => {
    const where = placer(
      { devices: 2, virtuals: 10 },
      { dataPort: 5000, place },
    );
    expect(await where(0, 0)).toEqual({ host: '127.0.0.1', port: 5000 });
    expect(await where(1, 9)).toEqual({ host: '127.0.0.1', port: 5019 });
    expect(() =>
      placer({ devices: 100, virtuals: 1000 }, { dataPort: 5000, place }),
    ).toThrow('ports up to 104999');
  });
});
