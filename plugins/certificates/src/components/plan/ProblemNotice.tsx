import { Alert, Button } from '@backstage/ui';
import { DeploymentProblem } from '@cmt/backstage-plugin-certificates-common';
import { useCertificatesTranslation } from '../../translation';
import classes from './plan.module.css';

/** What failed, the likely cause, what to do, and a button where one can do it. */
export function ProblemNotice(props: {
  problem: DeploymentProblem;
  /** Does what the problem's button says; absent where it cannot be done now. */
  onAction?: () => void;
  isRunning?: boolean;
}) {
  const { problem, onAction, isRunning } = props;
  const { t } = useCertificatesTranslation();
  return (
    <Alert
      role="alert"
      status="danger"
      icon
      title={problem.message}
      description={
        <ul className={classes.plain}>
          {problem.cause && (
            <li>{t('deployments.problem.cause', { cause: problem.cause })}</li>
          )}
          <li>{t('deployments.problem.remedy', { remedy: problem.remedy })}</li>
          <li className={classes.quiet}>
            {t('deployments.problem.code', { code: problem.code })}
          </li>
        </ul>
      }
      customActions={
        problem.action &&
        onAction && (
          <Button
            size="small"
            variant="secondary"
            isPending={isRunning}
            onPress={onAction}
          >
            {t(`deployments.problem.action.${problem.action}`)}
          </Button>
        )
      }
    />
  );
}
