import {
  CERTIFICATE_STATES,
  CertificateState,
} from '@cmt/backstage-plugin-certificates-common';
import { useCertificatesTranslation } from '../../translation';
import classes from './StateBar.module.css';

/**
 * The states of a group of certificates as proportions of one bar. Widths say
 * the shares to the eye; the text alternative says the numbers.
 */
export function StateBar(props: {
  counts: Partial<Record<CertificateState, number>>;
  /** Certificates at the full width of the bar; the sum of the counts by default. */
  scale?: number;
}) {
  const { counts } = props;
  const { t } = useCertificatesTranslation();
  const parts = CERTIFICATE_STATES.map(state => ({
    state,
    count: counts[state] ?? 0,
  })).filter(part => part.count > 0);
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  const scale = Math.max(props.scale ?? total, 1);
  const text = parts
    .map(({ state, count }) => `${t(`state.${state}`)}: ${count}`)
    .join(', ');
  return (
    <span className={classes.bar} role="img" aria-label={text} title={text}>
      {parts.map(({ state, count }) => (
        <span
          key={state}
          className={classes.part}
          data-state={state}
          style={{ width: `${(count / scale) * 100}%` }}
        />
      ))}
    </span>
  );
}
