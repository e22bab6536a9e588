import { Container } from '@backstage/ui';
import { CertificateDetails } from './CertificateDetails';

/** The page of one certificate. */
export function CertificatePage(props: {
  /** Its id in the inventory. */
  id: string;
}) {
  return (
    <Container>
      <CertificateDetails id={props.id} linksToEntity />
    </Container>
  );
}
