import { Alert, VisuallyHidden } from '@backstage/ui';
import { MaterialProblem } from '@cmt/backstage-plugin-certificates-common';
import { RiAlertFill, RiCloseCircleFill } from '@remixicon/react';
import { useEffect, useRef } from 'react';
import { useCertificatesTranslation } from '../../translation';
import classes from './deploy.module.css';

/** Everything that was found in what somebody brings, the worst first. */
export function ProblemList(props: { problems: readonly MaterialProblem[] }) {
  const { t } = useCertificatesTranslation();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [props.problems]);
  const errors = props.problems.filter(p => p.severity === 'error');
  const warnings = props.problems.filter(p => p.severity === 'warning');
  let title: string = t('deploy.material.fine');
  let status: 'danger' | 'warning' | 'success' = 'success';
  if (errors.length) {
    status = 'danger';
    title = t('deploy.material.errors', { count: errors.length });
  } else if (warnings.length) {
    status = 'warning';
    title = t('deploy.material.warnings', { count: warnings.length });
  }
  return (
    <div ref={box} tabIndex={-1} role="status">
      <Alert
        status={status}
        icon
        title={title}
        description={
          props.problems.length > 0 && (
            <ul
              className={classes.problems}
              aria-label={t('deploy.material.problems')}
            >
              {[...errors, ...warnings].map(({ code, severity, message }) => {
                const Icon =
                  severity === 'error' ? RiCloseCircleFill : RiAlertFill;
                return (
                  <li
                    key={`${code} ${message}`}
                    className={classes.problem}
                    data-severity={severity}
                  >
                    <Icon size={18} aria-hidden />
                    <span>
                      <VisuallyHidden>
                        {t(`deploy.material.${severity}`)}
                        {': '}
                      </VisuallyHidden>
                      {message}
                    </span>
                  </li>
                );
              })}
            </ul>
          )
        }
      />
    </div>
  );
}
