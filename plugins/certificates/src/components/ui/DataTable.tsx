import {
  Cell,
  Column,
  Row,
  SortDescriptor,
  TableBody,
  TableBodySkeleton,
  TableHeader,
  TableItem,
  TableRoot,
  VisuallyHidden,
} from '@backstage/ui';
import { CSSProperties, ReactElement, ReactNode } from 'react';
import { useCertificatesTranslation } from '../../translation';
import classes from './DataTable.module.css';

/** A column of a {@link DataTable}. */
export interface DataColumn<T> {
  id: string;
  label: string;
  /** What a cell holds; the table adds the cell itself. */
  render: (row: T) => ReactNode;
  sortable?: boolean;
  /** CSS width; columns without one share the rest. */
  width?: string;
  isRowHeader?: boolean;
  align?: 'start' | 'end';
}

/**
 * The host's table with a name for screen readers, designed states, and cells
 * that wrap instead of cutting.
 */
export function DataTable<T extends TableItem>(props: {
  /** The table's name for screen readers. */
  label: string;
  columns: readonly DataColumn<T>[];
  /** `undefined` while the first rows load. */
  rows: T[] | undefined;
  /** Rows of an earlier request are shown while the next one runs. */
  isStale?: boolean;
  sort?: SortDescriptor;
  onSortChange?: (sort: SortDescriptor) => void;
  emptyState?: ReactElement;
  getHref?: (row: T) => string | undefined;
  /** Width below which the table scrolls sideways. */
  minWidth?: number;
  density?: 'regular' | 'compact';
  className?: string;
}) {
  const { label, columns, rows, isStale, emptyState, getHref } = props;
  const { t } = useCertificatesTranslation();
  const busy = !rows || isStale;
  const style: CSSProperties = { minWidth: props.minWidth };
  return (
    <div
      className={[classes.scroll, props.className].filter(Boolean).join(' ')}
      data-density={props.density ?? 'regular'}
    >
      <VisuallyHidden aria-live="polite">
        {busy
          ? t('table.loading', { label })
          : t('table.loaded', { label, rows: String(rows.length) })}
      </VisuallyHidden>
      <TableRoot
        aria-label={label}
        style={style}
        stale={isStale}
        isPending={!rows}
        sortDescriptor={props.sort}
        onSortChange={props.onSortChange}
      >
        <TableHeader columns={[...columns]}>
          {(column: DataColumn<T>) => (
            <Column
              id={column.id}
              isRowHeader={column.isRowHeader}
              allowsSorting={column.sortable}
              className={column.align === 'end' ? classes.endHead : undefined}
              style={{ width: column.width }}
            >
              {column.label}
            </Column>
          )}
        </TableHeader>
        {rows ? (
          <TableBody
            items={rows}
            dependencies={[columns]}
            renderEmptyState={emptyState && (() => emptyState)}
          >
            {(row: T) => (
              <Row
                id={String(row.id)}
                columns={[...columns]}
                href={getHref?.(row)}
              >
                {(column: DataColumn<T>) => (
                  <Cell
                    className={classes.cell}
                    style={{ textAlign: column.align }}
                  >
                    {column.render(row)}
                  </Cell>
                )}
              </Row>
            )}
          </TableBody>
        ) : (
          <TableBodySkeleton columns={[...columns]} />
        )}
      </TableRoot>
    </div>
  );
}

export type { SortDescriptor };
