import { Button, Text } from '@backstage/ui';
import { useState } from 'react';
import { useCertificatesTranslation } from '../../translation';
import { HostName, SectionCard } from '../ui';
import { CopyButton } from '../ui/CopyButton';
import classes from './FactsSection.module.css';

const FEW = 12;

/** All names that a certificate is valid for, each of which can be copied. */
export function NamesSection(props: { names: readonly string[] }) {
  const { names } = props;
  const { t } = useCertificatesTranslation();
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? names : names.slice(0, FEW);
  return (
    <SectionCard
      title={t('certificate.sections.names')}
      actions={
        names.length > 1 && (
          <CopyButton
            text={names.join('\n')}
            what={t('certificate.names.all')}
          />
        )
      }
    >
      {names.length === 0 && (
        <Text color="secondary">{t('certificate.names.none')}</Text>
      )}
      <ul
        className={classes.names}
        aria-label={t('certificate.sections.names')}
      >
        {shown.map(name => (
          <li key={name} className={classes.name}>
            <span className={classes.code}>
              <HostName name={name} />
            </span>
            <CopyButton text={name} what={name} />
          </li>
        ))}
      </ul>
      {names.length > FEW && (
        <Button
          size="small"
          variant="tertiary"
          aria-expanded={showsAll}
          onPress={() => setShowsAll(!showsAll)}
        >
          {showsAll
            ? t('certificate.names.showLess')
            : t('certificate.names.showAll', { total: String(names.length) })}
        </Button>
      )}
    </SectionCard>
  );
}
