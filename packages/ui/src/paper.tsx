import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** Paper sizes of the clinic: prescriptions are A5 (处方笺), receipts and slips 80 mm rolls, reports A4. */
export type PaperSize = 'A4' | 'A5' | 'roll-80';
const sheetRule = { A4: 'size: A4; margin: 12mm', A5: 'size: A5; margin: 8mm' } as const;

const ROLL_MARGIN_MM = 3;
const MM_PER_PIXEL = 25.4 / 96;
/** A printer cuts the roll after this at the latest; longer papers go on over a next page. */
const ROLL_LONGEST_MM = 1_000;

interface PaperProps {
  readonly size: PaperSize;
  readonly children: ReactNode;
  /** Opens the print dialogue once the content stands. */
  readonly printWhenReady?: boolean;
}

/** A printed page: what the screen shows is what the paper gets. A roll is cut where the content ends. */
export function Paper({ size, children, printWhenReady = false }: PaperProps) {
  const paper = useRef<HTMLElement>(null);
  const [heightMm, setHeightMm] = useState<number>();
  useLayoutEffect(() => {
    const height = paper.current?.getBoundingClientRect().height ?? 0;
    // One millimetre more, so that rounding never makes a second page.
    setHeightMm(Math.min(ROLL_LONGEST_MM, Math.ceil(height * MM_PER_PIXEL) + 1));
  }, []);
  useEffect(() => {
    if (printWhenReady && heightMm !== undefined) window.print();
  }, [printWhenReady, heightMm]);
  const rule = size === 'roll-80' ? `size: 80mm ${heightMm ?? 200}mm; margin: ${ROLL_MARGIN_MM}mm` : sheetRule[size];
  return (
    <>
      <style>{`@page { ${rule} }`}</style>
      <article ref={paper} className={`xl-paper xl-paper-${size}`}>
        {children}
      </article>
    </>
  );
}
