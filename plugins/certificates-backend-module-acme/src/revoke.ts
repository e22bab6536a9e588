import { RevocationReason } from '@cmt/backstage-plugin-certificates-common';
import { AuthorityError } from '@cmt/backstage-plugin-certificates-node';
import { OpenAccount } from './account/Account';
import { AcmeClient } from './protocol/AcmeClient';
import { AcmeProblemError, problemText } from './protocol/problem';

/** RFC 5280 section 5.3.1. */
const REASONS: Record<RevocationReason, number> = {
  unspecified: 0,
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
};

/** Revokes a certificate with the account that has ordered it (RFC 8555 section 7.6). */
export async function revokeCertificate(options: {
  client: AcmeClient;
  account: OpenAccount;
  authority: string;
  certificate: Uint8Array;
  reason: RevocationReason;
  signal: AbortSignal;
}): Promise<void> {
  const { client, account, authority, certificate, reason, signal } = options;
  const refusal = (cause: string | null) =>
    new AuthorityError({
      kind: 'never',
      authority,
      code: 'not-issued-here',
      message: `The CA ${authority} does not revoke this certificate`,
      cause,
      remedy:
        'Revoke it with the account that has ordered it, or through the portal of the CA.',
    });
  const { revokeCert } = await client.directory(signal);
  if (!revokeCert) {
    throw refusal('It revokes nothing over ACME');
  }
  try {
    await client.post(
      revokeCert,
      {
        certificate: Buffer.from(certificate).toString('base64url'),
        // Some CAs refuse a reason that says nothing.
        ...(reason !== 'unspecified' && { reason: REASONS[reason] }),
      },
      account,
      signal,
    );
  } catch (error) {
    if (AcmeProblemError.isType(error, 'alreadyRevoked')) {
      return;
    }
    if (
      AcmeProblemError.isType(
        error,
        ...['malformed', 'unauthorized', 'badRevocationReason'],
      )
    ) {
      throw refusal(problemText(error.problem));
    }
    throw error;
  }
}
