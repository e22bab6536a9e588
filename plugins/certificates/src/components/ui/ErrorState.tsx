import { isError } from '@backstage/errors';
import { Alert, Button } from '@backstage/ui';
import { RiRefreshLine } from '@remixicon/react';
import { useCertificatesTranslation } from '../../translation';

type ErrorFamily =
  | 'network'
  | 'signedOut'
  | 'forbidden'
  | 'notFound'
  | 'invalid'
  | 'conflict'
  | 'unavailable';

/** Status codes that have a family of their own. */
const FAMILY_BY_STATUS: Readonly<Record<number, ErrorFamily>> = {
  400: 'invalid',
  401: 'signedOut',
  403: 'forbidden',
  404: 'notFound',
  409: 'conflict',
};

/** The same families for errors that did not come over HTTP. */
const FAMILY_BY_NAME: Readonly<Record<string, ErrorFamily>> = {
  InputError: 'invalid',
  AuthenticationError: 'signedOut',
  NotAllowedError: 'forbidden',
  NotFoundError: 'notFound',
  ConflictError: 'conflict',
  TypeError: 'network',
};

function statusOf(error: Error): number | undefined {
  const status =
    'statusCode' in error ? error.statusCode : Object(error).response?.status;
  return typeof status === 'number' ? status : undefined;
}

function familyOf(error: Error): ErrorFamily {
  const status = statusOf(error);
  if (status !== undefined) {
    return FAMILY_BY_STATUS[status] ?? 'unavailable';
  }
  return FAMILY_BY_NAME[error.name] ?? 'unavailable';
}

/** What the server said; the message of a failed response only repeats its status. */
function messageOf(error: Error): string {
  const cause: unknown = Object(error).cause;
  return isError(cause) ? cause.message : error.message;
}

/** Whether the server says that what was asked for does not exist. */
export function isNotFound(error: Error): boolean {
  return familyOf(error) === 'notFound';
}

/** Whether what was asked for does not fit the present state. */
export function isConflict(error: Error): boolean {
  return familyOf(error) === 'conflict';
}

/** Says what could not be loaded, why, and what to do; offers another try. */
export function ErrorState(props: {
  error: Error;
  /** What was being loaded or done, for the title. */
  title?: string;
  onRetry?: () => void;
  /** For side panels: the button goes below the text. */
  isNarrow?: boolean;
}) {
  const { error, title, onRetry, isNarrow = false } = props;
  const { t } = useCertificatesTranslation();
  const family = familyOf(error);
  const cause = t(`error.${family}.title`);
  const message = messageOf(error);
  const retry = onRetry && (
    <Button
      size="small"
      variant="secondary"
      iconStart={<RiRefreshLine />}
      onPress={onRetry}
    >
      {t('error.retry')}
    </Button>
  );
  return (
    <Alert
      role="alert"
      status="danger"
      icon
      title={title ? `${title}: ${cause}` : cause}
      description={
        <>
          {t(`error.${family}.remedy`)}
          {message && (
            <details>
              <summary>{t('error.details')}</summary>
              {message}
            </details>
          )}
          {isNarrow && <div>{retry}</div>}
        </>
      }
      customActions={isNarrow ? undefined : retry}
    />
  );
}
