import { useApi } from '@backstage/core-plugin-api';
import {
  ImportMaterialRequest,
  ImportMaterialResult,
} from '@cmt/backstage-plugin-certificates-common';
import { useRef, useState } from 'react';
import { certificatesDeploymentsApiRef } from '../../api';
import { useMutation } from '../../hooks';
import { MaterialInput, MaterialSource } from './wizard';

/**
 * Looks at what somebody brings, and keeps it sealed. The password is held only
 * while it may be needed: it goes once the material is kept, another file is
 * chosen, or the step is left.
 */
export function useImport(
  certificateId: string,
  source: MaterialSource,
  input: MaterialInput,
) {
  const api = useApi(certificatesDeploymentsApiRef);
  const [password, setPassword] = useState('');
  const [result, setResult] = useState<ImportMaterialResult>();
  /** Counts what was entered, so that the secrets need not be compared or kept. */
  const revision = useRef(0);

  const mutation = useMutation(
    ({ dryRun }: { revision: number; dryRun: boolean }, options) => {
      const request: ImportMaterialRequest = {
        certificateId,
        ...(source === 'pem'
          ? { pem: input.pem }
          : { pkcs12: input.pkcs12?.base64 }),
        ...(password && { password }),
        ...(dryRun && { dryRun }),
      };
      return api.importMaterial(request, options);
    },
  );

  /** Forgets what was found, since something else is there to be looked at. */
  const invalidate = () => {
    revision.current += 1;
    setResult(undefined);
    mutation.reset();
  };

  const run = async (dryRun: boolean) => {
    const before = revision.current;
    const answer = await mutation.run({ revision: before, dryRun });
    if (answer && revision.current === before) {
      setResult(answer);
      if (!dryRun && answer.material) {
        setPassword('');
      }
    }
    return answer;
  };

  return {
    password,
    setPassword: (next: string) => {
      setPassword(next);
      invalidate();
    },
    forgetPassword: () => setPassword(''),
    invalidate,
    result,
    check: () => run(true),
    keep: () => run(false),
    isRunning: mutation.isRunning,
    error: mutation.error,
    /** Whether it was to be kept when it failed. */
    failedToKeep: mutation.failedInput?.dryRun === false,
  };
}
