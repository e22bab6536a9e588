import { useApi } from '@backstage/core-plugin-api';
import { RenewalDetail } from '@cmt/backstage-plugin-certificates-common';
import { useState } from 'react';
import { certificatesRenewalsApiRef } from '../../api';
import { useMutation } from '../../hooks';

/** What a person does with a renewal, apart from bringing a certificate. */
export type RenewalCommand =
  | { action: 'retry' | 'cancel' }
  | { action: 'approve' | 'reject'; comment: string };

export type AskedCommand = Exclude<RenewalCommand['action'], 'retry'>;

/** Steers a renewal on behalf of a person. */
export interface RenewalSteering {
  /** Does it. */
  send: (command: RenewalCommand) => void;
  /** Asks first. */
  ask: (action: AskedCommand) => void;
  /** What is asked about now. */
  asked: AskedCommand | undefined;
  dismiss: () => void;
  isRunning: boolean;
  error: Error | undefined;
  failedAction: RenewalCommand['action'] | undefined;
}

/** Sends what a person wants of a renewal, and asks first where it is grave. */
export function useRenewalSteering(
  renewal: RenewalDetail,
  onDone: (renewal: RenewalDetail) => void,
): RenewalSteering {
  const { id } = renewal;
  const api = useApi(certificatesRenewalsApiRef);
  const [asked, setAsked] = useState<AskedCommand>();
  const mutation = useMutation((command: RenewalCommand, options) => {
    if (!('comment' in command)) {
      return api.actOnRenewal(id, command.action, options);
    }
    const comment = command.comment.trim();
    return api.decideRenewal(
      id,
      {
        approved: command.action === 'approve',
        ...(comment && { comment }),
      },
      options,
    );
  });

  const send = async (command: RenewalCommand) => {
    const answer = await mutation.run(command);
    setAsked(undefined);
    if (answer) {
      onDone(answer);
    }
  };

  return {
    send,
    ask: setAsked,
    asked,
    dismiss: () => setAsked(undefined),
    isRunning: mutation.isRunning,
    error: mutation.error,
    failedAction: mutation.failedInput?.action,
  };
}
