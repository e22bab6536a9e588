import { once } from 'node:events';
import { connect, DetailedPeerCertificate } from 'node:tls';

/** What a client would see at one moment. */
export interface Sight {
  /** Leaf first, SHA-256 in lower-case hexadecimal. */
  chain: string[];
}

export interface Watched {
  name: string;
  host: string;
  port: number;
  serverName: string | null;
}

/** One handshake. @throws when none comes about */
export async function look(
  { host, port, serverName }: Omit<Watched, 'name'>,
  timeoutMs: number,
): Promise<Sight> {
  const socket = connect({
    host,
    port,
    servername: serverName ?? '',
    rejectUnauthorized: false,
  });
  try {
    await once(socket, 'secureConnect', {
      signal: AbortSignal.timeout(timeoutMs),
    });
    const chain: string[] = [];
    for (
      let certificate: DetailedPeerCertificate | undefined =
        socket.getPeerCertificate(true);
      certificate?.fingerprint256;
      certificate = certificate.issuerCertificate
    ) {
      const fingerprint = certificate.fingerprint256
        .replace(/:/g, '')
        .toLowerCase();
      if (chain.includes(fingerprint)) break;
      chain.push(fingerprint);
    }
    return { chain };
  } finally {
    socket.destroy();
  }
}
