import {
  CERTIFICATE_STATES,
  CertificateState,
} from '@cmt/backstage-plugin-certificates-common';
import { useCertificatesTranslation } from '../../translation';
import { StateIcon } from '../ui';
import classes from './StateCounts.module.css';

/** How many certificates are in each state; states without any are left out. */
export function StateCounts(props: {
  counts: Record<CertificateState, number>;
}) {
  const { t } = useCertificatesTranslation();
  return (
    <ul className={classes.counts} aria-label={t('entity.countsLabel')}>
      {CERTIFICATE_STATES.filter(state => props.counts[state] > 0).map(
        state => (
          <li key={state} className={classes.count}>
            <StateIcon state={state} />
            <span className={classes.number}>
              {props.counts[state].toLocaleString()}
            </span>
            <span>{t(`state.${state}`)}</span>
          </li>
        ),
      )}
    </ul>
  );
}
