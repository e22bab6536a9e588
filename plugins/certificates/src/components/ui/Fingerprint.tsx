import { HoverText } from './HoverText';
import classes from './text.module.css';

const SHOWN = 12;

/** The beginning of a fingerprint, all of it on hover and focus. */
export function Fingerprint(props: { value: string }) {
  const { value } = props;
  return (
    <HoverText text={value}>
      <code className={`${classes.hoverable} ${classes.fingerprint}`}>
        {value.slice(0, SHOWN)}
      </code>
    </HoverText>
  );
}
