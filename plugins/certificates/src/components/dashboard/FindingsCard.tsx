import { Button, Link, Text } from '@backstage/ui';
import {
  FindingSeverity,
  InventorySummary,
} from '@cmt/backstage-plugin-certificates-common';
import { useState } from 'react';
import { useInventoryLink } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { findingText, SectionCard, SeverityIcon } from '../ui';
import classes from './dashboard.module.css';

const FEW = 6;

/** Weightiest first. */
const SEVERITIES: readonly FindingSeverity[] = ['error', 'warning', 'info'];

/** How many certificates break which rule. */
export function FindingsCard(props: {
  findings: InventorySummary['findings'];
}) {
  const { t } = useCertificatesTranslation();
  const inventoryLink = useInventoryLink();
  const [showsAll, setShowsAll] = useState(false);
  const findings = props.findings
    .filter(({ count }) => count > 0)
    .sort(
      (a, b) =>
        SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
        b.count - a.count,
    );
  const shown = showsAll ? findings : findings.slice(0, FEW);
  return (
    <SectionCard title={t('dashboard.findings.title')}>
      {findings.length ? (
        <ul className={classes.rows}>
          {shown.map(({ code, severity, count }) => {
            const text = findingText(t, code);
            return (
              <li key={code} className={classes.row} title={text.sentence}>
                <SeverityIcon severity={severity} />
                <Link
                  className={classes.rowName}
                  href={inventoryLink({ finding: [code] })}
                >
                  {text.title}
                </Link>
                <span className={classes.number}>{count.toLocaleString()}</span>
              </li>
            );
          })}
        </ul>
      ) : (
        <Text as="p" color="secondary">
          {t('dashboard.findings.none')}
        </Text>
      )}
      {findings.length > FEW && (
        <Button
          size="small"
          variant="tertiary"
          aria-expanded={showsAll}
          onPress={() => setShowsAll(!showsAll)}
        >
          {showsAll
            ? t('dashboard.findings.showLess')
            : t('dashboard.findings.showAll', {
                total: String(findings.length),
              })}
        </Button>
      )}
    </SectionCard>
  );
}
