import { Skeleton, VisuallyHidden } from '@backstage/ui';
import { useCertificatesTranslation } from '../../translation';
import classes from './states.module.css';

/** Placeholder lines while something loads; announced to screen readers once. */
export function LoadingState(props: {
  /** What is loading. */
  label?: string;
  lines?: number;
  /** Height of a line in pixels. */
  lineHeight?: number;
}) {
  const { label, lines = 3, lineHeight = 20 } = props;
  const { t } = useCertificatesTranslation();
  return (
    <div className={classes.skeleton} role="status" aria-busy="true">
      <VisuallyHidden>{label ?? t('loading.label')}</VisuallyHidden>
      {Array.from({ length: lines }, (_, index) => (
        <Skeleton key={index} width="100%" height={lineHeight} />
      ))}
    </div>
  );
}
