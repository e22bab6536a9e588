import { Button } from '@backstage/ui';
import { ErrorState } from './ErrorState';

/** What follows the rows of a list that is read page by page. */
export function LoadMore(props: {
  label: string;
  pages: {
    items: unknown[] | undefined;
    nextCursor: string | undefined;
    error: Error | undefined;
    isLoading: boolean;
    loadMore: () => void;
    retry: () => void;
  };
}) {
  const { label, pages } = props;
  if (!pages.items) {
    return null;
  }
  if (pages.error) {
    return <ErrorState error={pages.error} onRetry={pages.retry} />;
  }
  return pages.nextCursor ? (
    <div>
      <Button
        variant="secondary"
        size="small"
        isPending={pages.isLoading}
        onPress={pages.loadMore}
      >
        {label}
      </Button>
    </div>
  ) : null;
}
