import type { StatsEntries } from '../model/Resource';
import { text, value } from './nested';

const COUNTERS = [
  ...['activeHandshakeRejected', 'currentCompatibleConnections'],
  ...['currentConnections', 'currentNativeConnections', 'fatalAlerts'],
  ...['handshakeFailures', 'insecureHandshakeAccepts'],
  ...['insecureHandshakeRejects', 'peercertInvalid', 'peercertNone'],
  ...['peercertValid', 'renegotiationsRejected', 'secureHandshakes'],
  ...['totCompatConns', 'totNativeConns'],
  ...['sslv2', 'sslv3', 'tlsv1', 'tlsv1_1', 'tlsv1_2', 'tlsv1_3'].map(
    version => `protocolUses.${version}`,
  ),
].map(name => `common.${name}`);

/** Counters of a client-ssl or server-ssl profile. */
export function sslProfileStats(fullPath: string): StatsEntries {
  return {
    ...Object.fromEntries(COUNTERS.map(name => [name, value(0)])),
    tmName: text(fullPath),
    typeId: text('ltm profile ssl'),
    vsName: text('N/A'),
  };
}
