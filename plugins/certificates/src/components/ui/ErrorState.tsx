import { isError } from '@backstage/errors';
import { Alert, Button } from '@backstage/ui';
import { RiRefreshLine } from '@remixicon/react';
import {
  CertificatesTranslator,
  useCertificatesTranslation,
} from '../../translation';

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

/** Whether the server says that the user may not do or see that. */
export function isForbidden(error: Error): boolean {
  return familyOf(error) === 'forbidden';
}

/** Whether the server says that what was asked for does not exist. */
export function isNotFound(error: Error): boolean {
  return familyOf(error) === 'notFound';
}

/** Whether what was asked for does not fit the present state. */
export function isConflict(error: Error): boolean {
  return familyOf(error) === 'conflict';
}

function textsOf(
  t: CertificatesTranslator,
  family: ErrorFamily,
  isAction: boolean,
): { title: string; remedy: string } {
  return isAction && (family === 'forbidden' || family === 'invalid')
    ? {
        title: t(`error.action.${family}.title`),
        remedy: t(`error.action.${family}.remedy`),
      }
    : {
        title: t(`error.${family}.title`),
        remedy: t(`error.${family}.remedy`),
      };
}

/** Says what could not be loaded or done, why, and what to do; offers another try. */
export function ErrorState(props: {
  error: Error;
  /** What was being loaded or done, for the title. */
  title?: string;
  onRetry?: () => void;
  /** For side panels: the button goes below the text. */
  isNarrow?: boolean;
  /** Something was to be changed, not shown: what the server says is in the open. */
  isAction?: boolean;
}) {
  const { error, title, onRetry, isNarrow = false, isAction = false } = props;
  const { t } = useCertificatesTranslation();
  const family = familyOf(error);
  const { title: cause, remedy } = textsOf(t, family, isAction);
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
          {remedy}
          {message && (
            <details open={isAction}>
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
