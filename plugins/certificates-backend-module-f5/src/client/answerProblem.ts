import { z } from 'zod';
import { CallProblem } from './callError';
import { Answer } from './transport';

/** Both error envelopes: `errorStack` comes from icrd, `restOperationId` from restjavad. */
const envelopeSchema = z.object({
  code: z.number(),
  message: z.string().default(''),
  errorStack: z.unknown().optional(),
  restOperationId: z.unknown().optional(),
  apiError: z.unknown().optional(),
  kind: z.unknown().optional(),
});

const NOT_READY_REMEDY =
  'The device or one of its daemons is starting: wait some minutes. If it stays so, look at `tmsh show sys service` and `tmsh show sys mcp-state` on the device.';

/** Context that changes what an answer means. */
export interface AnswerContext {
  /** The other side has already proved to be a BIG-IP. */
  identified: boolean;
  /** How the call was authenticated. */
  credential: 'token' | 'basic' | 'login';
}

/**
 * Says what is wrong with an answer, or nothing when it is a success.
 *
 * The families and their texts are those of httpd (HTML), restjavad (tokens,
 * "not registered") and icrd/mcpd (configuration).
 */
export function answerProblem(
  answer: Answer,
  context: AnswerContext,
): CallProblem | undefined {
  const problem = isHtml(answer)
    ? htmlProblem(answer, context)
    : jsonProblem(answer, context);
  return problem && { status: answer.status, ...problem };
}

/** Texts of a framework whose back end does not answer. */
const DAEMON_AWAY =
  /java\.net\.\w+Exception|TimeoutException|AsyncContext timeout/;

/** Statuses with which a device says that it has done nothing. */
const REFUSALS = new Set([400, 401, 403, 404, 405, 406, 409, 422, 429, 503]);

/** What the device's own text adds: its number of the error and the objects it names. */
function deviceDetails(
  status: number,
  message: string,
): Pick<CallProblem, 'noEffect' | 'code' | 'objects'> {
  const code = /^(?:[\w ]+:)?([0-9a-f]{8}):\d/.exec(message)?.[1];
  return {
    // A daemon that is away may have had the call already.
    noEffect: REFUSALS.has(status) && !DAEMON_AWAY.test(message),
    ...(code && {
      code,
      objects: [
        ...new Set(message.match(/\/[^\s/()'",;:]+\/[^\s()'",;:]+/g) ?? []),
      ],
    }),
  };
}

function isHtml(answer: Answer): boolean {
  return (
    /^text\/html/i.test(answer.contentType) ||
    /^\s*<(!doctype|html|\?xml)/i.test(answer.text)
  );
}

function htmlProblem(
  answer: Answer,
  { identified, credential }: AnswerContext,
): CallProblem {
  const { status, text } = answer;
  if (
    /configuration utility (is )?restarting|AsyncContext timeout/i.test(text) ||
    status === 502 ||
    status === 504
  ) {
    return notReady(
      'was answered with a page that says that it is restarting',
      answer,
    );
  }
  if (status === 503 || status === 429) {
    return busy(answer);
  }
  if (identified && status >= 500) {
    return notReady('was answered with an error page', answer);
  }
  if (status === 401) {
    return credential === 'token'
      ? notReady('lost its credentials on the way', answer)
      : { ...refused(), challenge: true };
  }
  if (identified) {
    return protocol(`was answered with an HTML page (status ${status})`);
  }
  return notABigIp(`was answered with a web page (status ${status})`);
}

function jsonProblem(
  answer: Answer,
  context: AnswerContext,
): CallProblem | undefined {
  const { status } = answer;
  if (status >= 200 && status < 300) {
    return undefined;
  }
  if (status >= 300 && status < 400) {
    return notABigIp(`was redirected elsewhere (status ${status})`);
  }
  const parsed = envelopeSchema.safeParse(parse(answer.text));
  if (!parsed.success) {
    return foreignProblem(answer, context);
  }
  const { message } = parsed.data;
  return {
    ...deviceDetails(status, message),
    ...envelopeProblem(answer, message, context),
  };
}

function envelopeProblem(
  answer: Answer,
  message: string,
  context: AnswerContext,
): CallProblem {
  const { status } = answer;
  switch (status) {
    case 401:
      return unauthorized(message, context);
    case 403:
      return forbidden();
    case 404:
      return absent(answer, message, context);
    case 429:
    case 503:
      return busy(answer);
    case 502:
    case 504:
      return notReady('was answered by a gateway alone', answer);
    default:
  }
  if (status === 400 && /maximum active login tokens/i.test(message)) {
    return {
      kind: 'busy',
      message:
        'was refused: the user holds as many tokens as the device allows',
      remedy:
        'Something else leaves its tokens behind (the limit is 100 for each user): give the scanner a user of its own, or wait 20 minutes until they end.',
    };
  }
  if (/connection to mcpd has been lost/i.test(message)) {
    return notReady(
      'was answered while its configuration daemon was away',
      answer,
    );
  }
  if (DAEMON_AWAY.test(message)) {
    return notReady('was answered while a daemon behind it was away', answer);
  }
  const code = /^(?:[\w ]+:)?([0-9a-f]{8}):\d/.exec(message)?.[1];
  return protocol(
    `was answered with status ${status}${code ? ` and error ${code}` : ''}`,
  );
}

/** An error without either envelope of a BIG-IP. */
function foreignProblem(
  answer: Answer,
  { identified, credential }: AnswerContext,
): CallProblem {
  const { status, text } = answer;
  if (/"(ietf-restconf:)?errors"\s*:/.test(text)) {
    return notABigIp(
      'was answered by F5OS',
      'This is the address of the chassis or appliance; give the management address of the BIG-IP tenant.',
    );
  }
  if (status === 503 || status === 429) {
    return busy(answer);
  }
  if (status === 502 || status === 504 || (identified && status >= 500)) {
    return notReady(`was answered with status ${status} alone`, answer);
  }
  if (status === 401) {
    return credential === 'token'
      ? { ...refused(), tokenGone: true }
      : refused();
  }
  if (status === 403) {
    return forbidden();
  }
  if (identified && status === 404) {
    return { ...notReady('is not there', answer), absent: true };
  }
  return identified
    ? protocol(`was answered with status ${status}`)
    : notABigIp(
        `was answered with status ${status} in a form that no BIG-IP uses`,
      );
}

function unauthorized(
  message: string,
  { credential }: AnswerContext,
): CallProblem {
  if (/^X-F5-Auth-Token (has expired|does not exist)/i.test(message)) {
    return {
      kind: 'auth',
      message: 'was refused: the token of the scan had ended',
      remedy:
        'Something deletes tokens of this user, or the device forgets them; give the scanner a user of its own.',
      tokenGone: true,
    };
  }
  if (/^Authorization failed: user=/i.test(message)) {
    return forbidden();
  }
  if (/no user authentication header or token/i.test(message)) {
    return credential === 'token'
      ? notReady('lost its token inside the device')
      : { ...refused(), challenge: true };
  }
  if (/password expired/i.test(message)) {
    return {
      kind: 'auth',
      message: 'was refused: the password has expired',
      remedy:
        'Change the password of the user on the device and in the configuration.',
    };
  }
  if (/loginProviderName is invalid/i.test(message)) {
    return {
      kind: 'auth',
      message: 'was refused: the device does not know the login provider',
      remedy: 'Correct loginProvider; tmos is right for local users.',
    };
  }
  return refused();
}

function refused(): CallProblem {
  return {
    kind: 'auth',
    message:
      'was refused: user name or password is wrong, or the user may not use the REST interface',
    remedy:
      'Check credential.username and credential.password, that the user exists on the device and is not locked, and loginProvider for remote users.',
  };
}

function forbidden(): CallProblem {
  return {
    kind: 'permission',
    message: 'was refused: the user lacks the permission',
    remedy:
      'Give the user the role auditor or guest on all partitions. Versions before 13.1 only let administrators use the REST interface.',
  };
}

function absent(
  answer: Answer,
  message: string,
  { identified }: AnswerContext,
): CallProblem {
  if (!identified && !/not registered|^0\w{7}:\d/i.test(message)) {
    return { ...notABigIp('was answered with "not found"'), absent: true };
  }
  return {
    ...notReady(
      'is not there, which a BIG-IP also says while it starts',
      answer,
    ),
    absent: true,
  };
}

function notReady(message: string, answer?: Answer): CallProblem {
  return {
    kind: 'not-ready',
    message,
    remedy: NOT_READY_REMEDY,
    retry: true,
    retryAfterMs: answer?.retryAfterMs,
  };
}

function busy(answer: Answer): CallProblem {
  return {
    kind: 'busy',
    message: `was put off: the device is busy (status ${answer.status})`,
    remedy:
      'Another task holds the device; the next scan tries again. If it stays so, scan at quieter hours.',
    retry: true,
    retryAfterMs: answer.retryAfterMs,
  };
}

/** An answer that cannot be understood. */
export function protocol(message: string): CallProblem {
  return {
    kind: 'protocol',
    message,
    remedy:
      'Compare the version of the device with those that the documentation names, and report the message.',
  };
}

/** Something else listens at this address. */
export function notABigIp(message: string, remedy?: string): CallProblem {
  return {
    kind: 'not-a-bigip',
    message,
    remedy:
      remedy ??
      'Check host and port: something answers there that is no BIG-IP management interface (a virtual server, a proxy or another product).',
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
