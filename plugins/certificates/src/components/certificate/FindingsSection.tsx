import { Button, Text } from '@backstage/ui';
import {
  Finding,
  FindingCode,
} from '@cmt/backstage-plugin-certificates-common';
import { useState } from 'react';
import { useCertificatesTranslation } from '../../translation';
import { findingText, RelativeTime, SectionCard, SeverityIcon } from '../ui';
import { FindingGroup, groupFindings } from './findings';
import classes from './FindingsSection.module.css';

const FEW = 3;

/** What is wrong with a certificate, where, and what to do. */
export function FindingsSection(props: { findings: readonly Finding[] }) {
  const { t } = useCertificatesTranslation();
  if (!props.findings.length) {
    return null;
  }
  const codes = props.findings.map(({ code }) => code);
  return (
    <SectionCard title={t('certificate.sections.findings')}>
      <ul className={classes.list}>
        {groupFindings(props.findings).map(group => (
          <FindingItem key={group.code} group={group} codes={codes} />
        ))}
      </ul>
    </SectionCard>
  );
}

function FindingItem(props: {
  group: FindingGroup;
  /** All findings of the certificate. */
  codes: readonly FindingCode[];
}) {
  const { code, severity, since, places } = props.group;
  const { t } = useCertificatesTranslation();
  const [showsAll, setShowsAll] = useState(false);
  const text = findingText(t, code, props.codes);
  const shown = showsAll ? places : places.slice(0, FEW);
  return (
    <li className={classes.item}>
      <SeverityIcon severity={severity} />
      <div className={classes.body}>
        <Text as="h3" weight="bold">
          {text.title}
          {since && (
            <Text color="secondary" weight="regular">
              {' '}
              {t('findings.since')} <RelativeTime value={since} />
            </Text>
          )}
        </Text>
        <Text>{text.sentence}</Text>
        <Text>
          <strong>{t('findings.whatToDo')}:</strong> {text.action}
        </Text>
        {places.length > 0 && (
          <ul className={classes.places} aria-label={t('findings.where')}>
            {shown.map(place => (
              <li key={place}>{place}</li>
            ))}
          </ul>
        )}
        {places.length > shown.length && (
          <div>
            <Button
              size="small"
              variant="tertiary"
              onPress={() => setShowsAll(true)}
            >
              {t('findings.more', {
                hidden: String(places.length - shown.length),
              })}
            </Button>
          </div>
        )}
      </div>
    </li>
  );
}
