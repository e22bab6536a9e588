import {
  Button,
  Flex,
  PasswordField,
  Text,
  TextAreaField,
} from '@backstage/ui';
import { RiUpload2Line } from '@remixicon/react';
import { ChangeEvent, useRef, useState } from 'react';
import { useCertificatesTranslation } from '../../translation';
import classes from './deploy.module.css';
import { MAX_FILE_BYTES, readBase64, readText } from './readFile';
import { MaterialInput } from './wizard';

/** PEM text and files, or a PKCS#12 file, with the password where one is needed. */
export function BringMaterial(props: {
  source: 'pem' | 'pkcs12';
  input: MaterialInput;
  onChange: (change: Partial<MaterialInput>) => void;
  password: string;
  onPassword: (password: string) => void;
}) {
  const { source, input, onChange, password, onPassword } = props;
  const { t } = useCertificatesTranslation();
  const picker = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string>();

  const readPem = async (files: File[]) => {
    const texts = await Promise.all(files.map(readText));
    onChange({
      pem: [input.pem.trim(), ...texts.map(text => text.trim())]
        .filter(Boolean)
        .join('\n'),
    });
  };
  const readPkcs12 = async ([file]: File[]) =>
    onChange({
      pkcs12: {
        name: file.name,
        size: file.size,
        base64: await readBase64(file),
      },
    });

  const pick = async (event: ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.target.files ?? [])];
    // The same file can be chosen again after it was changed.
    event.target.value = '';
    setProblem(undefined);
    const large = files.find(file => file.size > MAX_FILE_BYTES);
    if (large) {
      setProblem(
        t('deploy.material.tooLarge', {
          name: large.name,
          limit: String(MAX_FILE_BYTES / 1024),
        }),
      );
      return;
    }
    if (!files.length) {
      return;
    }
    try {
      await (source === 'pem' ? readPem(files) : readPkcs12(files));
    } catch {
      setProblem(
        t('deploy.material.readFailed', {
          name: files.map(file => file.name).join(', '),
        }),
      );
    }
  };

  return (
    <Flex direction="column" gap="4">
      {source === 'pem' && (
        <TextAreaField
          className={classes.pem}
          label={t('deploy.material.pemText')}
          description={t('deploy.material.pemHint')}
          placeholder="-----BEGIN CERTIFICATE-----"
          rows={9}
          value={input.pem}
          onChange={pem => onChange({ pem })}
          autoComplete="off"
          spellCheck="false"
        />
      )}
      <Flex gap="3" align="center">
        <input
          ref={picker}
          className={classes.hiddenInput}
          type="file"
          data-testid="material-file"
          aria-hidden
          tabIndex={-1}
          multiple={source === 'pem'}
          accept={
            source === 'pem' ? '.pem,.crt,.cer,.key,.txt' : '.p12,.pfx,.pkcs12'
          }
          onChange={pick}
        />
        <Button
          variant="secondary"
          iconStart={<RiUpload2Line />}
          onPress={() => picker.current?.click()}
        >
          {source === 'pem'
            ? t('deploy.material.files')
            : t('deploy.material.file')}
        </Button>
        {source === 'pkcs12' && (
          <Text color="secondary" aria-live="polite">
            {input.pkcs12
              ? t('deploy.material.chosen', {
                  name: input.pkcs12.name,
                  size: String(Math.ceil(input.pkcs12.size / 1024)),
                })
              : t('deploy.material.noFile')}
          </Text>
        )}
      </Flex>
      <div role="alert">
        {problem && <Text className={classes.complaint}>{problem}</Text>}
      </div>
      <PasswordField
        className={classes.narrow}
        label={t('deploy.material.password')}
        description={t('deploy.material.passwordHint')}
        value={password}
        onChange={onPassword}
        autoComplete="new-password"
      />
    </Flex>
  );
}
