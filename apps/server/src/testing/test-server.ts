/** The PostgreSQL server that tests make their databases on. */
export async function testServerUrl(): Promise<string> {
  const given = process.env.XINGLIN_TEST_DATABASE_URL;
  if (given) return given;
  throw new Error('set XINGLIN_TEST_DATABASE_URL');
}
