export const door = 'emr';
