export { ConfirmDialog } from './ConfirmDialog';
export { DataTable } from './DataTable';
export type { DataColumn, SortDescriptor } from './DataTable';
export { Disclosure } from './Disclosure';
export { EmptyState } from './EmptyState';
export { ErrorState, isConflict, isForbidden, isNotFound } from './ErrorState';
export { ExpiryText } from './ExpiryText';
export { FacetList } from './FacetList';
export { Fingerprint } from './Fingerprint';
export { FindingList, FindingTitles, SeverityIcon } from './FindingList';
export { findingText } from './findingTexts';
export { HostName } from './HostName';
export { HoverText } from './HoverText';
export { LoadingState } from './LoadingState';
export { LoadMore } from './LoadMore';
export { OwnerLink } from './OwnerLink';
export { RelativeTime } from './RelativeTime';
export { SectionCard } from './SectionCard';
export { ShowMore } from './ShowMore';
export { StaleNotice, StaleTag } from './StaleNotice';
export type { UnreadDevice } from './StaleNotice';
export { StateBadge, StateIcon } from './StateBadge';
export { StateBar } from './StateBar';
export {
  DAY_MS,
  formatAge,
  formatDay,
  formatDuration,
  formatExact,
  formatRelative,
} from './time';
export { useNow } from './useNow';
