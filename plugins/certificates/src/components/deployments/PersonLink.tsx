import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { useCertificatesTranslation } from '../../translation';

/** How a deployment names the policy that has begun it. */
const POLICY = /^policy:(?:default\/)?(.+)$/;

/** A person or group of the catalog, or the policy that acts instead of one. */
export function PersonLink(props: { entityRef: string }) {
  const { t } = useCertificatesTranslation();
  const [, policy] = POLICY.exec(props.entityRef) ?? [];
  if (policy) {
    return <>{t('deployments.byPolicy', { policy })}</>;
  }
  return (
    <EntityRefLink
      entityRef={props.entityRef}
      defaultKind="user"
      defaultNamespace="default"
      hideIcon
    />
  );
}
