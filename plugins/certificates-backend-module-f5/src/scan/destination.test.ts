import { parseDestination, parsePort } from './destination';

const nowhere = {
  address: null,
  virtualAddress: null,
  port: null,
  routeDomain: null,
};

describe('parseDestination', () => {
  it.each([
    ['/Common/10.10.10.10:443', { address: '10.10.10.10', port: 443 }],
    ['/Common/1.1.1.1%2:80', { address: '1.1.1.1', port: 80, routeDomain: 2 }],
    [
      '/Common/2700:bc00:1f10:101::6%2.80',
      { address: '2700:bc00:1f10:101::6', port: 80, routeDomain: 2 },
    ],
    ['/Common/2001:db8::1.443', { address: '2001:db8::1', port: 443 }],
    ['/Common/2700:bc00:1f10:101::6.any', { address: '2700:bc00:1f10:101::6' }],
    ['/Common/any6.80', { port: 80 }],
    ['/Common/any:80', { port: 80 }],
    ['/Common/any%3:80', { port: 80, routeDomain: 3 }],
    ['0.0.0.0:0', {}],
    ['/Common/0.0.0.0:443', { port: 443 }],
    ['*:443', { port: 443 }],
    ['*.443', { port: 443 }],
    ['/Common/10.1.1.1:https', { address: '10.1.1.1', port: 443 }],
    ['/Tenant/App/10.1.1.1:8443', { address: '10.1.1.1', port: 8443 }],
    ['/Common/10.1.1.1', { address: '10.1.1.1' }],
    ['/Common/10.1.1.1%2', { address: '10.1.1.1', routeDomain: 2 }],
    ['/Common/2001:db8::1', { address: '2001:db8::1' }],
    [
      '/Common/web-address:443',
      { virtualAddress: '/Common/web-address', port: 443 },
    ],
    [
      '/Common/web.address.v4:443',
      { virtualAddress: '/Common/web.address.v4', port: 443 },
    ],
    [
      '/T/A/serviceAddress.443',
      { virtualAddress: '/T/A/serviceAddress', port: 443 },
    ],
    ['', {}],
  ])('reads %s', (text, expected) => {
    expect(parseDestination(text)).toEqual({ ...nowhere, ...expected });
  });
});

describe('parsePort', () => {
  it.each([
    ['443', 443],
    ['HTTPS', 443],
    ['0', null],
    ['any', null],
    ['65536', null],
    [null, null],
  ])('reads %s', (text, expected) => {
    expect(parsePort(text)).toBe(expected);
  });
});
