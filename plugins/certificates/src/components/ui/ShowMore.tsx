import { Button } from '@backstage/ui';
import { ReactNode, useState } from 'react';

/** The first few of many, the rest on request. */
export function ShowMore<T>(props: {
  items: readonly T[];
  limit: number;
  /** Name of the button that shows the rest. */
  label: string;
  children: (shown: readonly T[]) => ReactNode;
}) {
  const { items, limit, label, children } = props;
  const [showsAll, setShowsAll] = useState(false);
  const isCut = !showsAll && items.length > limit;
  return (
    <>
      {children(isCut ? items.slice(0, limit) : items)}
      {isCut && (
        <div>
          <Button
            size="small"
            variant="tertiary"
            onPress={() => setShowsAll(true)}
          >
            {label}
          </Button>
        </div>
      )}
    </>
  );
}
