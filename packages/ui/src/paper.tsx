import { type ReactNode, useEffect } from 'react';

/** Paper sizes of the clinic: prescriptions are A5 (处方笺), receipts and slips 80 mm rolls, reports A4. */
export type PaperSize = 'A4' | 'A5' | 'roll-80';
const pageRule: Record<PaperSize, string> = {
  A4: 'size: A4; margin: 12mm',
  A5: 'size: A5; margin: 8mm',
  'roll-80': 'size: 80mm 200mm; margin: 3mm',
};

interface PaperProps {
  readonly size: PaperSize;
  readonly children: ReactNode;
  /** Opens the print dialogue once the content stands. */
  readonly printWhenReady?: boolean;
}

/** A printed page: what the screen shows is what the paper gets. */
export function Paper({ size, children, printWhenReady = false }: PaperProps) {
  useEffect(() => {
    if (printWhenReady) window.print();
  }, [printWhenReady]);
  return (
    <>
      <style>{`@page { ${pageRule[size]} }`}</style>
      <article className={`xl-paper xl-paper-${size}`}>{children}</article>
    </>
  );
}
