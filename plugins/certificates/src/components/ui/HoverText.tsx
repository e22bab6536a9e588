import Tooltip from '@material-ui/core/Tooltip';
import { cloneElement, ReactElement } from 'react';

/**
 * Shows a text while its child is pointed at or focused. The child, a DOM
 * element, becomes focusable, so that people without a mouse can read the text.
 */
export function HoverText(props: { text: string; children: ReactElement }) {
  return (
    <Tooltip title={props.text} enterDelay={200} arrow>
      {cloneElement(props.children, { tabIndex: 0 })}
    </Tooltip>
  );
}
