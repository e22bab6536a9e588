import { Flex, Text } from '@backstage/ui';
import {
  Finding,
  FINDING_SEVERITY,
  FindingCode,
  FindingSeverity,
} from '@cmt/backstage-plugin-certificates-common';
import {
  RiAlertFill,
  RiCloseCircleFill,
  RiInformationFill,
} from '@remixicon/react';
import { useCertificatesTranslation } from '../../translation';
import classes from './FindingList.module.css';
import { findingText } from './findingTexts';
import { RelativeTime } from './RelativeTime';

const ICONS = {
  error: RiCloseCircleFill,
  warning: RiAlertFill,
  info: RiInformationFill,
} satisfies Record<FindingSeverity, unknown>;

const SEVERITY_ORDER: readonly FindingSeverity[] = ['error', 'warning', 'info'];

function bySeverity<T>(severity: (item: T) => FindingSeverity) {
  return (a: T, b: T) =>
    SEVERITY_ORDER.indexOf(severity(a)) - SEVERITY_ORDER.indexOf(severity(b));
}

/** The weight of a finding as icon with a word for screen readers. */
export function SeverityIcon(props: { severity: FindingSeverity }) {
  const { t } = useCertificatesTranslation();
  const Icon = ICONS[props.severity];
  const label = t(`severity.${props.severity}`);
  return (
    <span
      className={classes.icon}
      data-severity={props.severity}
      role="img"
      aria-label={label}
      title={label}
    >
      <Icon size={18} aria-hidden />
    </span>
  );
}

/** Titles of findings on one line, the weightiest first. */
export function FindingTitles(props: {
  codes: readonly FindingCode[];
  /** Titles to spell out; the rest is counted. */
  limit?: number;
}) {
  const { codes, limit = 2 } = props;
  const { t } = useCertificatesTranslation();
  const sorted = [...codes].sort(bySeverity(code => FINDING_SEVERITY[code]));
  const titles = sorted.map(code => findingText(t, code).title);
  if (!titles.length) {
    return null;
  }
  const hidden = titles.length - limit;
  return (
    <span className={classes.titles} title={titles.join(', ')}>
      <SeverityIcon severity={FINDING_SEVERITY[sorted[0]]} />
      <span>
        {titles.slice(0, limit).join(', ')}
        {hidden > 0 && `, ${t('findings.more', { hidden: String(hidden) })}`}
      </span>
    </span>
  );
}

/** Findings in words: what is the matter, where, and what to do. */
export function FindingList(props: { findings: readonly Finding[] }) {
  const { t } = useCertificatesTranslation();
  if (!props.findings.length) {
    return <Text color="secondary">{t('findings.none')}</Text>;
  }
  const findings = [...props.findings].sort(bySeverity(f => f.severity));
  const codes = findings.map(({ code }) => code);
  return (
    <ul className={classes.list} aria-label={t('findings.list')}>
      {findings.map((finding, index) => {
        const text = findingText(t, finding.code, codes);
        const where = [finding.device, finding.object, finding.serverName]
          .filter(Boolean)
          .join(' · ');
        return (
          <li key={index} className={classes.item}>
            <SeverityIcon severity={finding.severity} />
            <Flex direction="column" gap="0.5">
              <Text weight="bold">{text.title}</Text>
              <Text>{text.sentence}</Text>
              {where && (
                <Text color="secondary" className={classes.where}>
                  {t('findings.where')}: {where}
                </Text>
              )}
              {finding.since && (
                <Text color="secondary">
                  {t('findings.since')} <RelativeTime value={finding.since} />
                </Text>
              )}
              <Text>
                <strong>{t('findings.whatToDo')}:</strong> {text.action}
              </Text>
            </Flex>
          </li>
        );
      })}
    </ul>
  );
}
