import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
} from '@backstage/ui';
import { ReactNode } from 'react';

/** Asks before something happens that is not easily undone. */
export function ConfirmDialog(props: {
  isOpen: boolean;
  title: string;
  children: ReactNode;
  confirmLabel: string;
  cancelLabel: string;
  isDestructive?: boolean;
  isRunning?: boolean;
  isConfirmDisabled?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}) {
  const { isOpen, title, children, isRunning, onClose } = props;
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={open => {
        if (!open) {
          onClose();
        }
      }}
      width={520}
      style={{ maxWidth: 520 }}
    >
      <DialogHeader>{title}</DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="3">
          {children}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          {props.cancelLabel}
        </Button>
        <Button
          variant="primary"
          destructive={props.isDestructive}
          isPending={isRunning}
          isDisabled={props.isConfirmDisabled}
          onPress={props.onConfirm}
        >
          {props.confirmLabel}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
