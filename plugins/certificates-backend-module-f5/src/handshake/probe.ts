import { isIP } from 'node:net';
import {
  ConnectionOptions,
  SecureContext,
  connect,
  createSecureContext,
} from 'node:tls';

/** Which kind of certificate a server shall show, where it has several. */
export type ProbeKeyType = 'rsa' | 'ec';

export interface Probe {
  address: string;
  port: number;
  serverName: string | null;
  keyType: ProbeKeyType | null;
}

/** What came of a handshake. */
export type ProbeResult =
  | { result: 'served'; chain: { fingerprint: string; der: Uint8Array }[] }
  /** No connection, or no answer in time, which a busy network also looks like. */
  | {
      result: 'unreachable';
      reach: 'address' | 'port';
      timedOut: boolean;
      detail: string;
    }
  /** Something answered, but showed no certificate. */
  | { result: 'refused'; detail: string };

/**
 * Everything from TLS 1.0 on and every cipher: the aim is to see what is served,
 * weak as it may be, not to protect anything.
 */
const LENIENT: Pick<ConnectionOptions, 'minVersion' | 'ciphers'> = {
  minVersion: 'TLSv1',
  ciphers:
    'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:ALL:@SECLEVEL=0',
};

/** How long a server may take to let us go. */
const FAREWELL_MS = 1_000;

/** A server chooses its certificate by the signatures that a client accepts. */
const SIGNATURES: Record<ProbeKeyType, string> = {
  rsa: [
    'rsa_pss_rsae_sha256',
    'rsa_pss_rsae_sha384',
    'rsa_pss_rsae_sha512',
    'RSA+SHA256',
    'RSA+SHA384',
    'RSA+SHA512',
    'RSA+SHA1',
  ].join(':'),
  ec: ['ECDSA+SHA256', 'ECDSA+SHA384', 'ECDSA+SHA512', 'ECDSA+SHA1'].join(':'),
};

const contexts = new Map<ProbeKeyType | null, SecureContext>();

/** Contexts are costly and hold no state of a connection: three serve all probes. */
function contextFor(keyType: ProbeKeyType | null): SecureContext {
  let context = contexts.get(keyType);
  if (!context) {
    context = createSecureContext({
      ...LENIENT,
      // Nothing of ours may complete what a server sends.
      ca: [],
      ...(keyType && { sigalgs: SIGNATURES[keyType] }),
    });
    contexts.set(keyType, context);
  }
  return context;
}

/**
 * Looks at the certificates that a server sends for a name, in the order in
 * which it sends them. Sends nothing but the handshake; trusts nobody.
 */
export function probe(
  { address, port, serverName, keyType }: Probe,
  options: { timeoutMs: number; signal: AbortSignal },
): Promise<ProbeResult> {
  return new Promise(resolve => {
    let connected = false;
    const socket = connect({
      host: address,
      port,
      // An empty name sends none.
      servername: serverName && isIP(serverName) === 0 ? serverName : '',
      rejectUnauthorized: false,
      secureContext: contextFor(keyType),
    });
    const timer = setTimeout(
      () =>
        end({
          result: 'unreachable',
          reach: connected ? 'port' : 'address',
          timedOut: true,
          detail: connected
            ? 'The TLS handshake was not answered in time.'
            : 'No connection was made in time.',
        }),
      options.timeoutMs,
    );
    const stop = () =>
      end({ result: 'refused', detail: 'The scan was cancelled.' });
    options.signal.addEventListener('abort', stop, { once: true });

    function end(result: ProbeResult) {
      clearTimeout(timer);
      options.signal.removeEventListener('abort', stop);
      if (result.result === 'served') {
        // Servers log an error for clients that vanish in the middle.
        socket.end(() => socket.destroy());
        socket.setTimeout(FAREWELL_MS, () => socket.destroy());
      } else {
        socket.destroy();
      }
      resolve(result);
    }

    socket.on('connect', () => {
      connected = true;
    });
    socket.on('secureConnect', () =>
      end(served(socket.getPeerX509Certificate())),
    );
    socket.on('error', error => end(failed(error, connected)));
    socket.on('close', () =>
      end({
        result: 'refused',
        detail: 'The connection was closed before a certificate was shown.',
      }),
    );
  });
}

type Peer = ReturnType<ReturnType<typeof connect>['getPeerX509Certificate']>;

function served(leaf: Peer): ProbeResult {
  const chain: { fingerprint: string; der: Uint8Array }[] = [];
  const seen = new Set<string>();
  for (
    let certificate = leaf;
    certificate && !seen.has(certificate.fingerprint256);
    certificate = certificate.issuerCertificate
  ) {
    seen.add(certificate.fingerprint256);
    chain.push({
      fingerprint: certificate.fingerprint256.replace(/:/g, '').toLowerCase(),
      der: certificate.raw,
    });
  }
  return chain.length > 0
    ? { result: 'served', chain }
    : { result: 'refused', detail: 'The server showed no certificate.' };
}

const UNREACHABLE: Record<
  string,
  { reach: 'address' | 'port'; detail: string }
> = {
  ECONNREFUSED: { reach: 'port', detail: 'The connection was refused.' },
  EHOSTUNREACH: { reach: 'address', detail: 'There is no route to the host.' },
  ENETUNREACH: {
    reach: 'address',
    detail: 'There is no route to the network.',
  },
  EADDRNOTAVAIL: {
    reach: 'address',
    detail: 'There is no route to the address.',
  },
  ETIMEDOUT: { reach: 'address', detail: 'No connection was made in time.' },
};

function failed(error: Error, connected: boolean): ProbeResult {
  const code = String((error as NodeJS.ErrnoException).code ?? '');
  if (!connected) {
    return {
      result: 'unreachable',
      timedOut: code === 'ETIMEDOUT',
      ...(UNREACHABLE[code] ?? {
        reach: 'port',
        detail: `The connection failed (${code || 'unknown'}).`,
      }),
    };
  }
  return { result: 'refused', detail: refusal(code) };
}

function refusal(code: string): string {
  const alert = /ALERT_([A-Z0-9_]+)/.exec(code)?.[1];
  if (alert) {
    const words = alert.toLowerCase().replace(/_/g, ' ');
    return `The server ended the TLS handshake: ${words}.`;
  }
  return code === 'ECONNRESET'
    ? 'The server ended the connection during the TLS handshake.'
    : `The TLS handshake failed (${code || 'unknown'}).`;
}
