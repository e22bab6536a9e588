import { useApi } from '@backstage/core-plugin-api';
import { RenewalDetail } from '@cmt/backstage-plugin-certificates-common';
import { useState } from 'react';
import { certificatesRenewalsApiRef } from '../../api';
import { useMutation } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { MAX_FILE_BYTES, readBase64, readText } from '../deploy/readFile';
import { IssuedUpload, uploadOf } from './issuedFile';

/** A binary file: PKCS#7, or a single certificate as DER. */
interface BinaryFile {
  name: string;
  size: number;
  upload: IssuedUpload;
}

const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/;

/** Collects what a portal issued, as text or file, and sends it. */
export function useUpload(
  renewalId: string,
  onDone: (renewal: RenewalDetail) => void,
) {
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesRenewalsApiRef);
  const [pem, setPem] = useState('');
  const [file, setFile] = useState<BinaryFile>();
  const [complaint, setComplaint] = useState<string>();
  const mutation = useMutation((upload: IssuedUpload, options) =>
    api.uploadIssued(renewalId, upload, options),
  );

  const changed = () => {
    setComplaint(undefined);
    mutation.reset();
  };

  const changePem = (text: string) => {
    changed();
    if (PRIVATE_KEY.test(text)) {
      // It is not even kept in the page.
      setPem('');
      setComplaint(t('renewals.manual.hasKey'));
      return;
    }
    setPem(text);
  };

  const read = async (chosen: File) => {
    changed();
    if (chosen.size > MAX_FILE_BYTES) {
      setComplaint(
        t('renewals.manual.tooLarge', {
          name: chosen.name,
          limit: String(MAX_FILE_BYTES / 1024),
        }),
      );
      return;
    }
    try {
      const text = await readText(chosen);
      if (text.includes('-----BEGIN ')) {
        changePem(text.trim());
        setFile(undefined);
      } else {
        setFile({
          name: chosen.name,
          size: chosen.size,
          upload: uploadOf(await readBase64(chosen)),
        });
      }
    } catch {
      setComplaint(t('renewals.manual.readFailed', { name: chosen.name }));
    }
  };

  const send = async () => {
    if (!file && !pem.trim()) {
      setComplaint(t('renewals.manual.needSomething'));
      return;
    }
    const answer = await mutation.run(file?.upload ?? { pem: pem.trim() });
    if (answer) {
      onDone(answer);
    }
  };

  return {
    pem,
    changePem,
    file,
    read,
    removeFile: () => {
      changed();
      setFile(undefined);
    },
    complaint,
    send,
    isRunning: mutation.isRunning,
    error: mutation.error,
  };
}
