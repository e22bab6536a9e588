import { randomBytes } from 'node:crypto';
import { CustodyError, KeySealer, parseSealed } from './KeySealer';

const first = { id: '2026', secret: randomBytes(32) };
const second = { id: '2027', secret: randomBytes(32) };
const SECRET = 'the private key';

describe('KeySealer', () => {
  it('opens what it sealed, for what it was sealed for', () => {
    const sealer = new KeySealer([first]);
    const sealed = sealer.seal(SECRET, 'material-1');
    expect(JSON.stringify(sealed)).not.toContain(SECRET);
    expect(sealer.open(sealed, 'material-1')).toBe(SECRET);
    expect(() => sealer.open(sealed, 'material-2')).toThrow(CustodyError);
  });

  it('seals the same secret differently each time', () => {
    const sealer = new KeySealer([first]);
    const [a, b] = [sealer.seal(SECRET, 'x'), sealer.seal(SECRET, 'x')];
    expect(a.secret).not.toBe(b.secret);
    expect(a.dataKey).not.toBe(b.dataKey);
  });

  it('notices a change of any byte', () => {
    const sealer = new KeySealer([first]);
    const sealed = sealer.seal(SECRET, 'x');
    for (const part of ['secret', 'dataKey'] as const) {
      const bytes = Buffer.from(sealed[part], 'base64');
      for (let index = 0; index < bytes.length; index++) {
        const changed = Buffer.from(bytes);
        changed[index] ^= 1;
        expect(() =>
          sealer.open({ ...sealed, [part]: changed.toString('base64') }, 'x'),
        ).toThrow(CustodyError);
      }
    }
  });

  it('opens what an older key sealed, and rewraps it without touching the secret', () => {
    const sealed = new KeySealer([first]).seal(SECRET, 'x');
    const both = new KeySealer([second, first]);
    expect(both.open(sealed, 'x')).toBe(SECRET);
    const rewrapped = both.rewrap(sealed, 'x');
    expect(rewrapped).toMatchObject({ kek: '2027', secret: sealed.secret });
    expect(new KeySealer([second]).open(rewrapped, 'x')).toBe(SECRET);
    expect(() => new KeySealer([first]).open(rewrapped, 'x')).toThrow(/2027/);
  });

  it('refuses another secret under the same id', () => {
    const sealed = new KeySealer([first]).seal(SECRET, 'x');
    const other = new KeySealer([{ id: first.id, secret: randomBytes(32) }]);
    expect(() => other.open(sealed, 'x')).toThrow(/another one/);
  });

  it('says what to configure when there is no key', () => {
    expect(() => new KeySealer([]).seal(SECRET, 'x')).toThrow(
      /certificates\.custody\.keys/,
    );
  });

  it('reads what was stored', () => {
    const sealed = new KeySealer([first]).seal(SECRET, 'x');
    expect(parseSealed(JSON.stringify(sealed))).toEqual(sealed);
    expect(() => parseSealed('{}')).toThrow();
  });
});
