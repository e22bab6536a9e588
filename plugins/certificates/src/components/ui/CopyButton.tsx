import {
  ButtonIcon,
  Tooltip,
  TooltipTrigger,
  VisuallyHidden,
} from '@backstage/ui';
import { RiCheckLine, RiFileCopyLine } from '@remixicon/react';
import { useEffect, useState } from 'react';
import useCopyToClipboard from 'react-use/esm/useCopyToClipboard';
import { useCertificatesTranslation } from '../../translation';

const CONFIRMATION_MS = 2_000;

/** Copies a text to the clipboard and says so. */
export function CopyButton(props: {
  text: string;
  /** What is copied, for the button's name: `Copy fingerprint`. */
  what: string;
}) {
  const { text, what } = props;
  const { t } = useCertificatesTranslation();
  const [, copy] = useCopyToClipboard();
  const [isCopied, setIsCopied] = useState(false);

  useEffect(() => {
    if (!isCopied) {
      return undefined;
    }
    const timer = setTimeout(() => setIsCopied(false), CONFIRMATION_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);

  const label = t('certificate.copyValue', { what });
  return (
    <>
      <TooltipTrigger>
        <ButtonIcon
          size="small"
          variant="tertiary"
          aria-label={label}
          icon={isCopied ? <RiCheckLine /> : <RiFileCopyLine />}
          onPress={() => {
            copy(text);
            setIsCopied(true);
          }}
        />
        <Tooltip>{isCopied ? t('certificate.copied') : label}</Tooltip>
      </TooltipTrigger>
      <VisuallyHidden role="status">
        {isCopied ? t('certificate.copied') : ''}
      </VisuallyHidden>
    </>
  );
}
