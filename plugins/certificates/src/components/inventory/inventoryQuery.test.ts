import { formatInventoryQuery, parseInventoryQuery } from './inventoryQuery';

function parse(search: string) {
  return parseInventoryQuery(new URLSearchParams(search));
}

describe('inventoryQuery', () => {
  it('reads the usual view from an empty address', () => {
    expect(parse('')).toEqual({
      filter: {},
      sort: 'expires',
      order: 'asc',
      page: 1,
    });
  });

  it('writes nothing for the usual view', () => {
    expect(formatInventoryQuery(parse(''))).toBe('');
  });

  it('reads back what it writes', () => {
    const query = parse(
      new URLSearchParams([
        ['state', 'expired'],
        ['state', 'critical'],
        ['owner', 'group:default/checkout'],
        ['issuer', 'Example CA, G2'],
        ['finding', 'weak-key'],
        ['usage', 'unused'],
        ['keyType', 'rsa'],
        ['entity', 'component:default/shop'],
        ['expiresFrom', '2027-01-04T00:00:00.000Z'],
        ['expiresBefore', '2027-01-11T00:00:00.000Z'],
        ['expiresWithinDays', '30'],
        ['q', 'shop & co'],
        ['includeGone', 'true'],
        ['sort', 'name'],
        ['order', 'desc'],
        ['cursor', 'abc'],
        ['page', '3'],
      ]).toString(),
    );
    expect(query.filter.state).toEqual(['expired', 'critical']);
    expect(query.filter.q).toBe('shop & co');
    expect(query.filter.expiresFrom).toBe('2027-01-04T00:00:00.000Z');
    expect(query).toMatchObject({ sort: 'name', order: 'desc', page: 3 });
    expect(parse(formatInventoryQuery(query))).toEqual(query);
  });

  it('leaves out what is not legal instead of failing', () => {
    expect(
      parse(
        'state=burning&state=expired&finding=nonsense&expiresWithinDays=soon' +
          '&expiresFrom=tomorrow&sort=colour&order=up&page=-1&q=%20',
      ),
    ).toEqual({
      filter: { state: ['expired'] },
      sort: 'expires',
      order: 'asc',
      page: 1,
    });
  });

  it('keeps one of a repeated value', () => {
    expect(parse('device=a&device=a').filter).toEqual({ device: ['a'] });
  });
});
