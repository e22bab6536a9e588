import { Badge, Checkbox, Text } from '@backstage/ui';
import { useCertificatesTranslation } from '../../translation';
import { Disclosure, ShowMore } from '../ui';
import classes from './deploy.module.css';
import { Place, PlaceUnit } from './places';

const SHOWN_PLACES = 50;
const NAMED_SERVERS = 3;
const FEW_UNITS = 3;

function PlaceItem(props: {
  place: Place;
  isChosen: boolean;
  /** Absent where places are not chosen one by one. */
  onToggle?: (isChosen: boolean) => void;
}) {
  const { place, isChosen, onToggle } = props;
  const { t } = useCertificatesTranslation();
  const { virtualServers, inheritedFrom, managedBy } = place;
  const named = virtualServers.slice(0, NAMED_SERVERS);
  const more = virtualServers.length - named.length;
  const label = [
    place.profile,
    place.entry && t('deploy.targets.entry', { entry: place.entry }),
    place.side === 'server' && t('deploy.targets.server'),
  ]
    .filter(Boolean)
    .join(', ');
  return (
    <li className={classes.place}>
      {onToggle && !inheritedFrom ? (
        <Checkbox isSelected={isChosen} onChange={onToggle}>
          <span className={classes.path}>{label}</span>
        </Checkbox>
      ) : (
        <span className={classes.path}>{label}</span>
      )}
      <span className={onToggle ? classes.placeNote : undefined}>
        <Text variant="body-small" color="secondary">
          {[
            inheritedFrom &&
              t('deploy.targets.inherited', { profile: inheritedFrom }),
            managedBy && t(`deploy.targets.managed.${managedBy}`),
            named.length ? named.join(', ') : t('deploy.targets.notUsed'),
            more > 0 && t('deploy.targets.more', { count: more }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </Text>
      </span>
    </li>
  );
}

/** Where a certificate is used, unit by unit, with the places to choose. */
export function TargetTree(props: {
  units: readonly PlaceUnit[];
  /** Ids of the chosen places; absent where all of them are taken. */
  chosen?: readonly string[];
  onChange?: (chosen: string[]) => void;
}) {
  const { units, chosen, onChange } = props;
  const { t } = useCertificatesTranslation();
  return (
    <ul className={classes.units} aria-label={t('deploy.targets.tree')}>
      {units.map(unit => {
        const own = unit.places.filter(p => !p.inheritedFrom).map(p => p.id);
        const count = chosen
          ? own.filter(id => chosen.includes(id)).length
          : own.length;
        const toggle = (ids: readonly string[], isChosen: boolean) => {
          const others = (chosen ?? []).filter(id => !ids.includes(id));
          onChange?.(isChosen ? [...others, ...ids] : others);
        };
        const title = (
          <span className={classes.unitHeading}>
            <Text weight="bold">{unit.unit}</Text>
            {unit.environment && <Badge size="small">{unit.environment}</Badge>}
            <Text variant="body-small" color="secondary">
              {[
                unit.devices.length > 1 &&
                  t('deploy.targets.cluster', {
                    devices: unit.devices.join(', '),
                  }),
                chosen
                  ? t('deploy.targets.selected', {
                      chosen: String(count),
                      total: String(own.length),
                    })
                  : t('deployments.bindings', { count: own.length }),
              ]
                .filter(Boolean)
                .join(' · ')}
            </Text>
          </span>
        );
        return (
          <li key={unit.unit}>
            <Disclosure
              heading={
                chosen ? (
                  <Checkbox
                    isSelected={count > 0 && count === own.length}
                    isIndeterminate={count > 0 && count < own.length}
                    isDisabled={!own.length}
                    onChange={isChosen => toggle(own, isChosen)}
                  >
                    {title}
                  </Checkbox>
                ) : (
                  title
                )
              }
              expandLabel={t('deploy.targets.expand', { unit: unit.unit })}
              collapseLabel={t('deploy.targets.collapse', { unit: unit.unit })}
              isInitiallyOpen={units.length <= FEW_UNITS}
            >
              <ShowMore
                items={unit.places}
                limit={SHOWN_PLACES}
                label={t('deploy.plan.showAll', {
                  total: String(unit.places.length),
                })}
              >
                {shown => (
                  <ul className={classes.places}>
                    {shown.map(place => (
                      <PlaceItem
                        key={place.id}
                        place={place}
                        isChosen={chosen?.includes(place.id) ?? true}
                        onToggle={
                          chosen && (isChosen => toggle([place.id], isChosen))
                        }
                      />
                    ))}
                  </ul>
                )}
              </ShowMore>
            </Disclosure>
          </li>
        );
      })}
    </ul>
  );
}
