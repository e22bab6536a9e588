import { useApi } from '@backstage/core-plugin-api';
import {
  Button,
  Container,
  Flex,
  SearchField,
  Text,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import {
  DeviceStatus,
  DeviceSummary,
} from '@cmt/backstage-plugin-certificates-common';
import { RiServerLine } from '@remixicon/react';
import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { certificatesApiRef } from '../../api';
import { useInventorySignal, useRequest } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { Pagination } from '../inventory/Pagination';
import { DataTable, EmptyState, ErrorState } from '../ui';
import { useDeviceColumns } from './deviceColumns';
import classes from './devices.module.css';

const PAGE_SIZE = 50;
const REFRESH_MS = 5_000;

/** Worst first: these are the rows that somebody has to do something about. */
const STATUS_ORDER: readonly DeviceStatus[] = [
  'failing',
  'paused',
  'stale',
  'never-scanned',
  'ok',
  'retired',
];

function matchesText(device: DeviceSummary, text: string): boolean {
  const words = [
    device.name,
    device.host,
    device.site,
    device.environment,
    device.highAvailability?.cluster,
    device.facts?.version,
    ...device.tags,
  ];
  return words.some(word => word?.toLowerCase().includes(text.toLowerCase()));
}

function compareDevices(a: DeviceSummary, b: DeviceSummary): number {
  return (
    STATUS_ORDER.indexOf(a.status) - STATUS_ORDER.indexOf(b.status) ||
    a.name.localeCompare(b.name, 'en')
  );
}

/** All devices that are scanned, those that cannot be read first. */
export function DevicesPage() {
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesApiRef);
  const [params, setParams] = useSearchParams();
  const [page, setPage] = useState(1);
  const columns = useDeviceColumns();
  const { value, error, retry } = useRequest('devices', signal =>
    api.listDevices({ signal }),
  );
  useInventorySignal(retry, REFRESH_MS);

  const text = params.get('q') ?? '';
  const status = STATUS_ORDER.find(s => s === params.get('status'));
  const setParam = (name: string, next: string | undefined) => {
    setPage(1);
    setParams(
      before => {
        const after = new URLSearchParams(before);
        after.delete(name);
        if (next) {
          after.set(name, next);
        }
        return after;
      },
      { replace: name === 'q' },
    );
  };

  const found = value
    ?.filter(
      device =>
        (!status || device.status === status) && matchesText(device, text),
    )
    .sort(compareDevices);
  const rows = found
    ?.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE)
    .map(device => ({ ...device, id: device.name }));
  const statuses = STATUS_ORDER.filter(s => value?.some(d => d.status === s));

  return (
    <Container pb="6">
      <Flex direction="column" gap="3">
        <Flex gap="3" align="center" style={{ flexWrap: 'wrap' }}>
          <div className={classes.search}>
            <SearchField
              aria-label={t('devices.search.label')}
              placeholder={t('devices.search.placeholder')}
              value={text}
              onChange={next => setParam('q', next)}
            />
          </div>
          {statuses.length > 1 && (
            <ToggleButtonGroup
              aria-label={t('devices.statusFilter')}
              selectionMode="single"
              disallowEmptySelection
              selectedKeys={[status ?? 'all']}
              onSelectionChange={keys => {
                const [key] = [...keys];
                setParam('status', key === 'all' ? undefined : String(key));
              }}
            >
              <ToggleButton id="all">{t('devices.allStatuses')}</ToggleButton>
              {statuses.map(s => (
                <ToggleButton key={s} id={s}>
                  {`${t(`devices.status.${s}`)} (${
                    value?.filter(d => d.status === s).length
                  })`}
                </ToggleButton>
              ))}
            </ToggleButtonGroup>
          )}
        </Flex>
        {found && (
          <Text as="p" weight="bold" aria-live="polite">
            {t('devices.count', { count: found.length })}
          </Text>
        )}
        {error && !value ? (
          <ErrorState
            title={t('devices.loadFailed')}
            error={error}
            onRetry={retry}
          />
        ) : (
          <DataTable
            label={t('devices.title')}
            columns={columns}
            rows={rows}
            minWidth={1000}
            emptyState={
              value?.length ? (
                <EmptyState
                  icon={<RiServerLine size={32} />}
                  title={t('devices.empty.filteredTitle')}
                  description={t('devices.empty.filteredDescription')}
                  action={
                    <Button variant="secondary" onPress={() => setParams({})}>
                      {t('devices.empty.showAll')}
                    </Button>
                  }
                />
              ) : (
                <EmptyState
                  icon={<RiServerLine size={32} />}
                  title={t('devices.empty.title')}
                  description={t('devices.empty.description')}
                />
              )
            }
          />
        )}
        <Pagination
          page={page}
          pageSize={PAGE_SIZE}
          total={found?.length}
          onNext={
            found && found.length > page * PAGE_SIZE
              ? () => setPage(page + 1)
              : undefined
          }
          onPrevious={page > 1 ? () => setPage(page - 1) : undefined}
        />
      </Flex>
    </Container>
  );
}
