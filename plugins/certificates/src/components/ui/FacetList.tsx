import { Button, Checkbox, SearchField, VisuallyHidden } from '@backstage/ui';
import { FacetValue } from '@cmt/backstage-plugin-certificates-common';
import { ReactNode, useId, useState } from 'react';
import { useCertificatesTranslation } from '../../translation';
import classes from './FacetList.module.css';

const FEW = 6;
const SEARCHABLE_FROM = 12;

/** One facet of a list: its values with counts, several of which may be picked. */
export function FacetList(props: {
  title: string;
  values: readonly FacetValue[];
  selected: readonly string[];
  onChange: (selected: string[]) => void;
  /** How a value reads; the value itself by default. */
  label?: (value: string) => string;
  /** How a value is drawn, where that is more than its label. */
  display?: (value: string) => ReactNode;
  icon?: (value: string) => ReactNode;
}) {
  const { title, values, selected, onChange, icon } = props;
  const display = props.display ?? props.label ?? (value => value);
  const label = props.label ?? (value => value);
  const { t } = useCertificatesTranslation();
  const [showsAll, setShowsAll] = useState(false);
  const [text, setText] = useState('');
  const headingId = useId();

  // A picked value stays visible, with no hits, so that it can be taken back.
  const missing = selected
    .filter(value => !values.some(v => v.value === value))
    .map(value => ({ value, count: 0 }));
  const all = [...values, ...missing];
  if (!all.length) {
    return null;
  }
  const found = all.filter(({ value }) =>
    label(value).toLowerCase().includes(text.trim().toLowerCase()),
  );
  const shown =
    showsAll || text
      ? found
      : found.filter(
          ({ value }, index) => index < FEW || selected.includes(value),
        );

  const toggle = (value: string, isSelected: boolean) =>
    onChange(
      isSelected ? [...selected, value] : selected.filter(v => v !== value),
    );

  return (
    <section className={classes.facet} aria-labelledby={headingId}>
      <h3 id={headingId} className={classes.heading}>
        {title}
      </h3>
      {showsAll && all.length >= SEARCHABLE_FROM && (
        <SearchField
          size="small"
          aria-label={t('facet.more', { title })}
          placeholder={t('facet.more', { title })}
          value={text}
          onChange={setText}
        />
      )}
      <ul className={classes.values}>
        {shown.map(({ value, count }) => (
          <li key={value} className={classes.value}>
            <Checkbox
              isSelected={selected.includes(value)}
              onChange={isSelected => toggle(value, isSelected)}
            >
              <span className={classes.label} title={label(value)}>
                {icon?.(value)}
                <span className={classes.text}>{display(value)}</span>
                <VisuallyHidden> ({count})</VisuallyHidden>
              </span>
            </Checkbox>
            <span className={classes.count} aria-hidden>
              {count.toLocaleString()}
            </span>
          </li>
        ))}
      </ul>
      {!shown.length && <span>{t('facet.noMatch')}</span>}
      {all.length > FEW && (
        <Button
          size="small"
          variant="tertiary"
          aria-expanded={showsAll}
          onPress={() => {
            setShowsAll(!showsAll);
            setText('');
          }}
        >
          {showsAll
            ? t('facet.showLess')
            : t('facet.showAll', { total: String(all.length) })}
        </Button>
      )}
    </section>
  );
}
