import { Link, Text } from '@backstage/ui';
import { InventorySummary } from '@cmt/backstage-plugin-certificates-common';
import { useInventoryLink } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { findingText, SectionCard, SeverityIcon } from '../ui';
import classes from './dashboard.module.css';

/** How many certificates break which rule. */
export function FindingsCard(props: {
  findings: InventorySummary['findings'];
}) {
  const { t } = useCertificatesTranslation();
  const inventoryLink = useInventoryLink();
  const findings = props.findings.filter(({ count }) => count > 0);
  return (
    <SectionCard title={t('dashboard.findings.title')}>
      {findings.length ? (
        <ul className={classes.rows}>
          {findings.map(({ code, severity, count }) => {
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
    </SectionCard>
  );
}
