import { SearchField } from '@backstage/ui';
import { useEffect, useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';
import { useCertificatesTranslation } from '../../translation';

const DEBOUNCE_MS = 300;

/** Free-text search that waits until the typing pauses. */
export function InventorySearch(props: {
  value: string;
  onChange: (value: string) => void;
}) {
  const { value, onChange } = props;
  const { t } = useCertificatesTranslation();
  const [text, setText] = useState(value);

  // The address changes without typing: back button, cleared filters.
  useEffect(() => setText(value), [value]);

  useDebounce(
    () => {
      if (text.trim() !== value) {
        onChange(text.trim());
      }
    },
    DEBOUNCE_MS,
    [text],
  );

  return (
    <SearchField
      aria-label={t('inventory.search.label')}
      placeholder={t('inventory.search.placeholder')}
      value={text}
      onChange={setText}
    />
  );
}
