import { Checkbox } from '@backstage/ui';
import {
  DeploymentDetail,
  PlanConsent,
} from '@cmt/backstage-plugin-certificates-common';
import { useCertificatesTranslation } from '../../translation';
import classes from './plan.module.css';

type Consents = DeploymentDetail['consents'];

/** The consents that a plan asks for and that are not given yet. */
export function missingConsents(
  asked: Consents,
  given: readonly PlanConsent[],
): PlanConsent[] {
  return [...new Set(asked.map(({ code }) => code))].filter(
    code => !given.includes(code),
  );
}

/** What needs an explicit yes, each with a check box and where it applies. */
export function ConsentList(props: {
  asked: Consents;
  given: readonly PlanConsent[];
  onChange: (given: PlanConsent[]) => void;
}) {
  const { asked, given, onChange } = props;
  const { t } = useCertificatesTranslation();
  const codes = [...new Set(asked.map(({ code }) => code))];
  if (!codes.length) {
    return null;
  }
  return (
    <fieldset className={classes.consents}>
      <legend>{t('deploy.plan.consents')}</legend>
      {codes.map(code => (
        <div key={code}>
          <Checkbox
            isSelected={given.includes(code)}
            onChange={isSelected =>
              onChange(
                isSelected ? [...given, code] : given.filter(c => c !== code),
              )
            }
          >
            {t('deploy.plan.consentYes', {
              what: t(`deploy.plan.consent.${code}`),
            })}
          </Checkbox>
          <ul className={classes.details}>
            {asked
              .filter(consent => consent.code === code)
              .map(({ detail, unit }) => (
                <li key={`${unit} ${detail}`}>
                  {unit ? `${unit}: ${detail}` : detail}
                </li>
              ))}
          </ul>
        </div>
      ))}
    </fieldset>
  );
}
