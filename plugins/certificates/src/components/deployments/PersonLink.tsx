import { EntityRefLink } from '@backstage/plugin-catalog-react';

/** A person or group of the catalog. */
export function PersonLink(props: { entityRef: string }) {
  return (
    <EntityRefLink
      entityRef={props.entityRef}
      defaultKind="user"
      defaultNamespace="default"
      hideIcon
    />
  );
}
