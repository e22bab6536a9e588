import { Badge, Flex, Text } from '@backstage/ui';
import {
  CertificateDetail,
  OwnerEvidence,
} from '@cmt/backstage-plugin-certificates-common';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { ReactNode } from 'react';
import { useCertificatesTranslation } from '../../translation';
import { OwnerLink, SectionCard } from '../ui';
import classes from './OwnershipSection.module.css';

/** Who owns a certificate, which services it protects, and why we think so. */
export function OwnershipSection(props: { certificate: CertificateDetail }) {
  const { owner, ownerEvidence, protects, systemRef } = props.certificate;
  const { t } = useCertificatesTranslation();
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
          {ownerEvidence.length ? (
            <ul className={classes.list}>
              {ownerEvidence.map((evidence, index) => (
                <Evidence
                  key={index}
                  evidence={evidence}
                  isChosen={
                    ownerEvidence.length > 1 &&
                    owner?.ref === evidence.ownerRef &&
                    owner.kind === evidence.kind &&
                    index ===
                      ownerEvidence.findIndex(
                        e => e.ownerRef === owner.ref && e.kind === owner.kind,
                      )
                  }
                />
              ))}
            </ul>
          ) : (
            <Text color="secondary">
              {t('certificate.ownership.noEvidence')}
            </Text>
          )}
        </Part>
        <Part title={t('certificate.ownership.protects')}>
          {protects.length ? (
            <ul className={classes.list}>
              {protects.map(entity => (
                <li key={entity.entityRef} className={classes.item}>
                  <span className={classes.line}>
                    <EntityRefLink entityRef={entity.entityRef} />
                    <Badge size="small">
                      {t(
                        `certificate.ownership.confidence.${entity.confidence}`,
                      )}
                    </Badge>
                  </span>
                  <Text color="secondary">{entity.detail}</Text>
                </li>
              ))}
            </ul>
          ) : (
            <Text color="secondary">
              {t('certificate.ownership.protectsNone')}
            </Text>
          )}
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

function Evidence(props: { evidence: OwnerEvidence; isChosen: boolean }) {
  const { evidence, isChosen } = props;
  const { t } = useCertificatesTranslation();
  return (
    <li
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
    </li>
  );
}
