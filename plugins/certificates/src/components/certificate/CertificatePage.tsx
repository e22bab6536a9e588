import { Container } from '@backstage/ui';
import { useRouteRefParams } from '@backstage/core-plugin-api';
import { certificateRouteRef } from '../../routes';
import { CertificateDetails } from './CertificateDetails';

/** The page of the certificate whose id is in the route. */
export function CertificatePage() {
  const { id } = useRouteRefParams(certificateRouteRef);
  return (
    <Container>
      <CertificateDetails key={id} id={id} linksToEntity />
    </Container>
  );
}
