import { CallError, CallProblem } from './callError';

const NO_CONNECTION = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'ETIMEDOUT',
]);

const BROKEN_CONNECTION = new Set([
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
]);

const TLS_CODE =
  /^(ERR_TLS_|ERR_SSL_|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|EPROTO|INVALID_CA|HOSTNAME_MISMATCH|ERROR_IN_CERT|INVALID_PURPOSE|PATH_LENGTH)/;

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be resolved',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to the network',
  UND_ERR_CONNECT_TIMEOUT: 'no connection was made in time',
  ETIMEDOUT: 'no connection was made in time',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'the management certificate is for another name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the management certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN:
    'the management certificate comes from a private certificate authority that is not trusted here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'the issuer of the management certificate is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'the issuer of the management certificate is not trusted here',
  CERT_HAS_EXPIRED: 'the management certificate has expired',
  CERT_NOT_YET_VALID: 'the management certificate is not valid yet',
};

/** The management certificate is none of the pinned ones. */
export class PinMismatchError extends Error {
  readonly name = 'PinMismatchError';
  readonly code = 'ERR_TLS_PIN';
  /** What was presented: public, and what an operator has to compare. */
  readonly fingerprint: string;

  constructor(fingerprint: string) {
    super('management certificate is not the pinned one');
    this.fingerprint = fingerprint;
  }
}

/** Classifies a failure below HTTP: no answer came back, or not all of it. */
export function networkError(call: string, error: unknown): CallError {
  return new CallError(call, networkProblem(error));
}

function networkProblem(error: unknown): CallProblem {
  if (error instanceof PinMismatchError) {
    return {
      kind: 'tls',
      message: `was not sent: the management certificate has the SHA-256 fingerprint ${error.fingerprint}, which is not pinned`,
      remedy:
        'If the management certificate was replaced on purpose, add its fingerprint to tls.fingerprint; otherwise somebody may be listening in.',
      noEffect: true,
    };
  }
  const { code, message } = codeOf(error);
  const reason = REASONS[code] ?? (code || 'connection failed');
  if (NO_CONNECTION.has(code)) {
    return {
      kind: 'unreachable',
      message: `could not be sent: ${reason}`,
      remedy:
        'Check host and port, firewalls and routes between the backend and the management interface, and that the device is up.',
      retry: code === 'ECONNREFUSED',
      noEffect: true,
    };
  }
  if (/before secure TLS connection was established/.test(message)) {
    return {
      kind: 'unreachable',
      message:
        'could not be sent: the other side ended the connection before TLS was established',
      remedy:
        'The device or its web server is restarting, or something that speaks no TLS listens there: wait some minutes, then check host and port.',
      retry: true,
      noEffect: true,
    };
  }
  if (TLS_CODE.test(code)) {
    return {
      kind: 'tls',
      message: `was not sent: ${reason}`,
      remedy:
        'Set tls.ca or tls.caFile to the authority that issued the management certificate, or pin its SHA-256 fingerprint with tls.fingerprint; tls.serverName names it where it differs from the host.',
      noEffect: true,
    };
  }
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    return timeoutProblem('was not answered in time');
  }
  if (BROKEN_CONNECTION.has(code)) {
    return {
      kind: 'unreachable',
      message:
        'was cut off: the connection broke before the answer was complete',
      remedy:
        'Usually a restart of the web server of the device, or a firewall that drops connections; the next scan tries again.',
      retry: true,
    };
  }
  return {
    kind: 'unreachable',
    message: `failed: ${reason}`,
    remedy: 'Check the connection between the backend and the device.',
  };
}

/** A deadline of ours passed. */
export function timeoutProblem(message: string): CallProblem {
  return {
    kind: 'timeout',
    message,
    remedy:
      'The device is slow or overloaded: scan it less often or at quiet hours, or raise certificates.f5.limits.',
  };
}

/** We were told to stop. */
function cancelledProblem(): CallProblem {
  return {
    kind: 'cancelled',
    message: 'was stopped because the scan was cancelled',
    remedy: 'Nothing is wrong; start the scan again when it is wanted.',
  };
}

/** Why a signal of ours ended a call: its reason where it is one, else cancellation. */
export function stopped(label: string, signal: AbortSignal): CallError {
  return signal.reason instanceof CallError
    ? signal.reason
    : new CallError(label, cancelledProblem());
}

/** The first code in a chain of causes; errors may come from another realm. */
function codeOf(error: unknown): { code: string; message: string } {
  let current = error;
  for (let depth = 0; depth < 4 && isObject(current); depth++) {
    const { code, message, errors, cause } = current;
    if (typeof code === 'string') {
      return { code, message: String(message) };
    }
    current = Array.isArray(errors) ? errors[0] : cause;
  }
  return { code: '', message: '' };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
