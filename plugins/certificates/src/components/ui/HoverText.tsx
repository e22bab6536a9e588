import Tooltip from '@material-ui/core/Tooltip';
import { ReactElement } from 'react';

/**
 * Shows a text while its child is pointed at or focused. The child must pass
 * on a ref and DOM properties, and be focusable for people without a mouse.
 */
export function HoverText(props: { text: string; children: ReactElement }) {
  return (
    <Tooltip title={props.text} enterDelay={200} arrow>
      {props.children}
    </Tooltip>
  );
}
