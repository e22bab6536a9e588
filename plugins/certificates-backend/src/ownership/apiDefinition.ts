import { parse as parseYaml } from 'yaml';

/** Definitions beyond this size are not parsed as YAML, which is slow. */
const MAX_YAML_LENGTH = 1_000_000;

/** As much of any other definition is searched for addresses. */
const MAX_TEXT_LENGTH = 2_000_000;

/** A definition that names more hosts than this is no description of a service. */
const MAX_HOSTS = 50;

const SERVICE_PROTOCOLS = new Set([
  'http:',
  'https:',
  'ws:',
  'wss:',
  'grpc:',
  'grpcs:',
  'amqp:',
  'amqps:',
  'mqtt:',
  'mqtts:',
  'kafka:',
]);

/**
 * The host of an address, without port and credentials; `undefined` for text
 * that is no address of a service.
 */
export function hostOfUrl(url: string): string | undefined {
  try {
    const parsed = new URL(url.trim());
    return SERVICE_PROTOCOLS.has(parsed.protocol) && parsed.hostname
      ? parsed.hostname.toLowerCase()
      : undefined;
  } catch {
    // Relative addresses and free text are common here and mean nothing to us.
    return undefined;
  }
}

/**
 * The hosts at which an API can be reached, according to its definition:
 * `servers` of OpenAPI and AsyncAPI, `host` of Swagger 2, and for all other types
 * the addresses that occur in the text.
 *
 * @param type - `spec.type` of the API entity
 * @param definition - `spec.definition`
 */
export function hostsOfApiDefinition(
  type: string,
  definition: string,
): string[] {
  const hosts =
    type === 'openapi' || type === 'asyncapi'
      ? hostsOfServers(parseDocument(definition))
      : hostsOfText(definition);
  return [...new Set(hosts)].slice(0, MAX_HOSTS);
}

function parseDocument(definition: string): unknown {
  try {
    if (definition.trimStart().startsWith('{')) {
      return JSON.parse(definition);
    }
    return definition.length <= MAX_YAML_LENGTH
      ? parseYaml(definition, { logLevel: 'silent' })
      : undefined;
  } catch {
    // A definition that its own tools could not read either gives no evidence.
    return undefined;
  }
}

function hostsOfServers(document: unknown): string[] {
  if (!isRecord(document)) {
    return [];
  }
  if (typeof document.swagger === 'string') {
    return typeof document.host === 'string'
      ? hostsOfAddresses([`https://${document.host}`])
      : [];
  }
  const servers = Array.isArray(document.servers)
    ? document.servers
    : Object.values(isRecord(document.servers) ? document.servers : {});
  return hostsOfAddresses(
    servers.filter(isRecord).flatMap(server => {
      const address = withDefaults(server);
      if (address === undefined) {
        return [];
      }
      // AsyncAPI 3 has host and protocol apart, AsyncAPI 2 may leave the scheme out.
      return /^[a-z][a-z0-9+.-]*:\/\//i.test(address)
        ? [address]
        : [`https://${address}`];
    }),
  );
}

/** Address of a server with its variables replaced by their defaults. */
function withDefaults(server: Record<string, unknown>): string | undefined {
  const address = [server.url, server.host].find(
    (value): value is string => typeof value === 'string',
  );
  // `/v1` is relative to wherever the document is served: no host to learn.
  if (address === undefined || address.startsWith('/')) {
    return undefined;
  }
  const variables = isRecord(server.variables) ? server.variables : {};
  return address.replace(/\{([^{}]+)\}/g, (text, name: string) => {
    const variable = variables[name];
    return isRecord(variable) && variable.default !== undefined
      ? String(variable.default)
      : text;
  });
}

function hostsOfText(text: string): string[] {
  return hostsOfAddresses(
    text
      .slice(0, MAX_TEXT_LENGTH)
      .match(/\b(?:https?|wss?|grpcs?):\/\/[a-z0-9.-]+/gi) ?? [],
  );
}

function hostsOfAddresses(addresses: string[]): string[] {
  return addresses
    .map(hostOfUrl)
    .filter((host): host is string => host !== undefined);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
