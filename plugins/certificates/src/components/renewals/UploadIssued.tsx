import {
  Alert,
  Button,
  ButtonIcon,
  Flex,
  Text,
  TextAreaField,
} from '@backstage/ui';
import { RenewalDetail } from '@cmt/backstage-plugin-certificates-common';
import { RiCloseLine, RiFileUploadLine, RiUpload2Line } from '@remixicon/react';
import { ChangeEvent, useEffect, useRef } from 'react';
import { useCertificatesTranslation } from '../../translation';
import { ErrorState } from '../ui';
import classes from './renewals.module.css';
import { uploadProblems } from './uploadProblems';
import { useUpload } from './useUpload';

/** Everything that is wrong with what was brought, at once. */
function Problems(props: { error: Error; onRetry: () => void }) {
  const { error, onRetry } = props;
  const { t } = useCertificatesTranslation();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [error]);
  const problems = uploadProblems(error);
  if (!problems.length) {
    return (
      <ErrorState
        isAction
        title={t('renewals.action.failed.upload')}
        error={error}
        onRetry={onRetry}
      />
    );
  }
  return (
    <div ref={box} tabIndex={-1} role="alert">
      <Alert
        status="danger"
        icon
        title={t('renewals.manual.problems')}
        description={
          <ul
            className={classes.plain}
            aria-label={t('renewals.manual.problemsLabel')}
          >
            {problems.map(problem => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        }
      />
    </div>
  );
}

/** Takes in what a portal issued for the request: PEM, DER or PKCS#7. */
export function UploadIssued(props: {
  renewalId: string;
  onDone: (renewal: RenewalDetail) => void;
}) {
  const { t } = useCertificatesTranslation();
  const upload = useUpload(props.renewalId, props.onDone);
  const picker = useRef<HTMLInputElement>(null);
  const { file } = upload;

  const pick = (event: ChangeEvent<HTMLInputElement>) => {
    const [chosen] = [...(event.target.files ?? [])];
    // The same file can be chosen again after it was changed.
    event.target.value = '';
    if (chosen) {
      upload.read(chosen);
    }
  };

  return (
    <div className={classes.part}>
      {!file && (
        <TextAreaField
          className={classes.pem}
          label={t('renewals.manual.paste')}
          description={t('renewals.manual.pasteHint')}
          placeholder="-----BEGIN CERTIFICATE-----"
          rows={6}
          value={upload.pem}
          onChange={upload.changePem}
          autoComplete="off"
          spellCheck="false"
        />
      )}
      <Flex gap="3" align="center" style={{ flexWrap: 'wrap' }}>
        <input
          ref={picker}
          className={classes.hiddenInput}
          type="file"
          data-testid="issued-file"
          aria-hidden
          tabIndex={-1}
          accept=".pem,.crt,.cer,.der,.p7b,.p7c,.txt"
          onChange={pick}
        />
        <Button
          variant="secondary"
          size="small"
          iconStart={<RiUpload2Line />}
          onPress={() => picker.current?.click()}
        >
          {t('renewals.manual.file')}
        </Button>
        <Text color="secondary" variant="body-small" aria-live="polite">
          {file
            ? t('renewals.manual.chosen', {
                name: file.name,
                size: String(Math.ceil(file.size / 1024)),
              })
            : t('renewals.manual.fileHint')}
        </Text>
        {file && (
          <ButtonIcon
            size="small"
            variant="tertiary"
            aria-label={t('renewals.manual.removeFile', { name: file.name })}
            icon={<RiCloseLine />}
            onPress={upload.removeFile}
          />
        )}
      </Flex>
      <div role="alert">
        {upload.complaint && (
          <Text className={classes.complaint}>{upload.complaint}</Text>
        )}
      </div>
      {upload.error && <Problems error={upload.error} onRetry={upload.send} />}
      <div>
        <Button
          variant="primary"
          iconStart={<RiFileUploadLine />}
          isPending={upload.isRunning}
          onPress={upload.send}
        >
          {t('renewals.manual.send')}
        </Button>
      </div>
    </div>
  );
}
