import { createCatalogModelLayer } from '@backstage/catalog-model/alpha';
import {
  ANNOTATION_CERTIFICATE_ID,
  ANNOTATION_CLUSTER_NAME,
  ANNOTATION_DEVICE_NAME,
  ANNOTATION_HOST_NAMES,
  ANNOTATION_VIRTUAL_SERVERS,
} from '@cmt/backstage-plugin-certificates-common';

/**
 * Tells the catalog which annotations the suite understands, so that they show up
 * in its model description.
 */
export const certificatesModelLayer = createCatalogModelLayer({
  layerId: 'certificates.cmt.dev/inventory',
  builder: model => {
    model.addAnnotation({
      name: ANNOTATION_HOST_NAMES,
      title: 'Host names',
      description:
        'Host names that the entity serves, separated by commas. Certificates with one of these names protect the entity.',
    });
    model.addAnnotation({
      name: ANNOTATION_VIRTUAL_SERVERS,
      title: 'Virtual servers',
      description:
        'BIG-IP virtual servers in front of the entity, separated by commas, as device:/Partition/name or /Partition/name. The certificates that they use protect the entity.',
    });
    model.addAnnotation({
      name: ANNOTATION_CERTIFICATE_ID,
      title: 'Certificate',
      description: 'Id of the certificate in the certificate inventory.',
    });
    model.addAnnotation({
      name: ANNOTATION_DEVICE_NAME,
      title: 'Device',
      description: 'Name of the device in the certificate inventory.',
    });
    model.addAnnotation({
      name: ANNOTATION_CLUSTER_NAME,
      title: 'Cluster',
      description: 'Name of the device cluster in the certificate inventory.',
    });
  },
});
