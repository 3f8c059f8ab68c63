export const startClinic = () => undefined;
