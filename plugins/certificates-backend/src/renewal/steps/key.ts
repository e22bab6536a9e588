import { keySpecText } from '@cmt/backstage-plugin-certificates-common';
import { makeKey, makeRequest } from '../keys';
import { problem } from '../problems';
import { Step, StepContext } from './types';

/** What a sealed key of a renewal belongs to: it does not open anywhere else. @internal */
export function keyOwner(renewalId: string): string {
  return `renewal:${renewalId}`;
}

/** Makes the key and the request, once, before anything leaves. @internal */
export const key: Step = async context => {
  const { renewal, services } = context;
  if (renewal.csrPem !== null && renewal.sealedKey !== null) {
    return { type: 'done', summary: 'The key was made already' };
  }
  if (renewal.custody === 'device') {
    return {
      type: 'end',
      state: 'failed',
      message: 'No target can make keys yet',
      problem: problem(
        'device-custody',
        'The key was to be made on the device, which no target can do yet',
        'Choose the custody sealed in the policy',
        { action: null },
      ),
    };
  }
  const reused = renewal.reuseKey ? await presentKey(context) : undefined;
  const pem = reused ?? (await makeKey(renewal.key));
  const request = await makeRequest(pem, renewal.names);
  return {
    type: 'done',
    summary: reused
      ? 'The present key is kept, as the policy says'
      : `Made a key, ${keySpecText(renewal.key)}, and sealed it`,
    change: {
      csrPem: request.pem,
      sealedKey: services.sealer.seal(pem, keyOwner(renewal.id)),
    },
  };
};

/** The key of the version that is replaced, if it is kept here. */
async function presentKey({
  renewal,
  services,
}: StepContext): Promise<string | undefined> {
  const { materials } = services;
  const present =
    renewal.replaces && (await materials.findByFingerprint(renewal.replaces));
  return present ? (await materials.open(present.id)).key.pem : undefined;
}
