import { Button, Flex, Select, Text, TextField } from '@backstage/ui';
import { RiAddLine, RiDeleteBin6Line } from '@remixicon/react';
import { useCertificatesTranslation } from '../../translation';
import { SectionCard } from '../ui';
import classes from './deploy.module.css';
import { NewPlaceInput } from './wizard';

const EMPTY: NewPlaceInput = {
  unit: null,
  virtualServer: '',
  profile: '',
  parent: '',
  serverName: '',
};

const EXAMPLES = {
  virtualServer: '/Common/vs_shop_443',
  profile: '/Common/clientssl_shop',
  parent: '/Common/clientssl',
};

function NewPlace(props: {
  number: number;
  place: NewPlaceInput;
  units: readonly string[];
  onChange: (place: NewPlaceInput) => void;
  onRemove: () => void;
}) {
  const { number, place, units, onChange, onRemove } = props;
  const { t } = useCertificatesTranslation();
  const path = (field: keyof typeof EXAMPLES) => (
    <TextField
      label={t(`deploy.targets.${field}`)}
      placeholder={EXAMPLES[field]}
      description={t('deploy.targets.needPath', { example: EXAMPLES[field] })}
      isRequired={field !== 'parent'}
      isInvalid={Boolean(place[field]) && !place[field].startsWith('/')}
      value={place[field]}
      onChange={value => onChange({ ...place, [field]: value })}
    />
  );
  return (
    <fieldset className={classes.newPlace}>
      <legend>{t('deploy.targets.place', { number: String(number) })}</legend>
      <Flex direction="column" gap="4" align="stretch">
        <div className={classes.fields}>
          <Select
            label={t('deploy.targets.unit')}
            placeholder={t('deployments.promote.choose')}
            isRequired
            searchable={units.length > 10}
            options={units.map(unit => ({ id: unit, label: unit }))}
            value={place.unit}
            onChange={unit =>
              onChange({ ...place, unit: unit === null ? null : String(unit) })
            }
          />
          {path('virtualServer')}
          {path('profile')}
          {path('parent')}
          <TextField
            label={t('deploy.targets.serverName')}
            description={t('deploy.targets.serverNameHint')}
            value={place.serverName}
            onChange={serverName => onChange({ ...place, serverName })}
          />
        </div>
        <div>
          <Button
            size="small"
            variant="tertiary"
            iconStart={<RiDeleteBin6Line />}
            onPress={onRemove}
          >
            {t('deploy.targets.removePlace', { number: String(number) })}
          </Button>
        </div>
      </Flex>
    </fieldset>
  );
}

/** Virtual servers that get a new SSL profile with the certificate. */
export function NewPlaces(props: {
  places: readonly NewPlaceInput[];
  units: readonly string[];
  onChange: (places: NewPlaceInput[]) => void;
}) {
  const { places, units, onChange } = props;
  const { t } = useCertificatesTranslation();
  return (
    <SectionCard title={t('deploy.targets.newPlaces')}>
      <Flex direction="column" gap="3" align="stretch">
        <Text as="p" color="secondary">
          {t('deploy.targets.newPlacesHint')}
        </Text>
        {places.map((place, index) => (
          <NewPlace
            key={index}
            number={index + 1}
            place={place}
            units={units}
            onChange={next =>
              onChange(places.map((p, i) => (i === index ? next : p)))
            }
            onRemove={() => onChange(places.filter((_, i) => i !== index))}
          />
        ))}
        <div>
          <Button
            size="small"
            variant="secondary"
            iconStart={<RiAddLine />}
            onPress={() => onChange([...places, EMPTY])}
          >
            {t('deploy.targets.addPlace')}
          </Button>
        </div>
      </Flex>
    </SectionCard>
  );
}
