import { Button, Flex, Text } from '@backstage/ui';
import { RenewalDetail } from '@cmt/backstage-plugin-certificates-common';
import { RiDownload2Line } from '@remixicon/react';
import { useCertificatesTranslation } from '../../translation';
import { saveFile } from '../inventory/saveFile';
import { formatAge, SectionCard, useNow } from '../ui';
import { CopyButton } from '../ui/CopyButton';
import { csrFileName } from './csrFileName';
import classes from './renewals.module.css';
import { UploadIssued } from './UploadIssued';

function RequestPart(props: { csrPem: string; title: string }) {
  const { csrPem, title } = props;
  const { t } = useCertificatesTranslation();
  return (
    <div className={classes.part}>
      <Flex justify="between" align="center" gap="2">
        <Text as="h3" weight="bold">
          {t('renewals.manual.stepRequest')}
        </Text>
        <CopyButton text={csrPem} what={t('renewals.manual.csrWhat')} />
      </Flex>
      <pre
        className={classes.csr}
        role="region"
        aria-label={t('renewals.manual.csr')}
      >
        {csrPem}
      </pre>
      <div>
        <Button
          variant="secondary"
          size="small"
          iconStart={<RiDownload2Line />}
          onPress={() =>
            saveFile(
              new Blob([csrPem], { type: 'application/pkcs10' }),
              csrFileName(title),
            )
          }
        >
          {t('renewals.manual.download')}
        </Button>
      </div>
    </div>
  );
}

/** The way through a portal: the request out, the certificate back. */
export function ManualOrderCard(props: {
  renewal: RenewalDetail;
  onDone: (renewal: RenewalDetail) => void;
}) {
  const { renewal, onDone } = props;
  const { id, csrPem, certificateTitle, steps } = renewal;
  const { t } = useCertificatesTranslation();
  const now = useNow();
  const since = steps.find(({ state }) => state === 'waiting')?.startedAt;
  return (
    <SectionCard
      title={t('renewals.manual.title')}
      actions={
        since && (
          <Text color="secondary">
            {t('renewals.manual.since')} {formatAge(since, now)}
          </Text>
        )
      }
    >
      <Flex direction="column" gap="4">
        <Text as="p">{t('renewals.manual.intro')}</Text>
        {csrPem && <RequestPart csrPem={csrPem} title={certificateTitle} />}
        <div className={classes.part}>
          <Text as="h3" weight="bold">
            {t('renewals.manual.stepIssued')}
          </Text>
          <UploadIssued renewalId={id} onDone={onDone} />
        </div>
      </Flex>
    </SectionCard>
  );
}
