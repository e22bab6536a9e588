import { CallError } from '../client/callError';
import { answerProblem } from '../client/answerProblem';
import { DEVICE_CODES } from './deviceCodes';
import { toDeploymentError } from './errors';

const DEVICE = { name: 'edge-1', host: 'edge-1.example.test', port: 443 };

/** What becomes of an answer of a device. */
function errorOf(status: number, message: string) {
  const problem = answerProblem(
    {
      status,
      contentType: 'application/json',
      text: JSON.stringify({
        code: status,
        message,
        errorStack: [],
        apiError: 3,
      }),
    },
    { identified: true, credential: 'token' },
  );
  return toDeploymentError(
    new CallError('PATCH /mgmt/tm/transaction/…', problem!),
    DEVICE,
  );
}

describe('errors of a device', () => {
  it.each([
    [
      400,
      "01070317:3: profile /Common/shop's key and certificate do not match",
      '01070317',
      'plan-again',
      false,
    ],
    [
      400,
      'transaction failed:01070317:3: profile /Common/shop’s key(/Common/a.key) and certificate(/Common/a.crt) do not match.',
      '01070317',
      'plan-again',
      false,
    ],
    [
      400,
      '01070313:3: Error reading key PEM file /Common/k.key for profile /Common/p: error:0906A068:PEM routines:PEM_do_header:bad password read',
      '01070313',
      'plan-again',
      false,
    ],
    [
      400,
      '01071349:3: File object by name (/Common/x.key) is in use.',
      '01071349',
      null,
      false,
    ],
    [
      400,
      '0107134a:3: File object by name (/Common/x.crt) is missing.',
      '0107134a',
      'retry',
      true,
    ],
    [
      409,
      '01020066:3: The requested Certificate File (/Common/x.crt) already exists in partition Common.',
      '01020066',
      'retry',
      false,
    ],
    [
      404,
      '01020036:3: The requested Certificate File (/Common/x.crt) was not found.',
      '01020036',
      'retry',
      true,
    ],
    [
      400,
      '01b4002a:3: Client SSL profile (/Common/x): cert-key-chain and profile cert/key/chain/passphrase options cannot be specified together.',
      '01b4002a',
      'plan-again',
      false,
    ],
    [
      400,
      '01071809:3: Virtual Server /Common/vs has more than one clientssl/serverssl profile that is default for SNI.',
      '01071809',
      'plan-again',
      false,
    ],
    [
      400,
      '01070712:3: Certificate/Key has unknown format or security type (/Common/keypair1).',
      '01070712',
      'plan-again',
      false,
    ],
    [
      503,
      'There is an active asynchronous task executing.',
      'busy',
      'retry',
      true,
    ],
    [
      500,
      'The connection to mcpd has been lost, try again.',
      'not-ready',
      'retry',
      true,
    ],
    [
      401,
      'Authorization failed: user=https://localhost/mgmt/shared/authz/users/x resource=/mgmt/shared/file-transfer/uploads/a verb=POST',
      'permission',
      null,
      false,
    ],
    [409, 'Conflict.', 'conflict', 'retry', false],
    [
      400,
      '01070999:3: Something new about /Common/x.',
      '01070999',
      null,
      false,
    ],
  ])('%i %s', (status, message, code, action, retryable) => {
    const error = errorOf(status, message);
    expect(error).toMatchObject({
      code,
      retryable,
      device: 'edge-1',
      problem: { code, action },
    });
    expect(error.problem.remedy).not.toBe('');
    expect(error.message).toContain('edge-1');
  });

  it('names the objects that the device names, and nothing else of its text', () => {
    const error = errorOf(
      400,
      '01070317:3: profile /Common/shop (secret-word) has key(/Common/a.key)',
    );
    expect(error.message).toContain('/Common/shop, /Common/a.key');
    expect(error.message).not.toContain('secret-word');
  });

  it('asks for the role that uploads need', () => {
    expect(
      errorOf(401, 'Authorization failed: user=x resource=y').problem.remedy,
    ).toContain('Administrator');
  });

  it('has a cause and a remedy for each code that it knows', () => {
    for (const [code, { cause, remedy }] of Object.entries(DEVICE_CODES)) {
      expect(code).toMatch(/^[0-9a-f]{8}$/);
      expect(cause).toMatch(/\.$/);
      expect(remedy).toMatch(/\.$/);
    }
  });

  it('does not quote defects of its own', () => {
    const error = toDeploymentError(
      new TypeError('cannot read hunter2'),
      DEVICE,
    );
    expect(error).toMatchObject({ code: 'internal', retryable: false });
    expect(error.message).not.toContain('hunter2');
  });
});
