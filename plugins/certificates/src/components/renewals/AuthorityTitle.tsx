import { useApi } from '@backstage/core-plugin-api';
import { certificatesRenewalsApiRef } from '../../api';
import { useRequest } from '../../hooks';

/** The title of an authority; its id until that is known. */
export function AuthorityTitle(props: { id: string }) {
  const api = useApi(certificatesRenewalsApiRef);
  const { value } = useRequest('authorities', signal =>
    api.listAuthorities({ signal }),
  );
  return <>{value?.find(({ id }) => id === props.id)?.title ?? props.id}</>;
}
