import { ConfigReader } from '@backstage/config';
import { Administrators } from './administrators';
import { readF5Config } from './readF5Config';

const device = (more: object = {}) => ({
  name: 'edge-1',
  host: 'edge-1.example.test',
  credential: { username: 'reader', password: 'hush' },
  ...more,
});
const config = (more: object = {}) =>
  new ConfigReader({
    certificates: { f5: { devices: [device(more)] } },
  } as never);

describe('Administrators', () => {
  it('reads the administrator of a device, and nobody else', () => {
    const administrators = new Administrators(
      config({ administrator: { username: ' root ', password: ' p ' } }),
    );
    expect(administrators.has('edge-1')).toBe(true);
    expect(administrators.read('edge-1')).toEqual({
      username: 'root',
      password: ' p ',
    });
    expect(administrators.has('edge-2')).toBe(false);
    expect(administrators.read('edge-2')).toBeUndefined();
    expect(new Administrators(config()).has('edge-1')).toBe(false);
    expect(new Administrators(new ConfigReader({})).has('edge-1')).toBe(false);
  });

  it('is not part of what is kept of a device', () => {
    const kept = readF5Config(
      config({ administrator: { username: 'root', password: 'hush too' } }),
    );
    expect(JSON.stringify(kept)).not.toContain('hush too');
  });

  it.each([
    [{ username: 'root' }, /administrator\.password/],
    [{ username: '', password: 'hush too' }, /administrator\.username/],
    ['root', /administrator must hold/],
    [{ username: 'a', password: 'hush too', role: 'x' }, /administrator\.role/],
  ])('says what is wrong with %j', (administrator, problem) => {
    let message = '';
    try {
      readF5Config(config({ administrator }));
    } catch (error) {
      message = String(error);
    }
    expect(message).toMatch(problem);
    expect(message).not.toContain('hush too');
  });
});
