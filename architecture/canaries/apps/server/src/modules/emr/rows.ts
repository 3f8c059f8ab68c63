export const rows = 'emr';
