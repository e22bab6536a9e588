import { InputError } from '@backstage/errors';
import {
  CertificateAuthority,
  CertificateAuthorityFactory,
  OrderProgress,
} from '@cmt/backstage-plugin-certificates-node';
import { z } from 'zod';

/** How often an order is looked at that only a person can end. */
const LOOK_AGAIN_MS = 24 * 3600_000;

const configSchema = z.looseObject({
  portal: z
    .url('expected an address, for example https://pki.example.com')
    .optional(),
});

/**
 * A CA that people speak to: they take the request to its portal, and bring back
 * what it issued. That is uploaded to the renewal, where it is matched against
 * the request.
 */
export const manualAuthorityFactory: CertificateAuthorityFactory = {
  kind: 'manual',
  create(config, { id, clock }) {
    const parsed = configSchema.safeParse(config.get());
    if (!parsed.success) {
      throw new InputError(
        `certificates.authorities '${id}': ${parsed.error.issues
          .map(issue => `${issue.path.join('.')} ${issue.message}`)
          .join('; ')}`,
      );
    }
    return createManualAuthority({ portal: parsed.data.portal, clock });
  },
};

function createManualAuthority(options: {
  portal?: string;
  clock: () => number;
}): CertificateAuthority {
  const { portal, clock } = options;
  const waiting = (): OrderProgress => ({
    state: 'pending',
    order: {},
    reference: portal ?? null,
    pollAt: clock() + LOOK_AGAIN_MS,
    waitingFor: portal
      ? `Take the request to ${portal} and upload the certificate here`
      : 'Take the request to the CA and upload the certificate here',
    wantsUpload: true,
  });
  return {
    describe: () => ({
      title: 'Manual',
      automatic: false,
      canRevoke: false,
      hasRenewalInfo: false,
      keys: null,
      wildcards: true,
      names: null,
      limit: null,
    }),
    health: async () => ({
      status: 'ok',
      detail: 'People take requests to it',
      account: portal ?? null,
    }),
    begin: async () => waiting(),
    advance: async () => waiting(),
  };
}
