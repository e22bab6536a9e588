import { NumberField } from '@backstage/ui';

/** A whole number that may be left empty. */
export function NumberOrNone(props: {
  label: string;
  description?: string;
  minValue?: number;
  maxValue?: number;
  value: number | null;
  onChange: (value: number | null) => void;
}) {
  const { value, onChange, minValue = 0, ...rest } = props;
  return (
    <NumberField
      {...rest}
      minValue={minValue}
      step={1}
      value={value ?? NaN}
      onChange={next => onChange(Number.isNaN(next) ? null : next)}
    />
  );
}
