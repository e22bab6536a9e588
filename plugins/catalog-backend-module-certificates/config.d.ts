import { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';

export interface Config {
  catalog?: {
    providers?: {
      certificates?: {
        /**
         * How often the catalog looks for changes of the certificate inventory,
         * beside being told of them. Default: every minute.
         */
        schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
        /**
         * Where the certificates pages are mounted in the portal. Entities link
         * there. Default: `/certificates`.
         */
        pagePath?: string;
      };
    };
  };
}
