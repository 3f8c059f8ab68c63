/** As compared: 'Ｄoctor01' and 'doctor01' are the same name. */
export const userNameKey = (userName: string): string => userName.normalize('NFKC').trim().toLowerCase();

/** Letters of any script, digits, dot, underscore, hyphen; 2 to 32 characters; begins with a letter or digit. */
export const isUserName = (userName: string): boolean => /^[\p{L}\p{N}][\p{L}\p{N}._-]{1,31}$/u.test(userName);
