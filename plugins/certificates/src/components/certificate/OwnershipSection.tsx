import { Badge, Button, Flex, Text } from '@backstage/ui';
import {
  CertificateDetail,
  OwnerEvidence,
  ProtectedEntity,
} from '@cmt/backstage-plugin-certificates-common';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { ReactNode, useState } from 'react';
import { useCertificatesTranslation } from '../../translation';
import { OwnerLink, SectionCard } from '../ui';
import classes from './OwnershipSection.module.css';

/** Entries of a list that are shown at once; a wildcard may have dozens. */
const FEW = 4;

/** Who owns a certificate, which services it protects, and why we think so. */
export function OwnershipSection(props: { certificate: CertificateDetail }) {
  const { owner, ownerEvidence, protects, systemRef } = props.certificate;
  const { t } = useCertificatesTranslation();
  const chosen =
    ownerEvidence.length > 1
      ? ownerEvidence.find(
          e => e.ownerRef === owner?.ref && e.kind === owner.kind,
        )
      : undefined;
  return (
    <SectionCard title={t('certificate.sections.ownership')}>
      <Flex direction="column" gap="5">
        <Part title={t('certificate.ownership.owner')}>
          {owner ? (
            <OwnerLink owner={owner} />
          ) : (
            <Text>{t('certificate.ownership.noOwner')}</Text>
          )}
        </Part>
        <Part title={t('certificate.ownership.why')}>
          <FewOf
            items={ownerEvidence}
            none={t('certificate.ownership.noEvidence')}
          >
            {evidence => (
              <Evidence evidence={evidence} isChosen={evidence === chosen} />
            )}
          </FewOf>
        </Part>
        <Part title={t('certificate.ownership.protects')}>
          <FewOf
            items={protects}
            none={t('certificate.ownership.protectsNone')}
          >
            {entity => <Protected entity={entity} />}
          </FewOf>
        </Part>
        {systemRef && (
          <Part title={t('certificate.ownership.system')}>
            <EntityRefLink entityRef={systemRef} defaultKind="system" />
          </Part>
        )}
      </Flex>
    </SectionCard>
  );
}

function Part(props: { title: string; children: ReactNode }) {
  return (
    <Flex direction="column" gap="1.5">
      <Text as="h3" weight="bold" className={classes.heading}>
        {props.title}
      </Text>
      {props.children}
    </Flex>
  );
}

/** A list, best first, that opens to its full length on request. */
function FewOf<T>(props: {
  items: readonly T[];
  /** What is said when there are none. */
  none: string;
  children: (item: T) => ReactNode;
}) {
  const { items, none, children } = props;
  const { t } = useCertificatesTranslation();
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? items : items.slice(0, FEW);
  if (!items.length) {
    return <Text color="secondary">{none}</Text>;
  }
  return (
    <>
      <ul className={classes.list}>
        {shown.map((item, index) => (
          <li key={index}>{children(item)}</li>
        ))}
      </ul>
      {items.length > shown.length && (
        <div>
          <Button
            size="small"
            variant="tertiary"
            onPress={() => setShowsAll(true)}
          >
            {t('certificate.ownership.showAll', {
              total: String(items.length),
            })}
          </Button>
        </div>
      )}
    </>
  );
}

function Protected(props: { entity: ProtectedEntity }) {
  const { entityRef, confidence, detail } = props.entity;
  const { t } = useCertificatesTranslation();
  return (
    <div className={classes.item}>
      <span className={classes.line}>
        <EntityRefLink entityRef={entityRef} />
        <Badge size="small">
          {t(`certificate.ownership.confidence.${confidence}`)}
        </Badge>
      </span>
      <Text color="secondary">{detail}</Text>
    </div>
  );
}

function Evidence(props: { evidence: OwnerEvidence; isChosen: boolean }) {
  const { evidence, isChosen } = props;
  const { t } = useCertificatesTranslation();
  return (
    <div
      className={`${classes.item} ${classes.evidence}`}
      data-chosen={isChosen}
    >
      <span className={classes.line}>
        <Text weight="bold">
          {t(`certificate.ownership.evidence.${evidence.kind}`)}
        </Text>
        <Badge size="small">
          {t(`certificate.ownership.confidence.${evidence.confidence}`)}
        </Badge>
        {isChosen && (
          <Badge size="small">{t('certificate.ownership.chosen')}</Badge>
        )}
      </span>
      <Text>{evidence.detail}</Text>
      <span className={classes.line}>
        <EntityRefLink entityRef={evidence.ownerRef} defaultKind="group" />
      </span>
    </div>
  );
}
