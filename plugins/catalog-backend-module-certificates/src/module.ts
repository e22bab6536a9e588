import {
  coreServices,
  createBackendModule,
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  RootConfigService,
  SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { CatalogModelSources } from '@backstage/catalog-model/alpha';
import {
  catalogProcessingExtensionPoint,
  catalogServiceRef,
} from '@backstage/plugin-catalog-node';
import { catalogModelExtensionPoint } from '@backstage/plugin-catalog-node/alpha';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import {
  CertificatesClient,
  EVENT_TOPIC_INVENTORY,
} from '@cmt/backstage-plugin-certificates-common';
import { EntityContext } from './entities/toEntity';
import { certificatesModelLayer } from './model/certificatesModelLayer';
import { CertificatesEntityProvider } from './provider/CertificatesEntityProvider';

const DEFAULT_SCHEDULE: SchedulerServiceTaskScheduleDefinition = {
  frequency: { minutes: 1 },
  timeout: { minutes: 15 },
  initialDelay: { seconds: 5 },
};

/**
 * Shows the certificates, devices and clusters of the certificate inventory as
 * `Resource` entities.
 *
 * @public
 */
export const catalogModuleCertificates = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'certificates',
  register(reg) {
    reg.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        events: eventsServiceRef,
        logger: coreServices.logger,
        model: catalogModelExtensionPoint,
        processing: catalogProcessingExtensionPoint,
        scheduler: coreServices.scheduler,
      },
      async init({
        auth,
        catalog,
        config,
        discovery,
        events,
        logger,
        model,
        processing,
        scheduler,
      }) {
        const provider = new CertificatesEntityProvider({
          certificates: new CertificatesClient({ discoveryApi: discovery }),
          catalog,
          auth,
          logger,
          taskRunner: scheduler.createScheduledTaskRunner(readSchedule(config)),
          context: readContext(config),
        });
        processing.addEntityProvider(provider);
        model.addModelSource(
          CatalogModelSources.static([certificatesModelLayer]),
        );
        // A hint that saves waiting; whatever it misses, the schedule finds.
        await events.subscribe({
          id: 'catalog-certificates',
          topics: [EVENT_TOPIC_INVENTORY],
          onEvent: () => provider.refresh(),
        });
      },
    });
  },
});

function readSchedule(
  config: RootConfigService,
): SchedulerServiceTaskScheduleDefinition {
  const schedule = config.getOptionalConfig(
    'catalog.providers.certificates.schedule',
  );
  return schedule
    ? readSchedulerServiceTaskScheduleDefinitionFromConfig(schedule)
    : DEFAULT_SCHEDULE;
}

function readContext(config: RootConfigService): EntityContext {
  const path =
    config.getOptionalString('catalog.providers.certificates.pagePath') ??
    '/certificates';
  return {
    pageUrl: new URL(
      path.replace(/^\/|\/$/g, ''),
      `${config.getString('app.baseUrl').replace(/\/$/, '')}/`,
    ).href,
    fallbackOwner:
      config.getOptionalString('certificates.ownership.triageGroup') ??
      'unknown',
  };
}
