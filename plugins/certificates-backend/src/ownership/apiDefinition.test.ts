import { hostOfUrl, hostsOfApiDefinition } from './apiDefinition';

describe('hostsOfApiDefinition', () => {
  it.each<[name: string, type: string, definition: string, hosts: string[]]>([
    [
      'OpenAPI in YAML',
      'openapi',
      `openapi: 3.0.0
info: { license: { url: https://license.example.org } }
servers:
  - url: https://API.example.com:8443/v1
  - url: /relative
  - url: https://{region}.api.example.com
    variables: { region: { default: eu, enum: [eu, us] } }
`,
      ['api.example.com', 'eu.api.example.com'],
    ],
    [
      'OpenAPI in JSON',
      'openapi',
      '{"openapi":"3.1.0","servers":[{"url":"https://a.example.com"},{"url":"https://a.example.com/b"}]}',
      ['a.example.com'],
    ],
    [
      'Swagger 2',
      'openapi',
      'swagger: "2.0"\nhost: old.example.com:443\nbasePath: /v1\n',
      ['old.example.com'],
    ],
    [
      'AsyncAPI 2',
      'asyncapi',
      `asyncapi: 2.6.0
servers:
  production: { url: 'broker.example.com:9092', protocol: kafka-secure }
  web: { url: 'wss://ws.example.com', protocol: wss }
`,
      ['broker.example.com', 'ws.example.com'],
    ],
    [
      'AsyncAPI 3',
      'asyncapi',
      'asyncapi: 3.0.0\nservers: { main: { host: "mq.example.com:5671", protocol: amqps } }\n',
      ['mq.example.com'],
    ],
    [
      'addresses in other definitions',
      'graphql',
      'type Query { a: String } # see https://graph.example.com/graphql and http://graph.example.com',
      ['graph.example.com'],
    ],
    ['a broken definition', 'openapi', 'servers: [ {', []],
    ['no object at all', 'openapi', '42', []],
    ['servers that are none', 'openapi', 'servers: { url: 7 }', []],
  ])('reads %s', (_name, type, definition, hosts) => {
    expect(hostsOfApiDefinition(type, definition)).toEqual(hosts);
  });

  it('is not led astray by size', () => {
    const many = Array.from(
      { length: 1000 },
      (_, i) => `https://h${i}.example.com`,
    ).join(' ');
    expect(hostsOfApiDefinition('grpc', many)).toHaveLength(50);
    const started = Date.now();
    hostsOfApiDefinition('openapi', `x: ${'[1, 2],'.repeat(500_000)}`);
    expect(Date.now() - started).toBeLessThan(1000);
  });
});

describe('hostOfUrl', () => {
  it.each([
    ['https://user@Shop.example.com:8443/a?b', 'shop.example.com'],
    ['wss://ws.example.com', 'ws.example.com'],
    ['mailto:a@example.com', undefined],
    ['/relative', undefined],
    ['not a url', undefined],
  ])('%s', (url, host) => {
    expect(hostOfUrl(url)).toBe(host);
  });
});
