import { MemoryMaterialCache } from '../pki';
import { resolveReference } from './resolveReference';

const cache = () => new MemoryMaterialCache();
const at = (now: string, kept = cache(), explicit?: string) =>
  resolveReference({
    cache: kept,
    name: 'farm-1',
    now: new Date(now),
    explicit: explicit ? new Date(explicit) : undefined,
  }).then(reference => reference.toISOString().slice(0, 10));

describe('resolveReference', () => {
  it('is today at midnight, or the day that was asked for', async () => {
    expect(await at('2026-11-24T17:30:00Z')).toBe('2026-11-24');
    expect(await at('2026-11-24T17:30:00Z', cache(), '2025-01-02')).toBe(
      '2025-01-02',
    );
  });

  it('stays for three days, so that a restart finds nothing new', async () => {
    const kept = cache();
    expect(await at('2026-11-24T23:59:00Z', kept)).toBe('2026-11-24');
    expect(await at('2026-11-25T00:01:00Z', kept)).toBe('2026-11-24');
    expect(await at('2026-11-27T23:00:00Z', kept)).toBe('2026-11-24');
    expect(await at('2026-11-28T00:00:00Z', kept)).toBe('2026-11-28');
    expect(await at('2026-11-29T00:00:00Z', kept)).toBe('2026-11-28');
  });

  it('does not let a day that was asked for stay, nor one in the future', async () => {
    const kept = cache();
    await at('2026-11-24T08:00:00Z', kept, '2026-11-20');
    expect(await at('2026-11-24T08:00:00Z', kept)).toBe('2026-11-24');
    expect(await at('2026-11-20T08:00:00Z', kept)).toBe('2026-11-20');
  });
});
