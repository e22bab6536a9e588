import { ButtonIcon, Flex, Text } from '@backstage/ui';
import { RiArrowLeftSLine, RiArrowRightSLine } from '@remixicon/react';
import { useCertificatesTranslation } from '../../translation';

/** Steps through a list page by page. */
export function Pagination(props: {
  /** Counts from 1. */
  page: number;
  pageSize: number;
  total: number | undefined;
  /** Absent on the last page. */
  onNext?: () => void;
  /** Absent on the first page. */
  onPrevious?: () => void;
}) {
  const { page, pageSize, total, onNext, onPrevious } = props;
  const { t } = useCertificatesTranslation();
  if (!total || (!onNext && !onPrevious && total <= pageSize)) {
    return null;
  }
  const from = (page - 1) * pageSize + 1;
  return (
    <Flex justify="end" align="center" gap="2">
      <Text>
        {t('table.range', {
          from: from.toLocaleString(),
          to: Math.min(page * pageSize, total).toLocaleString(),
          total: total.toLocaleString(),
        })}
      </Text>
      <ButtonIcon
        variant="secondary"
        size="small"
        icon={<RiArrowLeftSLine />}
        aria-label={t('table.previous')}
        isDisabled={!onPrevious}
        onPress={onPrevious}
      />
      <ButtonIcon
        variant="secondary"
        size="small"
        icon={<RiArrowRightSLine />}
        aria-label={t('table.next')}
        isDisabled={!onNext}
        onPress={onNext}
      />
    </Flex>
  );
}
