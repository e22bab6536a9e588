import { Text } from '@backstage/ui';
import { ExpiryBucket } from '@cmt/backstage-plugin-certificates-common';
import { useCertificatesTranslation } from '../../translation';
import { SectionCard } from '../ui';
import { ExpiryChart } from './ExpiryChart';

/** How many certificates end in each of the next weeks. */
export function ExpiriesCard(props: { expiries: readonly ExpiryBucket[] }) {
  const { expiries } = props;
  const { t } = useCertificatesTranslation();
  const isEmpty = expiries.every(({ count }) => count === 0);
  return (
    <SectionCard title={t('dashboard.expiries.title')}>
      {isEmpty ? (
        <Text as="p" color="secondary">
          {t('dashboard.expiries.none')}
        </Text>
      ) : (
        <ExpiryChart expiries={expiries} />
      )}
    </SectionCard>
  );
}
